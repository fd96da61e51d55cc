import StateMachine
import TestSupport
import Testing
import WorkflowWalks

@Suite struct `A workflow under thousands of random results, decisions and resumes` {
  /// Ten thousand walks in all, a share of them in each.
  @Test(arguments: 0..<4)
  func `keeps to its order, and ends`(share: Int) throws {
    let seed = newSeed() &+ UInt64(share)
    var generator = SeededGenerator(seed: seed)
    var seen: [String: Int] = [:]
    var refused = 0
    var before: Workflow?
    for round in 0..<2_500 {
      var walk = try WorkflowWalk(using: &generator, after: before)
      var steps = 0
      while !walk.isOver, walk.broken.isEmpty, steps < 1_000 {
        walk.step(using: &generator)
        steps += 1
      }
      walk.checkReplay()
      let broken = walk.broken.first
      #expect(broken == nil, "seed \(seed) round \(round): \(broken ?? "")")
      let isOver = walk.isOver
      #expect(isOver, "seed \(seed) round \(round): no end after \(steps) steps")
      guard walk.broken.isEmpty, isOver else { return }
      seen.merge(walk.seen, uniquingKeysWith: +)
      refused += walk.refused
      // Every third goes on from the one before.
      before = round % 3 == 2 ? walk.bench.workflow : nil
    }
    // Walks on which one of these never happened show nothing of it.
    for what in [
      "full", "partial", "selective", "evaluation", "approve", "revise", "abort", "resume of a failed one",
      "success", "noSuccess", "failed",
    ] {
      #expect(seen[what, default: 0] > 20, "seed \(seed): \(what) in \(seen)")
    }
    #expect(refused > 500, "seed \(seed)")
  }
}
