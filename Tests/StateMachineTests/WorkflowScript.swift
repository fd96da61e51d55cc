import Foundation
import StateMachine
import WorkflowWalks

/// A workflow's story in lines that people read: commands, and after `----` what followed from them.
///
/// | line | is |
/// |---|---|
/// | `workflow fullstack` and a `+ line` for each phase | what the next one is made of; `most 1` behind a semicolon: its retries; `decided by any` |
/// | `+ api, page; majority` | a phase, with its aggregation |
/// | `@ reviewer; judges api, page; retries 1; condition passed true; rerun from_target; feedback Mend {{feedback}}` | an evaluator |
/// | `@ architect; asks Is it good?; revises analyst; told Design {{request}}; most 0` | an approval, an instruction, retries |
/// | `start: request`, `start partial api: request`, `start selective api, page: request` | begins one; `and go on: request` continues the last with the agents named, `continue partial api: request` |
/// | `phase 2`, `phase 2, attempt 1` and a `- line` for each agent | an evaluation |
/// | `- api did what it did; created a; modified b; deleted c; decided x because y` | a result, `failed` in the place of `did` for one that failed |
/// | `- reviewer did read; says decision APPROVED; feedback text; item api no: text; item page yes` | what an evaluator says |
/// | `git sees created a; modified b; deleted c` | what git saw change until the next evaluation |
/// | `resume`, `resume with text` | goes on |
/// | `ask`, `ask note text`, `approve by terminal`, `approve by agent of p1-3`, `revise by elicitation; because …; on …`, `abort …`, `reopen …` | what is decided |
/// | `wait 10` | minutes pass |
struct WorkflowScript {
  var bench = WorkflowUnderTest()
  private var definition = WorkflowDefinition(name: "", phases: [], agents: [])
  private var number = 0

  /// The script with what really follows after each block of commands.
  static func played(_ text: String) throws -> String {
    var script = WorkflowScript()
    return try playedBlocks(of: text) { try script.play($0) }
  }

  private mutating func play(_ lines: [String]) throws -> [String] {
    var said: [String] = []
    var rest = lines[...]
    while let line = rest.popFirst() {
      if line.hasPrefix("#") { continue }
      let details = Array(rest.prefix { ["+ ", "@ ", "- "].contains(String($0.prefix(2))) })
      rest = rest.dropFirst(details.count)
      do {
        guard let command = try command(line, details) else { continue }
        let events = try bench(command)
        said += events.isEmpty ? ["no change"] : events.map { told($0) }
      } catch let rejection as Rejection {
        said.append("refused, \(rejection.code.rawValue): \(rejection.sentence)")
        if let next = rejection.next { said.append("  next \(next.tool)") }
        if let remedy = rejection.remedy { said.append("  \(remedy)") }
      }
      bench.facts.observed = nil
    }
    return said + state
  }

  private mutating func command(_ line: String, _ details: [String]) throws -> WorkflowCommand? {
    let (head, fields) = fields(line)
    let words = head.split(separator: " ").map(String.init)
    switch words[0] {
    case "workflow":
      definition = try Self.definition(line, details)
      return nil
    case "start:", "start", "continue:", "continue": return .start(try founding(line, words[0]))
    case "phase":
      guard let phase = Int(words[1].filter(\.isNumber)) else { throw ScriptFailure(line: line) }
      return .evaluate(
        phase: phase, results: try details.map { try Self.result(String($0.dropFirst(2))) },
        attempt: words.count > 3 ? Int(words[3]) : nil)
    case "git":
      bench.facts.observed = Self.files(Self.parts(line.dropFirst("git sees ".count)))
      return nil
    case "resume":
      return .resume(instructions: words.count > 2 ? words[2...].joined(separator: " ") : nil)
    case "ask":
      return .requestApproval(
        note: words.count > 2 ? words[2...].joined(separator: " ") : nil, digest: bench.digest)
    case "wait":
      bench.now = bench.now.adding(minutes: Int(words[1]) ?? 0)
      return nil
    default: return .decide(try verdict(words, fields, line))
    }
  }

  private func verdict(
    _ words: [String], _ fields: [(name: String, value: String)], _ line: String
  ) throws -> Verdict {
    guard let decision = Decision(rawValue: words[0]), words.count > 2,
      let way = DecisionWay(rawValue: words[2])
    else { throw ScriptFailure(line: line) }
    let needsNone = [.abort, .reopen].contains(decision)
    var verdict = Verdict(
      decision, by: way, seen: words.count > 4 ? words[4] : needsNone ? nil : bench.digest,
      present: bench.digest)
    for (name, value) in fields {
      switch name {
      case "because": verdict.reason = value
      case "on": verdict.target = value
      default: throw ScriptFailure(line: name)
      }
    }
    return verdict
  }

  /// `start partial api: request`; one that continues takes over what came of the present one, which then is no more.
  private mutating func founding(_ line: String, _ word: String) throws -> WorkflowFounding {
    guard let colon = line.range(of: ": ") ?? line.range(of: ":") else { throw ScriptFailure(line: line) }
    let words = items(of: String(line[..<colon.lowerBound])).flatMap {
      $0.split(separator: " ").map(String.init)
    }
    let mode = words.count > 1 ? ExecutionMode(rawValue: words[1]) : .full
    guard let mode else { throw ScriptFailure(line: line) }
    number += 1
    var founding = WorkflowFounding(
      id: try WorkflowID("wf-\(number)"), definition: definition, request: String(line[colon.upperBound...]),
      mode: mode, why: "The script says so.")
    founding.targets = try words.dropFirst(2).map { try AgentID($0) }
    if word.hasPrefix("continue") {
      founding.carried = bench.workflow.carried
      bench = WorkflowUnderTest()
    }
    return founding
  }
}

extension String {
  /// The text behind a word; nil where that is not there.
  func after(_ word: String) -> String? { range(of: word).map { String(self[$0.upperBound...]) } }
}
