import StateMachine
import Testing

@Suite struct `A run` {
  private func bench() throws -> RunUnderTest {
    try RunUnderTest(
      phase("Phase 1: Proto", modules: ["proto"]), phase("Phase 2: Go", modules: ["go"]),
      phase("Phase 3: Go"))
  }

  @Test func `names a phase exactly, by number, or by its unique name`() throws {
    let run = try bench().run
    for text in ["Phase 1: Proto", "phase 1: proto ", "1", "Phase 1", "proto"] {
      #expect(try run.phase(named: text).number == 1, "\(text)")
    }
    #expect(try run.phase(named: "Phase 3: Go").number == 3)
    let twice = refusal { try run.phase(named: "Go") }
    #expect(twice?.code == .ambiguous)
    #expect(twice?.details.contains(.init("candidates", .texts(["Phase 2: Go", "Phase 3: Go"]))) == true)
    let near = refusal { try run.phase(named: "Protp") }
    #expect(near?.code == .notFound && near?.sentence.hasSuffix("Did you mean \"Proto\"?") == true)
    #expect(near?.next?.tool == "get_task_state")
  }

  @Test func `finds a checkpoint by whatever names it`() throws {
    var bench = try bench()
    try bench.checkpoint("1", passed: true)
    try bench.checkpoint("1", passed: false)
    let sha = String(repeating: "1", count: 36) + "1001"
    for text in ["1", "cp-1", sha, sha.uppercased(), "1111111", "last-passed"] {
      #expect(try bench.run.checkpoint(named: text).fact.number == 1, "\(text)")
    }
    #expect(try bench.run.checkpoint(named: "latest").fact.number == 2)
    #expect(refusal { try bench.run.checkpoint(named: "111111") }?.code == .notFound)
    bench.facts.owner = RunID(bits: 7, 7)
    let foreign = refusal {
      try bench(.completePhase("1", checkpoint: "cp-9", result: nil, reason: nil))
    }
    #expect(
      foreign?.code == .notFound && foreign?.sentence.contains("belongs to run 00000000-0000-4007") == true)
  }

  @Test func `takes a repeated completion for the same, and another for another`() throws {
    var bench = try bench()
    try bench.checkpoint("1")
    var result = PhaseResult()
    result.filesCreated = ["a.proto"]
    result.testsPassing = true
    try bench(.completePhase("1", checkpoint: "1", result: result, reason: nil))
    #expect(try bench(.completePhase("1", checkpoint: "cp-1", result: result, reason: nil)).isEmpty)
    #expect(try bench(.completePhase("proto", checkpoint: nil, result: nil, reason: nil)).isEmpty)
    result.filesCreated = []
    #expect(
      refusal { try bench(.completePhase("1", checkpoint: "1", result: result, reason: nil)) }?.code
        == .exists)
    #expect(bench.run.phases[0].completion?.fact.result?.filesCreated == ["a.proto"])
  }

  @Test func `keeps the last validations of a phase, and counts all`() throws {
    var bench = try bench()
    for _ in 0..<20 { try bench.validate("1", false) }
    #expect(bench.run.phases[0].attempts == 20)
    #expect(bench.run.phases[0].validations.count == RunLimits.validations)
    #expect(bench.run.phases[0].latest?.seq == bench.seq)
  }

  @Test func `records a checkpoint once, and refuses another of its number`() throws {
    var bench = try bench()
    let zero = bench.run.checkpoints[0].fact
    #expect(try bench(.recordCheckpoint(zero, phase: nil)).isEmpty)
    var other = zero
    other.sha = String(repeating: "f", count: 40)
    #expect(refusal { try bench(.recordCheckpoint(other, phase: nil)) }?.code == .exists)
    // Two who take one at once may be recorded in either order.
    other.number = 5
    try bench(.recordCheckpoint(other, phase: "2"))
    other.number = 3
    other.sha = String(repeating: "e", count: 40)
    try bench(.recordCheckpoint(other, phase: "2"))
    #expect(bench.run.checkpoints.map(\.fact.number) == [0, 3, 5])
  }

  @Test func `keeps to its limits`() throws {
    var bench = RunUnderTest()
    var founding = RunFounding(id: RunUnderTest.id, description: " ", directory: ".", base: "main")
    #expect(refusal { try bench(.start(founding)) }?.code == .missingArgument)
    founding.description = String(repeating: "x", count: PlanLimits.textBytes + 1)
    #expect(refusal { try bench(.start(founding)) }?.code == .limitExceeded)
    founding.description = "x"
    founding.phases = try (0...RunLimits.phases).map { try phase("Phase \($0): x") }
    #expect(refusal { try bench(.start(founding)) }?.code == .limitExceeded)
    founding.phases = [try phase("a")]
    founding.phases[0].tasks = Array(repeating: "t", count: PlanLimits.entries + 1)
    #expect(refusal { try bench(.start(founding)) }?.code == .limitExceeded)
    founding.phases = []
    try bench(.start(founding))
    #expect(refusal { try bench.validate("a\nb", true) }?.code == .invalidName)
    for number in 1...RunLimits.phases { try bench.validate("p\(number)x", true) }
    #expect(refusal { try bench.validate("one more", true) }?.code == .limitExceeded)
  }

  @Test func `finds the circle in what its phases wait for`() throws {
    let names = (1...50).map { "Phase \($0): x" }
    let phases = try names.enumerated().map { index, name in
      try phase(name, after: [names[max(index - 1, 0)]].filter { $0 != name })
    }
    #expect(PhaseDefinition.cycle(in: phases) == nil)
    var circle = phases
    circle[9].dependsOn.append(try PhaseName(names[12]))
    let found = try #require(PhaseDefinition.cycle(in: circle))
    #expect(found.first == found.last && Set(found.map(\.text)) == Set(names[9...12]))
  }
}

@Suite struct `A phase's transition table` {
  @Test func `has a way out of every state, and each state and action once`() {
    for state in RunPhase.Word.allCases {
      #expect(PhaseTransitions.all.contains { $0.from == state && $0.to != state }, "\(state)")
    }
    let keys = PhaseTransitions.all.map { "\($0.from) \($0.action)" }
    #expect(Set(keys).count == keys.count)
  }

  @Test(arguments: RunPhase.Word.allCases, PhaseTransitions.Action.allCases)
  func `is what decisions follow`(state: RunPhase.Word, action: PhaseTransitions.Action) throws {
    var bench = try RunUnderTest(phase("Phase 1: Proto"))
    try bench.checkpoint("1")
    switch state {
    case .pending: break
    case .failed: try bench.validate("1", false)
    case .passed: try bench.validate("1", true)
    case .completed: try bench.complete("1")
    }
    #expect(bench.words == [state.rawValue])
    let row = PhaseTransitions.all.first { $0.from == state && $0.action == action }
    do throws(Rejection) {
      let events =
        switch action {
        case .validated: try bench.validate("1", true)
        case .failedValidation: try bench.validate("1", false)
        case .completed: try bench.complete("1")
        case .rolledBack: try bench.rollBack(to: .checkpoint(1))
        }
      // What is complete is complete: asking again is no event.
      #expect(row != nil || state == .completed && action == .completed && events.isEmpty)
      #expect(bench.words == [(row?.to ?? (action == .rolledBack ? .pending : state)).rawValue])
    } catch {
      #expect(row == nil && [.wrongState, .exists].contains(error.code), "\(state) \(action): \(error)")
      #expect(bench.words == [state.rawValue])
    }
  }
}
