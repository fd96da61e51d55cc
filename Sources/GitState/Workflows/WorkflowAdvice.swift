import StateMachine

extension ProjectOverview {
  /// The call to make now with a workflow that goes on, and a sentence.
  static func advice(on workflow: Workflow) -> (Rejection.Next?, String) {
    let id = workflow.founding?.id.text ?? ""
    let named: [Rejection.Field] = [.init("workflow_id", .text(id))]
    if let wait = workflow.wait {
      return (
        .init("request_approval", named),
        "Phase \(wait.phase) of workflow \(id) waits for a person's decision on the work of \(wait.agent)."
      )
    }
    let due = workflow.awaited.map { " is at \($0)." } ?? " goes on."
    return (.init("get_workflow_state", named + [.init("detail", .text("next"))]), "Workflow \(id)\(due)")
  }
}
