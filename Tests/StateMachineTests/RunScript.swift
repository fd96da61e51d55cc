import Foundation
import StateMachine

/// A run's story in lines that people read: commands, and after `----` what followed from them.
///
/// | line | is |
/// |---|---|
/// | `run: text` and `+ Phase 1: x; modules a, b; after Phase 0: y` | founds a run; an open one without phases |
/// | `validate 1 passed`, `validate 1 failed because …` | a validation |
/// | `checkpoint`, `checkpoint 1`, `checkpoint 1 passed` | the next checkpoint |
/// | `complete 1 by 2`, `complete 1 because …`, `complete 1 by 2 failing`, `… lacking a.txt` | completes a phase |
/// | `module a`, `module a in 1`, `merge a, b`, `remove a` | modules; merging makes tip-a and merge-a |
/// | `roll back to 1`, `finish`, `finish with a` | the two halves of a rollback; its rescue is rescue- and its seq |
/// | `end` | completes the run |
struct RunScript {
  private var bench = RunUnderTest()

  /// The script with what really follows after each block of commands.
  static func played(_ text: String) throws -> String {
    var script = RunScript()
    return try playedBlocks(of: text) { try script.play($0) }
  }

  private mutating func play(_ lines: [String]) throws -> [String] {
    var said: [String] = []
    var rest = lines[...]
    while let line = rest.popFirst() {
      if line.hasPrefix("#") { continue }
      let details = Array(rest.prefix { $0.hasPrefix("+ ") })
      rest = rest.dropFirst(details.count)
      do {
        let events = try run(line, details)
        said += events.isEmpty ? ["no change"] : events.map { told($0) }
      } catch let rejection as Rejection {
        said.append("refused, \(rejection.code.rawValue): \(rejection.sentence)")
        if let next = rejection.next { said.append("  next \(next.tool)") }
      }
      bench.facts = RunFacts()
    }
    return said + state
  }

  private mutating func run(_ line: String, _ details: [String]) throws -> [RunEvent] {
    let words = line.split(separator: " ").map(String.init)
    func after(_ word: String) -> String? {
      line.range(of: " \(word) ").map { String(line[$0.upperBound...]) }
    }
    switch words[0] {
    case "run:":
      var founding = RunFounding(
        id: RunUnderTest.id, description: String(line.dropFirst(5)), directory: ".", base: "main")
      founding.phases = try details.map { try definition(String($0.dropFirst(2))) }
      return try bench(.start(founding))
    case "validate":
      var validation = PhaseValidation(passed: words[2] == "passed")
      validation.errorType = after("because")
      return try bench(.recordValidation(phase: words[1], validation))
    case "checkpoint":
      return try bench.checkpoint(
        words.count > 1 ? words[1] : nil, passed: words.count > 2 ? words[2] == "passed" : nil)
    case "complete":
      var result: PhaseResult?
      if words.last == "failing" {
        result = PhaseResult()
        result?.testsPassing = false
      }
      if let lacking = after("lacking") { bench.facts.absentFiles = [lacking] }
      return try bench(
        .completePhase(
          words[1], checkpoint: words.count > 3 && words[2] == "by" ? words[3] : nil, result: result,
          reason: after("because")))
    case "module":
      return try bench(
        .recordModule(
          ModuleName(words[1]), phase: words.count > 3 ? words[3] : nil, start: "start-\(words[1])"))
    case "merge":
      var merges: [ModuleName: ModuleMerge] = [:]
      for name in try names(words.dropFirst()) {
        merges[name] = ModuleMerge(tip: "tip-\(name)", merge: "merge-\(name)")
      }
      return try bench(.mergeModules(merges))
    case "remove":
      var removals: [ModuleName: ModuleRemoval] = [:]
      for name in try names(words.dropFirst()) { removals[name] = ModuleRemoval(rescue: nil) }
      return try bench(.removeModules(removals))
    case "roll":
      let target: RunRollback.Target = Int(words[3]).map { .checkpoint($0) } ?? .rescue(words[3])
      return try bench.rollBack(to: target, finish: false)
    case "finish": return try bench(.finishRollback(returned: try names(words.dropFirst(2))))
    case "end": return try bench(.complete(RunCompletion()))
    default: throw ScriptFailure(line: line)
    }
  }

  private func names(_ words: some Sequence<String>) throws -> [ModuleName] {
    try words.map { try ModuleName($0.hasSuffix(",") ? String($0.dropLast()) : $0) }
  }

  private func definition(_ line: String) throws -> PhaseDefinition {
    let parts = line.split(separator: ";").map { String($0.drop { $0 == " " }) }
    var modules: [String] = []
    var needs: [String] = []
    for part in parts.dropFirst() {
      let words = part.split(separator: " ", maxSplits: 1).map(String.init)
      let items = words[1].split(separator: ",").map { String($0.drop { $0 == " " }) }
      if words[0] == "modules" { modules = items } else { needs = items }
    }
    return try phase(parts[0], modules: modules, after: needs)
  }
}

extension RunScript {
  private func told(_ event: RunEvent) -> String {
    func listed(_ word: String, _ names: [some CustomStringConvertible]) -> String {
      names.isEmpty ? "" : ", \(word) \(names.map(\.description).joined(separator: ", "))"
    }
    return switch event {
    case .runStarted(let founding): "runStarted\(listed("with", founding.phases.map(\.name)))"
    case .phaseAdded(let phase): "phaseAdded \(phase.name)"
    case .validationRecorded(let name, let validation):
      "validationRecorded \(name): \(validation.passed ? "passed" : "failed")"
    case .checkpointRecorded(let checkpoint):
      "checkpointRecorded \(checkpoint.number)\(checkpoint.phase.map { " for \($0)" } ?? "")"
    case .phaseCompleted(let name, let completion):
      "phaseCompleted \(name) \(completion.checkpoint.map { "by \($0)" } ?? completion.reason ?? "")"
    case .moduleRecorded(let name, let phase, let start):
      "moduleRecorded \(name) in \(phase?.text ?? "none") on \(start)"
    case .moduleMerged(let name, let merge): "moduleMerged \(name) by \(merge.merge)"
    case .moduleRemoved(let name, _): "moduleRemoved \(name)"
    case .rollbackStarted(let rollback):
      "rollbackStarted to \(rollback.targetText), rescue \(rollback.rescue)"
    case .rollbackFinished(let reopened, let restored, let returned):
      "rollbackFinished\(listed("reopened", reopened))\(listed("restored", restored))\(listed("returned", returned))"
    case .runCompleted: "runCompleted"
    }
  }

  /// The run after a block: a line for the whole, one a phase, then checkpoints and modules.
  private var state: [String] {
    let run = bench.run
    guard run.founding != nil else { return ["= nothing"] }
    let done = run.phases.count(where: \.isComplete)
    var head = "= \(run.status.rawValue), \(done) of \(run.phases.count)"
    if let rollback = run.rollback { head += ", rolling back to \(rollback.fact.targetText)" }
    var lines = [head]
    for phase in run.phases {
      var words = ["\(phase.number)", phase.word.rawValue]
      if let number = phase.completion?.fact.checkpoint, phase.isComplete { words.append("by \(number)") }
      if phase.attempts > 0 { words.append("after \(counted(phase.attempts, "attempt"))") }
      if run.current == phase { words.append("current") }
      lines.append("  " + words.joined(separator: " "))
    }
    let numbers = run.checkpoints.map { "\($0.fact.number)\($0.stands ? "" : " undone")" }
    if !numbers.isEmpty { lines.append("  checkpoints \(numbers.joined(separator: ", "))") }
    for module in run.modules {
      let words = [module.merge == nil ? nil : "merged", module.isRemoved ? "removed" : nil].compactMap(
        \.self)
      lines.append("  module " + ([module.name.text] + words).joined(separator: " "))
    }
    return lines
  }
}
