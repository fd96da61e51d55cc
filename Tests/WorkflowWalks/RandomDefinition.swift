package import StateMachine
package import TestSupport

/// Definitions of a few phases with all that they can hold.
package enum RandomDefinition {
  package static func make(using generator: inout SeededGenerator) throws -> WorkflowDefinition {
    func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
    var definition = WorkflowDefinition(name: "random", phases: [], agents: [])
    definition.maxRetries = Int.random(in: 0...2, using: &generator)
    definition.approveVia = chance(2) ? .any : .person
    for number in 1...Int.random(in: 1...3, using: &generator) {
      let count = chance(2) ? 1 : Int.random(in: 2...3, using: &generator)
      let before = definition.agents.map(\.id)
      var agents = try (0..<count).map { WorkflowAgent(try AgentID("p\(number)\(["a", "b", "c"][$0])")) }
      for index in agents.indices {
        if chance(4) { agents[index].maxRetries = Int.random(in: 0...2, using: &generator) }
        if chance(4) { agents[index].instruction = "Do {{request}} with {{files}}. {{feedback}}" }
        guard !before.isEmpty, chance(3) else { continue }
        var targets: Set<AgentID> = []
        for _ in 0...Int.random(in: 0...1, using: &generator) {
          if let one = before.randomElement(using: &generator) { targets.insert(one) }
        }
        var evaluator = WorkflowEvaluator(retry: before.filter(targets.contains))
        evaluator.maxRetries = Int.random(in: 0...2, using: &generator)
        evaluator.rerun = chance(2) ? .fromTarget : .evaluator
        if chance(3) { evaluator.feedback = "Try {{retryCount}} of {{maxRetries}}: {{blockers}}" }
        if chance(3) {
          evaluator.field = "passed"
          evaluator.value = "true"
        }
        agents[index].evaluator = evaluator
      }
      if chance(4), let asking = agents.indices.randomElement(using: &generator) {
        agents[asking].approval = WorkflowApproval(question: "Is phase \(number) good?")
        let allowed = before + agents.map(\.id)
        if chance(2) { agents[asking].approval?.target = allowed.randomElement(using: &generator) }
      }
      let aggregation = WorkflowPhase.Aggregation.allCases.randomElement(using: &generator) ?? .allMustPass
      definition.phases.append(
        WorkflowPhase(
          count > 1 ? .parallel : .sequential, agents.map(\.id), count > 1 ? aggregation : .allMustPass))
      definition.agents += agents
    }
    try definition.check()
    return definition
  }
}
