package import StateMachine
package import TestSupport

/// A workflow that is driven by random results, decisions and resumes, and that watches over what must always hold.
package struct WorkflowWalk {
  package private(set) var bench = WorkflowUnderTest()
  /// What was seen to be broken.
  package private(set) var broken: [String] = []
  package private(set) var refused = 0
  /// How often each thing happened: a walk on which it never did shows nothing of it.
  package private(set) var seen: [String: Int] = [:]
  private var contract: PhaseContract
  /// Of ten results, how many go wrong.
  private let trouble: Int
  private var number = 0
  private var revisions = 0
  private var resumes = 0
  private var said: [(phase: Int, results: [AgentResult])] = []

  package init(using generator: inout SeededGenerator, after earlier: Workflow? = nil) throws {
    let definition =
      try earlier?.founding?.definition ?? RandomDefinition.make(using: &generator)
    trouble = [0, 2, 4, 9].randomElement(using: &generator) ?? 0
    var founding = WorkflowFounding(
      id: try WorkflowID("wf-\(earlier == nil ? 1 : 2)"), definition: definition, request: "go", mode: .full,
      why: "so")
    if Bool.random(using: &generator) {
      founding.targets = definition.order.filter { _ in Bool.random(using: &generator) }
      if founding.targets.count > 0 { founding.mode = founding.targets.count == 1 ? .partial : .selective }
    }
    founding.carried = earlier?.carried
    contract = PhaseContract(definition, targets: founding.targets)
    look(using: &generator)
    try bench(.start(founding))
    seen["\(founding.mode)", default: 0] += 1
    check("start")
  }

  /// Whether nothing follows any more.
  package var isOver: Bool { contract.end != nil && (contract.end != .failed || resumes == 2) }

  /// One step forward, judged; before it, now and then, something that must change nothing.
  package mutating func step(using generator: inout SeededGenerator) {
    bench.now = bench.now.adding(minutes: Int.random(in: 0...5, using: &generator))
    look(using: &generator)
    if Int.random(in: 0..<6, using: &generator) == 0 { tryAmiss(using: &generator) }
    if contract.waiting != nil {
      decide(using: &generator)
    } else if contract.end == .failed {
      resumes += 1
      number += 1
      contract.resume()
      carryOut(.resume(instructions: "otherwise \(number)"), "resume of a failed one")
    } else if Int.random(in: 0..<15, using: &generator) == 0 {
      number += 1
      let agent = bench.workflow.founding?.definition.order.randomElement(using: &generator)
      let notes = agent.map { [AgentText($0, "note \(number)")] } ?? []
      carryOut(
        .resume(
          instructions: Bool.random(using: &generator) ? nil : "more \(number)",
          notes: Bool.random(using: &generator) ? notes : []), nil)
    } else {
      evaluate(using: &generator)
    }
  }

  /// What git says.
  private mutating func look(using generator: inout SeededGenerator) {
    let files = ["a", "b", "c"].filter { _ in Bool.random(using: &generator) }
    bench.facts.observed = Bool.random(using: &generator) ? WorkflowFiles(modified: files) : nil
    bench.facts.present =
      Bool.random(using: &generator)
      ? WorkSnapshot(commit: "c\(number)", changed: ["a": "1", "b": nil], added: ["a"]) : nil
  }

  private mutating func carryOut(_ command: WorkflowCommand, _ what: String?) {
    let before = bench.workflow
    do throws(Rejection) {
      let events = try bench(command)
      for event in events
      where event == .workHandedOut(bench.facts.present ?? WorkSnapshot(commit: "", changed: [:], added: []))
      {
        if bench.workflow.current == nil { broken.append("files are looked at for nobody") }
      }
      if case .resume = command {
      } else if !bench.facts.isSilent, bench.workflow.current != nil, !events.contains(where: isHandedOut) {
        broken.append("work was handed out without a look at the files")
      }
    } catch {
      broken.append("refused \(what ?? "\(command)"): \(error)")
    }
    if let what { seen[what, default: 0] += 1 }
    grew(from: before)
    check(what ?? "a step")
  }

  private func isHandedOut(_ event: WorkflowEvent) -> Bool {
    if case .workHandedOut = event { true } else { false }
  }

  private mutating func evaluate(using generator: inout SeededGenerator) {
    guard let (phase, agents) = contract.turn else { return broken.append("nobody's turn") }
    var outcomes: [AgentID: PhaseContract.Outcome] = [:]
    var results: [AgentResult] = []
    for agent in agents.shuffled(using: &generator) {
      let (outcome, result) = work(agent, using: &generator)
      outcomes[agent] = outcome
      results.append(result)
    }
    let present = bench.workflow.attempt
    let attempt = Bool.random(using: &generator) ? present : nil
    let spent = contract.end
    contract.evaluate(outcomes)
    let command = WorkflowCommand.evaluate(phase: phase, results: results, attempt: attempt)
    carryOut(command, "evaluation")
    if let end = contract.end, spent == nil { seen["\(end)", default: 0] += 1 }
    if contract.waiting != nil { seen["waiting", default: 0] += 1 }
    // Sent twice it counts once, whatever came of it, and whatever was done since.
    said.append((phase, results))
    for (phase, results, attempt) in [
      (phase, results, present), (phase, results.reversed(), nil),
    ] + said.suffix(3).map({ ($0.phase, $0.results, nil) }) {
      let repeated = WorkflowCommand.evaluate(phase: phase, results: results, attempt: attempt)
      if let again = try? bench.workflow.decide(repeated, given: bench.facts, at: bench.now) {
        if !again.isEmpty { broken.append("counted twice: \(repeated): \(again)") }
      } else {
        broken.append("refused when repeated: \(repeated)")
      }
    }
  }

  /// What one agent says of its work.
  private mutating func work(
    _ agent: AgentID, using generator: inout SeededGenerator
  ) -> (PhaseContract.Outcome, AgentResult) {
    number += 1
    let isWrong = Int.random(in: 0..<10, using: &generator) < trouble
    let evaluator = contract.definition[agent]?.evaluator
    let isFailure = isWrong && (evaluator == nil || Int.random(in: 0..<4, using: &generator) == 0)
    var result = AgentResult(agent, success: !isFailure, summary: "work \(number)")
    if Bool.random(using: &generator) { result.files.created = ["f\(number % 7)"] }
    if Int.random(in: 0..<4, using: &generator) == 0 {
      result.decisions = [WorkflowDecision("decision \(number % 5)", reason: "because")]
    }
    guard let evaluator, !isFailure else { return (isFailure ? .failed : .passed, result) }
    let own = Bool.random(using: &generator)
    result.said = [
      own
        ? SaidField(evaluator.field, isWrong ? "no" : evaluator.value)
        : SaidField("reviewResult", isWrong ? "rejected" : "Approved")
    ]
    guard isWrong else { return (.passed, result) }
    result.feedback = Bool.random(using: &generator) ? "feedback \(number)" : nil
    let named = evaluator.retry.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
    for target in evaluator.retry where !named.isEmpty {
      result.items.append(
        JudgedItem(target.text, passed: !named.contains(target), feedback: "item \(number)"))
    }
    return (.discontent(Set(named)), result)
  }

  private mutating func decide(using generator: inout SeededGenerator) {
    guard let phase = contract.waiting, let asker = contract.asker else { return }
    let way: DecisionWay = contract.definition.approveVia == .any ? .agent : .terminal
    let digest = bench.digest
    let choice = Int.random(in: 0..<10, using: &generator)
    var verdict: Verdict
    if choice == 0 {
      verdict = Verdict(.abort, by: way, present: digest)
      contract.abort()
    } else if choice < 5, revisions < 2 {
      revisions += 1
      verdict = Verdict(.revise, by: way, seen: digest, present: digest)
      verdict.reason = "because"
      let allowed = contract.members.filter { $0.key <= phase }.flatMap(\.value)
      if Bool.random(using: &generator) { verdict.target = allowed.randomElement(using: &generator)?.text }
      let own = contract.definition[asker]?.approval?.target
      let target =
        allowed.first { $0.text == verdict.target } ?? own.flatMap { allowed.contains($0) ? $0 : nil }
        ?? asker
      contract.revise(target)
    } else {
      verdict = Verdict(.approve, by: way, seen: digest, present: digest)
      contract.approve()
    }
    carryOut(.decide(verdict), "\(verdict.decision)")
    verdict.present = bench.digest
    if (try? bench.workflow.decide(.decide(verdict), given: bench.facts, at: bench.now))?.isEmpty != true {
      broken.append("not the same twice: \(verdict)")
    }
  }
}

extension WorkflowFacts {
  fileprivate var isSilent: Bool { present == nil }
}

/// What must hold.
extension WorkflowWalk {
  /// A command that is amiss: it is refused, with a reason, and changes nothing.
  private mutating func tryAmiss(using generator: inout SeededGenerator) {
    let before = bench.workflow
    let length = bench.history.count
    let (phase, agents) = contract.turn ?? (contract.waiting ?? 1, contract.members.first?.value ?? [])
    func results(_ agents: [AgentID]) -> [AgentResult] {
      agents.map { AgentResult($0, success: true, summary: "amiss") }
    }
    guard let stranger = try? AgentID("stranger") else { return }
    let amiss: [WorkflowCommand] = [
      .evaluate(phase: phase + 1, results: results(agents), attempt: nil),
      .evaluate(phase: 0, results: results(agents), attempt: nil),
      .evaluate(phase: phase, results: results(agents + [stranger]), attempt: nil),
      .evaluate(phase: phase, results: results(agents + agents), attempt: nil),
      .evaluate(phase: phase, results: results(Array(agents.dropFirst())), attempt: nil),
      .evaluate(phase: phase, results: results(agents), attempt: 999),
      .decide(Verdict(.approve, by: .terminal, seen: "another", present: bench.digest)),
      .decide(Verdict(.reopen, by: .terminal, present: bench.digest)),
    ]
    guard let command = amiss.randomElement(using: &generator) else { return }
    do throws(Rejection) {
      broken.append("let through: \(command): \(try bench(command))")
    } catch {
      refused += 1
      if error.sentence.isEmpty || error.code == .bug { broken.append("refused without reason: \(error)") }
    }
    if bench.workflow != before || bench.history.count != length {
      broken.append("refused and changed: \(command)")
    }
  }

  /// What only grows has grown.
  private mutating func grew(from before: Workflow) {
    let now = bench.workflow
    if !Set(now.files.all).isSuperset(of: before.files.all) { broken.append("a file was lost") }
    if !now.decisions.starts(with: before.decisions) { broken.append("a decision was lost") }
    if !Set(now.summaries.map(\.agent)).isSuperset(of: before.summaries.map(\.agent)) {
      broken.append("a summary was lost")
    }
    if now.invoked < before.invoked { broken.append("agents were not counted") }
  }

  /// The machine and the contract agree.
  private mutating func check(_ what: String) {
    let workflow = bench.workflow
    let turn = contract.turn
    if workflow.current?.phase != turn?.phase || workflow.current?.agents != turn?.agents {
      broken.append("after \(what): handed out is \(workflow.current as Any), the turn is \(turn as Any)")
    }
    if workflow.wait?.phase != contract.waiting {
      broken.append("after \(what): waits at \(workflow.wait as Any)")
    }
    let end: PhaseContract.End? = workflow.ended.map {
      $0.isAborted ? .aborted : !$0.end.isCompleted ? .failed : $0.end.success ? .success : .noSuccess
    }
    if end != contract.end { broken.append("after \(what): ended \(end as Any), not \(contract.end as Any)") }
    if (workflow.nextAction == nil) != (end != nil) {
      broken.append("after \(what): the next action and the end")
    }
    if let action = workflow.nextAction, action.agents.map(\.agent) != turn?.agents ?? [] {
      broken.append("after \(what): told are \(action.agents)")
    }
    // A success is one of everybody; what ended without it may have left phases open.
    let complete = Set(workflow.completed.map(\.evaluation.phase))
    let promised = Set(contract.members.keys.filter { contract.isComplete($0) })
    if end == nil || end == .success, complete != promised {
      broken.append("after \(what): complete are \(complete.sorted()), not \(promised.sorted())")
    }
    if end == .success, complete.count != contract.members.count {
      broken.append("a success with open phases")
    }
  }

  /// A replay of the history comes to the same.
  package mutating func checkReplay() {
    if bench.replayed != bench.workflow { broken.append("the replay differs") }
  }
}
