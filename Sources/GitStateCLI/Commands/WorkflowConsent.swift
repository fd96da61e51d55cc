import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

/// A decision on a workflow: `gitstate workflow approve|abort`, and `gitstate approve|abort` where they name one.
struct WorkflowConsent {
  let project: Project
  let consent: DecisionConsent
  let output: OutputOptions

  /// Shows what there is to be decided, asks for the workflow's id, and records what a person decides.
  ///
  /// - Parameters:
  ///   - reason: why, or what is to be revised.
  ///   - target: the agent whose work is to be revised.
  func take(
    _ decision: Decision, on name: String, reason: String? = nil, target: String? = nil
  ) throws {
    let asked = try project.whatWaits(inWorkflow: name)
    if consent.dryRun {
      // What the decision itself would be refused for is said before anybody relies on it.
      if decision == .revise {
        let verdict = asked.view.workflow.verdict(
          .revise, by: .terminal, seen: asked.seen, reason: reason, target: target)
        _ = try asked.view.workflow.decide(.decide(verdict), given: WorkflowFacts(), at: project.now)
      }
      if output.isJSON { return try ToolReply.emit(WorkflowConsentResult.asked(asked)) }
      return try emit(asked.shown())
    }
    let present = asked.view.workflow
    let seen = decision == .abort ? nil : asked.seen
    let verdict = present.verdict(decision, by: .terminal, seen: seen, reason: reason, target: target)
    // What was approved and went on is said, and asked of nobody.
    let isOver =
      present.isGiven(verdict)
      || (decision == .approve && present.wait == nil && present.ended?.isAborted != true
        && present.decided?.decision == .approve)
    guard !isOver else { return try show(asked) }
    // What the workflow would refuse, whoever decides, nobody is asked.
    _ = try present.decide(.decide(verdict), given: WorkflowFacts(), at: project.now)
    let verb = decision == .revise ? "send it back" : decision.rawValue
    let way = try consent.way(to: decision, verb, asked, output)
    try show(
      try project.decideWorkflow(
        asked.view.branch, decision, by: way, seen: seen, reason: reason, target: target))
  }

  private func show(_ decided: WorkflowQuestion) throws {
    if output.isJSON { return try ToolReply.emit(WorkflowConsentResult.decided(decided)) }
    try emit(DecisionLine.text(decided, .output))
  }
}
