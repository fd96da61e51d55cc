import Foundation
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan under thousands of random commands` {
  /// `GITSTATE_SOAK=1` walks ten thousand times.
  @Test func `keeps what must always hold`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    var refused = 0
    let rounds = ProcessInfo.processInfo.environment["GITSTATE_SOAK"] == "1" ? 10_000 : 60
    for round in 0..<rounds {
      var walk = try RandomPlan(using: &generator)
      for _ in 0..<80 { walk.step(using: &generator) }
      accepted += walk.accepted
      refused += walk.refused
      #expect(walk.broken.isEmpty, "seed \(seed) round \(round): \(walk.broken.first ?? "")")
    }
    // A walk on which nothing is refused, or nothing is not, shows nothing.
    #expect(accepted > 1_000 && refused > 1_000, "seed \(seed): \(accepted) accepted, \(refused) refused")
  }

  @Test func `takes in whatever a history claims`() throws {
    var bench = try PlanUnderTest(task("001"))
    let nobody = try PlanTaskID("404")
    for event: PlanEvent in [
      .taskCompleted(nobody, tip: nil, merge: nil),
      .taskClaimed(nobody, worker: try WorkerID("1"), until: nil),
      .claimReleased(try PlanTaskID("001"), worker: try WorkerID("1")), .taskReopened(nobody),
      .taskBlocked(nobody, reason: ""),
      .taskAdded(try task("001", "again")), .taskCancelled(nobody, reason: ""), .taskChanged(try task("404")),
    ] {
      let before = bench.plan
      bench.plan.apply(Recorded(event, at: bench.now, by: "x", seq: 2))
      #expect(bench.plan == before, "\(event)")
    }
    var full = PlanTask(try task("001"))
    full.attempts = .max
    let founding = try #require(bench.plan.founding)
    bench.plan.apply(
      Recorded(.planAdopted(founding, tasks: [full], version: .max), at: bench.now, by: "x", seq: 3))
    bench.plan.apply(Recorded(.planUpdated, at: bench.now, by: "x", seq: 4))
    bench.plan.apply(
      Recorded(.taskClaimed(full.id, worker: try WorkerID("1"), until: nil), at: bench.now, by: "x", seq: 4))
    #expect(bench.plan.version == .max && bench.plan.tasks[0].attempts == .max)
  }
}
