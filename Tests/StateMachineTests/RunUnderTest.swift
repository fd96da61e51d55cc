import StateMachine

/// A run that is driven by commands, with what git would say, as tests want it.
struct RunUnderTest {
  var run = Run()
  var facts = RunFacts()
  var now = Timestamp(seconds: 1_800_000_000)
  private(set) var seq = 0
  /// Everything that ever happened, for a replay.
  private(set) var history: [Recorded<RunEvent>] = []

  static let id = RunID(bits: 0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef)

  init() {}

  /// A run of these phases; an open one of none.
  init(_ phases: PhaseDefinition...) throws {
    try start(phases)
  }

  mutating func start(_ phases: [PhaseDefinition]) throws {
    var founding = RunFounding(id: Self.id, description: "Build it", directory: ".", base: "main")
    founding.phases = phases
    try self(.start(founding))
    try checkpoint(nil)
  }

  /// Decides and applies; the events that followed.
  @discardableResult
  mutating func callAsFunction(_ command: RunCommand) throws(Rejection) -> [RunEvent] {
    let events = try run.decide(command, given: facts, at: now)
    guard !events.isEmpty else { return [] }
    seq += 1
    for event in events {
      let recorded = Recorded(event, at: now, by: "ada", seq: seq)
      history.append(recorded)
      run.apply(recorded)
    }
    return events
  }

  /// The next checkpoint.
  @discardableResult
  mutating func checkpoint(_ phase: String?, passed: Bool? = nil) throws(Rejection) -> [RunEvent] {
    let number = (run.checkpoints.last?.fact.number ?? -1) + 1
    let digit = "\(number % 10)"
    return try self(
      .recordCheckpoint(
        RunCheckpoint(
          number: number, id: "cp-\(number)", sha: String(repeating: digit, count: 36) + "\(1_000 + number)",
          created: now, validationPassed: passed), phase: phase))
  }

  @discardableResult
  mutating func validate(_ phase: String, _ passed: Bool) throws(Rejection) -> [RunEvent] {
    try self(.recordValidation(phase: phase, PhaseValidation(passed: passed)))
  }

  /// Completes a phase by a checkpoint of its own, as the seed does.
  @discardableResult
  mutating func complete(_ phase: String) throws(Rejection) -> [RunEvent] {
    try checkpoint(phase)
    return try self(.completePhase(phase, checkpoint: "latest", result: nil, reason: nil))
  }

  @discardableResult
  mutating func rollBack(to target: RunRollback.Target, rescue: String? = nil, finish: Bool = true)
    throws(Rejection) -> [RunEvent]
  {
    let begun = try self(
      .startRollback(RunRollback(to: target, rescue: rescue ?? "rescue-\(seq + 1)", trees: [])))
    return try finish ? self(.finishRollback(returned: [])) : begun
  }

  /// Each phase's word, in order.
  var words: [String] { run.phases.map(\.word.rawValue) }

  var replayed: Run {
    var replayed = Run()
    for recorded in history { replayed.apply(recorded) }
    return replayed
  }
}

/// A phase in a few words.
func phase(_ name: String, modules: [String] = [], after: [String] = []) throws -> PhaseDefinition {
  var phase = PhaseDefinition(name: try PhaseName(name))
  phase.modules = try modules.map { try ModuleName($0) }
  phase.dependsOn = try after.map { try PhaseName($0) }
  return phase
}
