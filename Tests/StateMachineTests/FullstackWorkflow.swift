import StateMachine

/// The five agents of the builder's fullstack workflow, as `Fixtures/workflows/fullstack.json` has them.
func fullstackWorkflow() throws -> WorkflowDefinition {
  let known: [(id: String, name: String, keywords: [String])] = [
    ("requirements-analyst", "Requirements Analyst", ["analyze", "document", "requirements", "analyst"]),
    ("architect", "Architect", ["design", "document", "architect"]),
    ("backend-implementer", "Backend Implementer", ["implement", "backend", "implementer"]),
    ("frontend-implementer", "Frontend Implementer", ["implement", "frontend", "implementer"]),
    ("code-reviewer", "Code Reviewer", ["review", "code", "reviewer"]),
  ]
  var agents = try known.map { (each) throws in
    var agent = WorkflowAgent(try AgentID(each.id))
    agent.name = each.name
    agent.keywords = each.keywords
    return agent
  }
  agents[4].evaluator = WorkflowEvaluator(retry: [agents[2].id])
  return WorkflowDefinition(
    name: "Structured Development: fullstack", phases: agents.map { WorkflowPhase(.sequential, [$0.id]) },
    agents: agents)
}
