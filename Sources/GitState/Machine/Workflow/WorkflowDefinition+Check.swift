extension WorkflowDefinition {
  /// Refuses a definition that can't be carried out, naming what is wrong where.
  package func check() throws(Rejection) {
    try WorkflowLimits.check(self)
    if let problem = problems.first {
      throw Rejection(
        .invalidArgument, "The workflow definition can't be carried out: \(problem)",
        details: [.init("problems", .texts(problems.prefix(50)))])
    }
  }

  /// Everything that is wrong with it, in sentences.
  package var problems: [String] {
    // What is too large is not gone through: it says enough.
    do throws(Rejection) { try WorkflowLimits.check(self) } catch { return [error.sentence] }
    var problems: [String] = []
    if comparable(name).isEmpty { problems.append("name is empty.") }
    if phases.isEmpty { problems.append("phases is empty.") }
    var seen: Set<AgentID> = []
    for agent in agents where !seen.insert(agent.id).inserted {
      problems.append("agent \(agent.id) is there twice.")
    }
    problems += phaseProblems
    for agent in agents { problems += agentProblems(agent) }
    func check(_ budget: Int?, _ whose: String) {
      guard let budget, !(0...WorkflowLimits.budget).contains(budget) else { return }
      problems.append("max_retries\(whose) is \(budget), and it is 0 to \(WorkflowLimits.budget).")
    }
    check(maxRetries, "")
    for agent in agents {
      check(agent.maxRetries, " of \(agent.id)")
      check(agent.evaluator?.maxRetries, " of the evaluator \(agent.id)")
    }
    return problems
  }

  private var phaseProblems: [String] {
    var problems: [String] = []
    var placed: [AgentID: Int] = [:]
    for (index, phase) in phases.enumerated() {
      let at = "phase \(index + 1)"
      if phase.agents.isEmpty { problems.append("\(at) has no agents.") }
      if phase.kind == .sequential, phase.agents.count > 1 {
        problems.append(
          "\(at) is sequential and has \(phase.agents.count) agents: make it parallel, or one phase of each.")
      }
      for agent in phase.agents {
        if self[agent] == nil {
          problems.append("\(at) names the agent \(agent), which agents does not have.")
        }
        if let other = placed[agent] {
          problems.append("agent \(agent) works in phase \(other) and in \(at): an agent has one phase.")
        }
        placed[agent] = index + 1
      }
      let asking = phase.agents.filter { self[$0]?.approval != nil }
      if asking.count > 1 {
        problems.append("\(at) asks a person about \(spoken(asking.map(\.text))): one of a phase can ask.")
      }
    }
    for agent in agents where placed[agent.id] == nil {
      problems.append("agent \(agent.id) works in no phase.")
    }
    return problems
  }

  private func agentProblems(_ agent: WorkflowAgent) -> [String] {
    var problems: [String] = []
    let own = phase(of: agent.id) ?? 0
    func check(_ target: AgentID, _ what: String) {
      guard let phase = phase(of: target) else {
        problems.append("\(what) of \(agent.id) is \(target), which works in no phase.")
        return
      }
      if target == agent.id || phase > own || (phase == own && what == "the retry target") {
        problems.append(
          "\(what) of \(agent.id) is \(target), whose phase \(phase) does not come before phase \(own).")
      }
    }
    if let evaluator = agent.evaluator {
      if evaluator.retry.isEmpty {
        problems.append("the evaluator \(agent.id) has no retry targets: nobody could mend what it finds.")
      }
      for target in evaluator.retry { check(target, "the retry target") }
      if comparable(evaluator.field).isEmpty {
        problems.append("the success condition of \(agent.id) has no field.")
      }
      let head = evaluator.field.split(separator: ".").first.map(String.init) ?? ""
      if WorkflowEvaluator.taken.contains(head) || head == "success" && evaluator.field != head {
        problems.append(
          "the success condition of \(agent.id) has the field \(quoted(evaluator.field)), and every result has \(quoted(head)) for something else: a condition is a field of its own, as decision."
        )
      }
      if evaluator.field.contains(where: { "!<>=~".contains($0) }) {
        problems.append(
          "the success condition of \(agent.id) has the field \(quoted(evaluator.field)), which is none: a field has one value that means success."
        )
      }
    }
    for document in agent.documents
    where TaskPath.normalized(document) == nil || comparable(document).isEmpty {
      problems.append(
        "the document \(quoted(document)) of \(agent.id) is no path inside the repository: it must be relative, without \"..\" and control characters."
      )
    }
    if let approval = agent.approval {
      if comparable(approval.question).isEmpty { problems.append("the question of \(agent.id) is empty.") }
      problems += approval.problems(of: agent.id)
      if let target = approval.target, target != agent.id { check(target, "the revision target") }
    }
    for (name, text) in [("instruction", agent.instruction), ("feedback", agent.evaluator?.feedback)] {
      for place in WorkflowTemplate.unknown(in: text ?? "") {
        problems.append(
          "the \(name) of \(agent.id) has a place {{\(place)}}, which is none of \(spoken(WorkflowTemplate.places, limit: 20))."
        )
      }
    }
    return problems
  }
}
