import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

/// The example of a run in `Fixtures/ledgers/v1`: it was written once, and every later version reads it.
///
/// Nothing here rewrites it, whatever switch is set.
@Suite struct `The examples of runs of format 1` {
  @Test func `replay to the states that stand beside them`() throws {
    for name in try LedgerFixture.names(of: "run") {
      let bench = try PlanBench()
      let messages = try LedgerFixture.messages(name)
      let key = #""run_id":""#
      let id = try RunID(
        String(try #require(messages[0].components(separatedBy: key).dropFirst().first).prefix(36)))
      for message in messages { try bench.put(message, on: id.branch) }
      let view = try bench.stranger().readRun(id.text)
      #expect(Self.told(view) == GoldenFile("ledgers/v1/\(name)/state.txt").text, "\(name)")
      #expect(view.warnings.isEmpty, "\(name)")
      let verification = try bench.verify(id.branch)
      #expect(verification.problem == nil && verification.foreign.isEmpty, "\(name)")
      bench.pass()
      let written = try bench.project.changeRun(id.text) { run in
        let rollback = RunRollback(to: .checkpoint(0), rescue: "a later version writes on", trees: [])
        return (run.rollback == nil ? .startRollback(rollback) : .finishRollback(returned: []), RunFacts())
      }
      #expect(written.changed, "\(name)")
      #expect(try bench.verify(id.branch).problem == nil, "\(name)")
      try bench.scratch.expectClean()
    }
  }

  @Test func `hold every type of event`() throws {
    var types: Set<String> = []
    for name in try LedgerFixture.names(of: "run") {
      for message in try LedgerFixture.messages(name) {
        for part in message.components(separatedBy: #""type":""#).dropFirst() {
          types.insert(String(part.prefix { $0 != "\"" }))
        }
      }
    }
    let page = try #require(GoldenFile("../Sources/GitState/GitState.docc/LedgerFormat.md").text)
    for event in try Self.every() {
      let type = Run.json(of: event)["type"]?.stringValue ?? ""
      #expect(types.contains(type), "no example of \(type)")
      #expect(page.contains("`\(type)`"), "the page does not name \(type)")
    }
  }

  /// One of each, where a switch without default stands beside: a new event does not compile until it has its
  /// example here.
  private static func every() throws -> [RunEvent] {
    let name = try PhaseName("p")
    let module = try ModuleName("m")
    let every: [RunEvent] = [
      .runStarted(RunFounding(id: RunID(bits: 1, 1), description: "", directory: ".", base: "")),
      .phaseAdded(PhaseDefinition(name: name)), .validationRecorded(name, PhaseValidation(passed: true)),
      .checkpointRecorded(checkpoint(0)), .phaseCompleted(name, PhaseCompletion(checkpoint: 0)),
      .moduleRecorded(module, phase: nil, start: ""),
      .moduleMerged(module, ModuleMerge(tip: "", merge: "")),
      .moduleRemoved(module, ModuleRemoval(rescue: nil)),
      .rollbackStarted(RunRollback(to: .checkpoint(0), rescue: "", trees: [])),
      .rollbackFinished(reopened: [], restored: [], returned: []), .runCompleted(RunCompletion()),
    ]
    #expect(Set(every.map(counted)).count == 11)
    return every
  }

  private static func counted(_ event: RunEvent) -> Int {
    switch event {
    case .runStarted: 1
    case .phaseAdded: 2
    case .validationRecorded: 3
    case .checkpointRecorded: 4
    case .phaseCompleted: 5
    case .moduleRecorded: 6
    case .moduleMerged: 7
    case .moduleRemoved: 8
    case .rollbackStarted: 9
    case .rollbackFinished: 10
    case .runCompleted: 11
    }
  }

  /// A run's state in lines of its own, apart from the stored form.
  static func told(_ view: RunView) -> String {
    let run = view.run
    guard let founding = run.founding else { return "" }
    var lines = [
      "\(founding.id) \(run.status.rawValue) seq \(view.reading.seq) created \(run.created)",
      "description: \(quoted(founding.description)) in \(founding.directory) on \(founding.base), spec \(founding.spec ?? "none"), part of \(founding.parent?.short ?? "none"), open \(founding.isOpen)",
    ]
    for phase in run.phases {
      var words = ["\(phase.number) \(phase.name): \(phase.word.rawValue)", "attempts \(phase.attempts)"]
      let definition = phase.definition
      words.append("tasks \(definition.tasks), modules \(definition.modules.map(\.text))")
      words.append("test \(definition.testCommand.map { quoted($0) } ?? "none")")
      words.append("criteria \(definition.successCriteria), gotchas \(definition.gotchas)")
      words.append("after \(definition.dependsOn.map(\.text))")
      if let latest = phase.latest?.fact {
        words.append("latest \(latest.passed) \(latest.errorType ?? "") \(quoted(latest.output?.text ?? ""))")
        words.append("checks \(latest.checks.map { "\($0.name)=\($0.passed)" })")
      }
      for completion in phase.completions {
        words.append(
          "completed by \(completion.fact.checkpoint.map { "\($0)" } ?? completion.fact.reason.map { quoted($0) } ?? "") at seq \(completion.seq), turns \(completion.turns)"
        )
      }
      lines.append(words.joined(separator: "; "))
    }
    for checkpoint in run.checkpoints {
      let fact = checkpoint.fact
      lines.append(
        "checkpoint \(fact.number) \(fact.id) in \(fact.phase?.text ?? "none") on \(fact.branch ?? "none"), \(fact.validationPassed.map { "\($0)" } ?? "unknown"), \(fact.filesChanged) files, covers \(fact.covers), turns \(checkpoint.turns)"
      )
    }
    for module in run.modules {
      lines.append(
        "module \(module.name) in \(module.phase?.text ?? "none") on \(module.branch) from \(module.start.prefix(7)), merges \(module.merges.map { "\($0.fact.merge.prefix(7)) \($0.turns)" }), removed \(module.isRemoved) \(module.removal?.fact.rescue ?? "")"
      )
    }
    for rollback in run.rollbacks + (run.rollback.map { [$0] } ?? []) {
      lines.append(
        "\(run.rollback == rollback ? "rolling" : "rolled") back to \(rollback.fact.targetText) at seq \(rollback.seq), rescue \(rollback.fact.rescue), as commit \(rollback.fact.asCommit), trees \(rollback.fact.trees.map { "\($0.path) \($0.branch ?? "none")" })"
      )
    }
    if let summary = run.completion?.fact.summary { lines.append("completed: \(quoted(summary))") }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The folders below `Fixtures/ledgers/v1`.
enum LedgerFixture {
  private static let folder = packageRoot + "/Fixtures/ledgers/v1"

  /// Those of one kind.
  static func names(of kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.contains(".") }.sorted().filter {
      try messages($0).first?.contains("\nGitstate-Kind: \(kind)\n") == true
    }
  }

  /// The messages of a story, oldest first.
  static func messages(_ name: String) throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").filter {
      $0 != "state.txt"
    }
    return try files.sorted().map { try String(contentsOfFile: "\(folder)/\(name)/\($0)", encoding: .utf8) }
  }
}
