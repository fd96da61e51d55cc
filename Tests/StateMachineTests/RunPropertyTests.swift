import StateMachine
import TestSupport
import Testing

@Suite struct `A run under thousands of random commands` {
  @Test func `keeps what must always hold`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    var refused = 0
    var ended = 0
    for round in 0..<80 {
      var walk = try RandomRun(using: &generator)
      for _ in 0..<100 { walk.step(using: &generator) }
      accepted += walk.accepted
      refused += walk.refused
      ended += walk.bench.history.count { if case .runCompleted = $0.event { true } else { false } }
      #expect(walk.broken.isEmpty, "seed \(seed) round \(round): \(walk.broken.first ?? "")")
    }
    // A walk on which nothing is refused, or nothing is not, or no run ends, shows nothing.
    #expect(
      accepted > 1_000 && refused > 1_000 && ended > 10, "seed \(seed): \(accepted), \(refused), \(ended)")
  }

  @Test func `gives back by a rescue what the rollback took, whatever it was`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var different = 0
    for round in 0..<200 {
      var walk = try RandomRun(using: &generator)
      for _ in 0..<Int.random(in: 5...60, using: &generator) { walk.step(using: &generator) }
      if walk.bench.run.rollback != nil { try walk.bench(.finishRollback(returned: [])) }
      let before = walk.bench.run
      // A checkpoint that was undone stands again when it is gone back to, and stays so.
      let standing = before.checkpoints.filter(\.stands).map(\.fact.number)
      let number = try #require(standing.randomElement(using: &generator))
      try walk.bench.rollBack(to: .checkpoint(number), rescue: "the-rescue")
      if walk.bench.run.phases != before.phases { different += 1 }
      try walk.bench.rollBack(to: .rescue("the-rescue"))
      let after = walk.bench.run
      #expect(told(after) == told(before), "seed \(seed) round \(round)")
    }
    #expect(different > 20, "seed \(seed): \(different)")
  }

  /// What stands of a run.
  private func told(_ run: Run) -> [String] {
    run.phases.map { "\($0.name) \($0.word) \($0.completion?.fact as Any) \($0.latest?.seq ?? 0)" }
      + run.checkpoints.filter(\.stands).map { "\($0.fact)" }
      + run.modules.map { "\($0.name) \($0.merge?.fact as Any) \($0.isRemoved)" } + [run.status.rawValue]
  }

  @Test func `takes in whatever a history claims`() throws {
    var bench = try RunUnderTest(phase("Phase 1: A"))
    let nobody = try PhaseName("nobody")
    let module = try ModuleName("none")
    let known = bench.run.checkpoints[0].fact
    for event: RunEvent in [
      .validationRecorded(nobody, PhaseValidation(passed: true)), .checkpointRecorded(known),
      .phaseCompleted(nobody, PhaseCompletion(checkpoint: 9)),
      .phaseAdded(try phase("Phase 1: A", modules: ["x"])),
      .moduleMerged(module, ModuleMerge(tip: "t", merge: "m")),
      .moduleRemoved(module, ModuleRemoval(rescue: nil)),
      .rollbackFinished(reopened: [nobody], restored: [nobody], returned: [module]),
    ] {
      let before = bench.run
      bench.run.apply(Recorded(event, at: bench.now, by: "x", seq: 2))
      #expect(bench.run == before, "\(event)")
    }
    var empty = Run()
    empty.apply(Recorded(.moduleRecorded(module, phase: nil, start: "s"), at: bench.now, by: "x", seq: 1))
    #expect(empty == Run())
    for target: RunRollback.Target in [.checkpoint(404), .checkpoint(.min), .rescue("404")] {
      let rollback = RunRollback(to: target, rescue: "r", trees: [])
      bench.run.apply(Recorded(.rollbackStarted(rollback), at: bench.now, by: "x", seq: .max))
      let end = RunEvent.rollbackFinished(reopened: [], restored: [], returned: [])
      bench.run.apply(Recorded(end, at: bench.now, by: "x", seq: .min))
      #expect(bench.run.rollback == nil)
    }
  }
}
