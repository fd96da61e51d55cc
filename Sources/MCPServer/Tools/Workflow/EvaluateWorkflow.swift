import GitState
import JSON
package import StateMachine

package struct EvaluateWorkflow: Tool {
  package static let name = "evaluate_workflow"
  package static let title = "Evaluate a phase's results"
  package static let summary =
    "After the agents of next_action ran: takes in their results and answers the state with the next_action that follows."
  package static let set = ToolSet.workflow
  package static let hints = ToolHints.setting
  package static let parameters = [
    WorkflowArgument.workflow, Parameter("phase", .number, required: true),
    Parameter(
      "results", .list, required: true,
      note:
        "of each agent {agent, success, summary, files_modified, files_created, files_deleted, feedback, decisions}; of an evaluator its decision too"
    ),
    Parameter("attempt", .number, note: "from next_action"), WorkflowArgument.detail,
    Parameter("type", .text, published: false),
  ]

  private let workflow: String
  private let phase: Int
  private let results: [AgentResult]
  private let attempt: Int?
  private let isBrief: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    workflow = try arguments.required("workflow_id")
    guard let phase = try arguments.number("phase", in: 1...WorkflowLimits.phases) else {
      throw Rejection(
        .missingArgument, "phase is required", details: [.init("argument", .text("phase"))])
    }
    self.phase = phase
    attempt = try arguments.number("attempt", in: 1...1_000_000)
    guard let reader = arguments.reader("results") else {
      throw Rejection(
        .missingArgument, "results is required", details: [.init("argument", .text("results"))])
    }
    var results: [AgentResult] = []
    try rejecting {
      // One result may stand without its list.
      let isOne = (try? reader.looseObject()) != nil
      let elements = isOne ? [reader] : try reader.looseArray()
      // Nobody has so many agents, and each is read before it is counted.
      try PlanLimits.check(elements.count, limit: WorkflowLimits.agents, field: "results")
      for result in elements {
        results.append(try AgentResultForm.read(result))
      }
    }
    self.results = results
    isBrief = try WorkflowArgument.isBrief(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    WorkflowArgument.outcome(
      try call.project.evaluateWorkflow(
        workflow, phase: phase, results: results, attempt: attempt, guarded: call.guarded), brief: isBrief)
  }
}
