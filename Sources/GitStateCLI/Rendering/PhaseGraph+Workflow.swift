import StateMachine

extension PhaseGraph {
  /// A workflow: the agents of each phase, and who sends whose work back.
  init(_ workflow: Workflow, branch: String) {
    let definition = workflow.founding?.definition
    var nodes: [Node] = []
    var edges: [(from: Int, to: Int)] = []
    var agents: [AgentID] = []
    var before: [Int] = []
    for (index, phase) in (definition?.phases ?? []).enumerated() {
      let start = nodes.count
      for agent in phase.agents {
        let (group, word) = PhaseGraph.standing(of: agent, in: index + 1, workflow)
        nodes.append(Node(name: agent.text, layer: index, group: group, word: word))
        agents.append(agent)
      }
      // Who does not take part is drawn, and nobody waits for it.
      let members = (start..<nodes.count).filter { workflow.takesPart(agents[$0]) }
      edges += before.flatMap { from in members.map { (from, $0) } }
      if !members.isEmpty { before = members }
    }
    let name = plain(definition?.name ?? "")
    let phases = "\(workflow.completed.count) of \(counted(workflow.phases.count, "phase")) complete"
    self.init(
      title: plainLines(workflow.founding?.request ?? "").first ?? plain(branch),
      subtitle: "\(plain(branch)), \(name), \(workflow.standing), \(phases)",
      layers: (definition?.phases ?? []).enumerated().map { index, phase in
        Layer(
          name: "Phase \(index + 1)",
          note: phase.agents.count > 1 ? WorkflowRows.words(for: phase.aggregation) : "")
      }, nodes: nodes, edges: edges)
    retries = agents.indices.flatMap { from -> [Retry] in
      guard workflow.takesPart(agents[from]), let evaluator = definition?[agents[from]]?.evaluator else {
        return []
      }
      return evaluator.retry.compactMap { target in
        guard let to = agents.firstIndex(of: target) else { return nil }
        // Those of the present budget alone: it begins anew where the evaluator's phase passed, or a failed workflow goes on.
        let ofThisBudget = workflow.retries.filter {
          $0.retry.reason == .feedback && $0.retry.by.contains(agents[from])
        }.suffix(workflow.loops[agents[from]] ?? 0)
        let used = ofThisBudget.count { $0.retry.agents.contains(target) }
        return Retry(from: from, to: to, used: used, most: evaluator.maxRetries)
      }
    }
  }

  private static func standing(
    of agent: AgentID, in phase: Int, _ workflow: Workflow
  ) -> (Standing.Group, String) {
    guard workflow.takesPart(agent) else { return (.cancelled, "left out") }
    if workflow.current?.phase == phase, workflow.current?.agents.contains(agent) == true {
      return (.atWork, "at work")
    }
    if workflow.wait?.agent == agent { return (.inReview, "waits for a person") }
    let stand = workflow.stand(of: phase)
    guard stand != .pending, let record = workflow.record(of: phase) else { return (.waiting, "waits") }
    return record.evaluation.passed.contains(agent) ? (.done, "passed") : (.stuck, "did not pass")
  }
}
