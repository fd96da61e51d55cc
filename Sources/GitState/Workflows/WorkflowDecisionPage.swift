import StateMachine

/// What a person sees who is asked about the work of a phase: plain text, made from the state alone.
///
/// Text of agents stands in it as lines of their own, indented; what would steer a terminal is escaped.
struct WorkflowDecisionPage {
  let workflow: Workflow
  /// How long it may be, in bytes; what is left out is counted.
  var limit = Int.max

  func render() -> String {
    guard let founding = workflow.founding else { return "" }
    var lines = ["Workflow \(founding.id): \(legible(founding.definition.name))"]
    lines += DecisionText.field("wanted", founding.request)
    guard let wait = workflow.wait else {
      return (lines + ["Nothing of it waits for a decision."]).joined(separator: "\n")
    }
    lines.append(
      "Phase \(wait.phase) waits for a person's decision since \(wait.since); nothing is handed out meanwhile."
    )
    let approval = founding.definition[wait.agent]?.approval
    lines += DecisionText.field("asked", approval?.question)
    if let approval, approval.options != WorkflowApproval.options {
      lines += DecisionText.field(
        "options", approval.decisions.map { "\($0.option) (\($0.decision.rawValue))" }.joined(separator: ", ")
      )
    }
    if let record = workflow.record(of: wait.phase) { lines += work(record.evaluation) }
    let before = workflow.completed.filter { $0.evaluation.phase < wait.phase }
    if !before.isEmpty { lines += ["", "Before that:"] }
    for record in before {
      for result in record.evaluation.results {
        lines.append("  phase \(record.evaluation.phase), \(result.agent)")
        lines += DecisionText.field("did", result.summary).map { "  " + $0 }
      }
    }
    return DecisionText.cut(
      lines, DecisionText.note(workflow.request.flatMap { $0.seq > wait.seq ? $0 : nil }), limit: limit,
      more: "gitstate workflow status \(founding.id) shows all")
  }

  private func work(_ evaluation: PhaseEvaluation) -> [String] {
    var lines: [String] = []
    for result in evaluation.results {
      lines += ["", "\(result.agent) \(result.success ? "succeeded" : "failed")"]
      lines += DecisionText.field("did", result.summary)
      for (name, files) in [
        ("created", result.files.created), ("modified", result.files.modified),
        ("deleted", result.files.deleted),
      ] where !files.isEmpty {
        lines += DecisionText.field(name, files.joined(separator: ", "))
      }
      for decision in result.decisions {
        lines += DecisionText.field(
          "decided", decision.decision + (decision.reason.map { " (\($0))" } ?? ""))
      }
    }
    lines += DecisionText.field(
      "changed and named by nobody",
      evaluation.unreported.isEmpty ? nil : evaluation.unreported.joined(separator: ", "))
    lines += DecisionText.field(
      "named and not changed",
      evaluation.unchanged.isEmpty ? nil : evaluation.unchanged.joined(separator: ", "))
    lines += DecisionText.field(
      "ignored by git", evaluation.ignored.isEmpty ? nil : evaluation.ignored.joined(separator: ", "))
    lines += DecisionText.field("not compared", evaluation.uncompared)
    return lines
  }
}
