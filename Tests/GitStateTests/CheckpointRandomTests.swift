import Dispatch
import Foundation
import GitState
import StateMachine
import Synchronization
import TestSupport
import Testing

/// Random working trees, each with what git itself says of it before and after.
@Suite struct `Random working trees` {
  /// All 300 with `GITSTATE_SOAK=1`, which takes minutes; `GITSTATE_SEED` repeats one.
  private static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["GITSTATE_SEED"].flatMap({ UInt64($0) }) { return [one] }
    return Array(1...(environment["GITSTATE_SOAK"] == "1" ? 300 : 12))
  }()

  @Test(arguments: 0..<6) func `are checkpointed untouched, rolled back exactly, and back again`(part: Int)
    throws
  {
    for seed in Self.seeds where seed % 6 == part {
      try play(seed, linked: seed % 10 == 0 ? 2 : 0)
      // The long run takes every seed with one tree and with three.
      if Self.seeds.count > 100, seed % 10 != 0 { try play(seed, linked: 2) }
    }
  }

  private func play(_ seed: UInt64, linked: Int) throws {
    var random = RandomTree(generator: SeededGenerator(seed: seed))
    let scratch = try ScratchRepository()
    try scratch.git("config", "user.name", "Ada")
    try scratch.git("config", "user.email", "ada@example.org")
    let (beginning, isUnborn) = random.beginning()
    try scratch.shell("set +e\n" + beginning + "true")
    var bench = try CheckpointBench(scratch)
    if !isUnborn {
      for number in 0..<linked {
        bench.places.append(try scratch.addWorktree("tree \(number)", branch: "t\(number)"))
      }
    }
    for place in bench.places {
      if !isUnborn, random.isMerging() {
        try scratch.shell("set +e\n" + random.merge() + "\ntrue", in: place)
      }
      try scratch.shell("set +e\n" + random.work(12) + "true", in: place)
    }
    let label: Comment = "seed \(seed)"
    // git refreshes an index when it looks: what is compared is looked at before.
    let before = try bench.places.map { try bench.state(of: $0) }
    let untouched = try bench.places.map { try bench.untouched($0) }
    // Several trees are one run's, under one ref.
    let taken = try bench.places.count > 1 ? bench.gather() : bench.take().checkpoint
    #expect(try bench.places.map { try bench.untouched($0) } == untouched, label)
    for place in bench.places {
      try scratch.shell("set +e\n" + random.work(8) + random.commit() + random.work(8) + "true", in: place)
    }
    let after = try bench.places.map { try bench.state(of: $0) }
    let ignored = try bench.places.map { try bench.ignored(in: $0) }
    let rescue = try bench.rollBackAll(to: .checkpoint(taken)).rescued
    try expect(bench, before, leaving: ignored, label)
    #expect(rescue != nil || before == after, label)
    if let rescue { try bench.rollBackAll(to: .rescue(rescue)) }
    try expect(bench, after, leaving: ignored, label)
    try bench.expectWhole()
  }

  private func expect(
    _ bench: CheckpointBench, _ states: [CheckpointBench.State], leaving ignored: [Set<String>],
    _ label: Comment
  ) throws {
    for (number, place) in bench.places.enumerated() {
      let difference = try bench.state(of: place).difference(from: states[number], leaving: ignored[number])
      #expect(difference == [], label)
    }
  }
}

/// Two agents in two working trees of one repository, each as if it were alone.
@Suite struct `Checkpoints and rollbacks at once` {
  @Test func `in different trees end as each alone would`() throws {
    var bench = try CheckpointBench()
    for name in ["one", "two"] { bench.places.append(try bench.scratch.addWorktree(name, branch: name)) }
    let rounds = ProcessInfo.processInfo.environment["GITSTATE_SOAK"] == "1" ? 200 : 20
    let (scratch, places) = (bench.scratch, bench.places)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { agent in
      do {
        let project = try Project(at: scratch.path)
        let place = places[agent + 1]
        for round in 0..<rounds {
          try scratch.write("a", "agent \(agent), round \(round)\n", in: place)
          var request = CheckpointRequest(try CheckpointNote(phase: "round \(round)"))
          request.folder = place
          request.commits = round % 5 == 0
          let number = try project.createCheckpoint(request).checkpoint.number
          try scratch.write("a", "lost\n", in: place)
          try scratch.write("b", "lost\n", in: place)
          var back = RollbackRequest("\(number)")
          back.folder = place
          let done = try project.rollBack(back)
          let text = scratch.read("a", in: place)
          if number != round + 1 || done.rescued == nil || text != "agent \(agent), round \(round)\n"
            || scratch.read("b", in: place) != nil
          {
            failures.withLock { $0.append("agent \(agent), round \(round): \(number), \(text ?? "nothing")") }
          }
        }
      } catch {
        failures.withLock { $0.append("agent \(agent): \(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    for name in ["one", "two"] {
      #expect(try bench.scratch.git("rev-list", "--count", name) == "\(1 + (rounds + 4) / 5)")
    }
    try bench.expectWhole()
  }
}
