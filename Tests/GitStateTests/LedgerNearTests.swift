import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// Who read a ledger before goes on from there, past states that it need not read: it must see what a stranger sees.
@Suite struct `A ledger that goes on` {
  @Test func `is the same for who read it before`() throws {
    let bench = try PlanBench()
    let tasks = try (1...30).map { try planned("\($0)", "Part \($0)", provides: ["Part \($0)"]) }
    try bench.create("s1", tasks)
    let knowing = try bench.stranger()
    var generator = SeededGenerator(seed: newSeed())
    for round in 0..<60 {
      bench.pass()
      for turn in 0..<Int.random(in: 1...6, using: &generator) {
        try bench.update {
          $0.learnings = "Round \(round).\(turn)"
          if turn % 2 == 0 { $0.completed = [.init(id: try PlanTaskID("\(round % 30 + 1)"))] }
        }
      }
      if round % 10 == 9 { try bench.put("I was here\n") }
      let (seen, told) = (try knowing.readPlan("s1").reading, try bench.read().reading)
      #expect(seen.machine == told.machine && seen.seq == told.seq && seen.tip == told.tip)
      #expect(seen.snapshot.foreign == told.snapshot.foreign && seen.updated == told.updated)
    }
    #expect(try bench.verify().problem == nil)
  }

  @Test func `and was moved back and another way is read anew`() throws {
    let bench = try PlanBench()
    try bench.create()
    for turn in 0..<5 { try bench.learn("kept \(turn)") }
    let fork = try #require(try bench.scratch.tip("refs/heads/plan/s1"))
    for turn in 0..<4 { try bench.learn("lost \(turn)") }
    let knowing = try bench.stranger()
    #expect(try knowing.readPlan("s1").plan.learnings.last?.text == "lost 3")
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", fork)
    let other = try bench.stranger()
    for turn in 0..<6 {
      _ = try other.updatePlan("s1") { _ in
        var update = PlanUpdate()
        update.learnings = "instead \(turn)"
        return update
      }
    }
    let (seen, told) = (try knowing.readPlan("s1").reading, try bench.read().reading)
    #expect(seen.machine == told.machine && seen.seq == told.seq)
    #expect(seen.machine.learnings.map(\.text).contains("lost 3") == false)
  }

  /// A state that stands alone in a shallow clone is read, though what was read before is near.
  @Test func `is read where the way to what is known was never fetched`() throws {
    let origin = try PlanBench()
    try origin.create("s1", (1...40).map { try planned("\($0)", "Part \($0)", provides: ["Part \($0)"]) })
    for turn in 0..<3 { try origin.learn("before \(turn)") }
    let clone = try PlanBench(ScratchRepository(cloning: origin.scratch, "--depth=1", "--no-single-branch"))
    try clone.scratch.git("branch", "plan/s1", "origin/plan/s1")
    let knowing = try clone.stranger()
    #expect(try knowing.readPlan("s1").plan.learnings.last?.text == "before 2")
    for turn in 0..<3 { try origin.learn("after \(turn)") }
    try clone.scratch.git("fetch", "--quiet", "--depth=1", "origin", "+plan/s1:plan/s1")
    let (seen, told) = (try knowing.readPlan("s1").reading, try clone.read().reading)
    #expect(seen.machine == told.machine && seen.seq == told.seq)
    #expect(seen.machine.learnings.last?.text == "after 2")
  }

  @Test func `refuses to go on from a commit that is gone`() throws {
    let bench = try PlanBench()
    try bench.create()
    try bench.learn("one")
    let tip = try #require(try bench.scratch.tip("refs/heads/plan/s1"))
    try FileManager.default.removeItem(
      atPath: "\(bench.scratch.gitDirectory)/objects/\(tip.prefix(2))/\(tip.dropFirst(2))")
    #expect(rejection { try bench.learn("two") } != nil)
    #expect(try bench.scratch.tip("refs/heads/plan/s1") == tip)
  }
}
