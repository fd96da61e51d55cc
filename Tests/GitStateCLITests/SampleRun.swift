import StateMachine

/// A run in which every standing of a phase and of a module occurs, at a fixed moment.
enum SampleRun {
  static let id = RunID(bits: 0x1b4e_28ba_2fa1_41d2, 0x883f_0016_d3cc_a427)

  static func phase(_ name: String, _ number: Int, tests: String? = nil) throws -> RunPhase {
    var definition = PhaseDefinition(name: try PhaseName(name))
    definition.testCommand = tests
    return RunPhase(definition, number: number)
  }

  static func noted<Fact: Hashable & Sendable>(
    _ fact: Fact, _ minutes: Int, seq: Int = 1, turns: [Int] = []
  ) -> Noted<Fact> {
    Noted(fact, at: SamplePlan.ago(minutes), by: "Ada", seq: seq, turns: turns)
  }

  static func checkpoint(
    _ number: Int, _ phase: String?, _ minutes: Int, passed: Bool? = nil, turns: [Int] = []
  ) throws -> Noted<RunCheckpoint> {
    noted(
      RunCheckpoint(
        number: number, id: "run/\(id)/\(number)", sha: SamplePlan.merge,
        phase: try phase.map { try PhaseName($0) }, created: SamplePlan.ago(minutes),
        validationPassed: passed, filesChanged: number * 3), minutes, seq: number + 1, turns: turns)
  }

  /// At work in its third phase, which failed twice.
  static func run(rollingBack: Bool = false) throws -> Run {
    let first = try complete("Phase 1: Parser", 1, .init(checkpoint: 1), 90)
    let second = try complete(
      "Phase 2: Docs", 2, .init(checkpoint: nil, reason: "nothing to keep: the docs are in the wiki"), 60)
    var failure = PhaseValidation(passed: false)
    failure.errorType = "AssertionError"
    failure.output = OutputEnd(of: "collected 3 items\n\nE   assert 1 == 2\nFAILED tests/test_store.py\n")
    failure.checks = [.init("lint", passed: true), .init("types", passed: false)]
    let third = RunPhase(
      try phase("Phase 3: Storage", 3, tests: "pytest -q tests/test_store.py").definition, number: 3,
      attempts: 2, validations: [noted(failure, 4, seq: 9)])
    let name = try PhaseName("Phase 3: Storage")
    let modules = [
      RunModule(
        name: try ModuleName("api"), phase: name, branch: "orchestration/\(id)/api", start: SamplePlan.merge),
      RunModule(
        name: try ModuleName("parser"), phase: name, branch: "orchestration/\(id)/parser",
        start: SamplePlan.merge,
        merges: [noted(ModuleMerge(tip: SamplePlan.gone, merge: SamplePlan.merge), 80)],
        removal: noted(ModuleRemoval(rescue: nil), 79)),
      RunModule(
        name: try ModuleName("spike"), phase: nil, branch: "orchestration/\(id)/spike",
        start: SamplePlan.merge,
        removal: noted(ModuleRemoval(rescue: "20261121T030000Z-1f3a9c02"), 70)),
    ]
    var founding = RunFounding(
      id: id, description: "Port the importer\n\nWithout a change of its output.", directory: ".",
      base: "main")
    founding.spec = ".spec/SPEC.md"
    let back = RunRollback(to: .checkpoint(1), rescue: "20261121T030000Z-1f3a9c02", asCommit: true, trees: [])
    return Run(
      founding: founding, created: SamplePlan.ago(150),
      phases: [first, second, third, try phase("Phase 4: Command", 4)],
      checkpoints: [
        try checkpoint(0, nil, 150), try checkpoint(1, "Phase 1: Parser", 91, passed: true),
        try checkpoint(2, "Phase 3: Storage", 20, turns: [7]),
        try checkpoint(3, "Phase 3: Storage", 10, passed: false),
      ],
      modules: modules, rollback: rollingBack ? noted(back, 1) : nil, rollbacks: [], completions: [])
  }

  /// A run whose texts steer a terminal.
  static func hostile() throws -> Run {
    let text = SamplePlan.hostile
    var failure = PhaseValidation(passed: false)
    failure.errorType = text
    failure.output = OutputEnd(of: text)
    failure.checks = [.init(text, passed: false)]
    let phase = RunPhase(
      try self.phase("a\u{202e}b", 1, tests: text).definition, number: 1, attempts: 1,
      validations: [noted(failure, 1)])
    var founding = RunFounding(id: id, description: text, directory: text, base: text)
    founding.spec = text
    let module = RunModule(
      name: try ModuleName("api"), phase: nil, branch: text, start: SamplePlan.merge,
      removal: noted(ModuleRemoval(rescue: text), 1))
    let back = RunRollback(to: .rescue(text), rescue: text, trees: [])
    return Run(
      founding: founding, created: SamplePlan.now, phases: [phase], checkpoints: [], modules: [module],
      rollback: noted(back, 1), rollbacks: [], completions: [])
  }

  private static func complete(
    _ name: String, _ number: Int, _ completion: PhaseCompletion, _ minutes: Int
  ) throws -> RunPhase {
    RunPhase(
      try phase(name, number).definition, number: number, attempts: 1,
      validations: [noted(PhaseValidation(passed: true), minutes + 2)],
      completions: [noted(completion, minutes)])
  }
}
