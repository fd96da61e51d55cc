import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Any text in a run` {
  @Test func `comes back byte for byte from every field, and forges nothing`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    let bench = try PlanBench()
    for round in 0..<30 {
      let id = RunID(bits: UInt64(round), 7)
      var founding = RunFounding(id: id, description: text(&generator) + "x", directory: ".", base: "main")
      founding.spec = text(&generator)
      founding.phases = (1...3).map { phase($0, &generator) }
      _ = try bench.project.foundRun(founding)
      let run = try changed(bench, id, round, &generator)
      let read = try bench.stranger().readRun(id.text)
      // Compared by bytes: String itself takes two spellings of a letter for one.
      let why: Comment = "seed \(seed) round \(round)"
      #expect("\(Array("\(read.run)".utf8))" == "\(Array("\(run)".utf8))", why)
      for (stored, given) in zip(read.run.phases, founding.phases) {
        #expect(bytes(stored.definition) == bytes(given), why)
      }
      #expect(Array((read.run.founding?.description ?? "").utf8) == Array(founding.description.utf8), why)
      #expect(try bench.verify(id.branch).problem == nil, why)
      try expectPlainMessage(bench.message(id.branch), why)
    }
    try bench.scratch.expectClean()
  }

  /// A run to whose every kind of event texts were given; the state that the writer was told.
  private func changed(
    _ bench: PlanBench, _ id: RunID, _ round: Int, _ generator: inout SeededGenerator
  ) throws -> Run {
    var validation = PhaseValidation(passed: true)
    validation.output = OutputEnd(of: text(&generator))
    validation.errorType = text(&generator)
    validation.checks = [.init(text(&generator), passed: true)]
    var result = PhaseResult()
    result.filesCreated = [text(&generator)]
    result.validationOutput = OutputEnd(of: text(&generator))
    result.gotchasEncountered = [text(&generator)]
    var taken = checkpoint(0)
    taken.covers = [text(&generator)]
    let module = try ModuleName("module")
    let commands: [RunCommand] = [
      .recordModule(module, phase: "1", start: text(&generator)),
      .recordValidation(phase: "1", validation), .recordCheckpoint(taken, phase: "1"),
      .completePhase("1", checkpoint: "0", result: result, reason: text(&generator) + "x"),
      .mergeModules([module: ModuleMerge(tip: text(&generator), merge: "m")]),
      .startRollback(
        RunRollback(
          to: .checkpoint(0), rescue: text(&generator),
          trees: [.init(path: text(&generator), branch: text(&generator), from: nil, to: nil)])),
      .finishRollback(returned: []), .removeModules([module: ModuleRemoval(rescue: text(&generator))]),
      .completePhase("2", checkpoint: nil, result: result, reason: text(&generator) + "x"),
      .completePhase("3", checkpoint: nil, result: nil, reason: text(&generator) + "x"),
      .complete(RunCompletion(summary: text(&generator), commit: nil)),
    ]
    var run = Run()
    for command in commands {
      bench.pass(1)
      run = try bench.project.changeRun(id.text) { _ in (command, RunFacts()) }.view.run
    }
    return run
  }

  private func phase(_ number: Int, _ generator: inout SeededGenerator) -> PhaseDefinition {
    var name: PhaseName?
    while name == nil { name = try? PhaseName("Phase \(number): \(text(&generator))") }
    guard let name else { preconditionFailure("a name was found") }
    var phase = PhaseDefinition(name: name)
    phase.tasks = [text(&generator), text(&generator)]
    phase.testCommand = text(&generator)
    phase.successCriteria = [text(&generator)]
    phase.gotchas = [text(&generator)]
    return phase
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    HostileText.next(using: &generator)
  }

  private func bytes(_ phase: PhaseDefinition) -> [[UInt8]] {
    ([phase.name.text, phase.testCommand ?? ""] + phase.tasks + phase.successCriteria + phase.gotchas).map {
      Array($0.utf8)
    }
  }

  /// No text of people begins a line where a heading, a phase or a trailer would be read.
  private func expectPlainMessage(_ message: String, _ why: Comment) throws {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0.hasPrefix("### Phase ") } == 3, why)
    #expect(lines.count { $0.hasPrefix("Status: ") } == 4, why)
    let known = ["## Run", "## Phases", "## Checkpoints", "## Modules"]
    #expect(lines.filter { $0.hasPrefix("## ") }.map(String.init) == known, why)
    #expect(lines.count { $0.hasPrefix("Gitstate-") } == 5, why)
    #expect(!lines.contains { $0.hasPrefix("---") || $0.hasPrefix("diff ") || $0.hasPrefix("From ") }, why)
  }
}
