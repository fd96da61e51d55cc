import GitState
import JSON
import StateMachine

/// What request_approval and decide are about: the plan or the workflow that the caller names.
enum DecisionPlace {
  case plan(String)
  case workflow(String)

  static let parameters = [
    Parameter(
      "plan_branch", .text, required: true, note: "or a session id",
      aliases: ["plan", "plan_id", "session_id"],
      sets: [.execution]),
    Parameter("workflow_id", .id, required: true, aliases: ["workflow"], sets: [.workflow]),
  ]

  init(_ arguments: ToolArguments) throws(Rejection) {
    guard let workflow = try arguments.text("workflow_id") else {
      self = .plan(try arguments.required("plan_branch"))
      return
    }
    if try arguments.text("plan_branch") != nil {
      throw Rejection(
        .invalidArgument, "plan_branch and workflow_id are both given, and a decision is about one of them.",
        details: [.init("argument", .text("workflow_id"))])
    }
    self = .workflow(workflow)
  }

  /// What waits there, without asking anybody.
  func asked(in project: Project) throws(Rejection) -> any DecisionSubject {
    switch self {
    case .plan(let plan): try project.whatWaits(plan)
    case .workflow(let workflow): try project.whatWaits(inWorkflow: workflow)
    }
  }

  /// Asks for the decision: what there is to be seen, and the call that decides.
  func request(at point: String?, note: String?, limit: Int, _ call: ToolCall) throws(Rejection) -> JSONObject
  {
    switch self {
    case .plan(let plan):
      let asked = try call.project.requestApproval(
        plan, at: try point.map(Self.point), note: note, guarded: call.guarded)
      return ConsentResult.asked(asked, limit: limit)
    case .workflow(let workflow):
      if let point, point != "phase" {
        throw Rejection(
          .invalidArgument, "at: a workflow waits at a phase, got \(quoted(point)).",
          details: [.init("argument", .text("at")), .init("allowed", .texts(["phase"]))])
      }
      return WorkflowConsentResult.asked(
        try call.project.requestWorkflowApproval(workflow, note: note, guarded: call.guarded), limit: limit)
    }
  }

  /// Records a decision.
  func decide(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String?, target: String?,
    _ call: ToolCall
  ) throws(Rejection) -> JSONObject {
    switch self {
    case .plan(let plan):
      ConsentResult.decided(
        try call.project.decide(
          plan, decision, by: way, seen: seen, reason: reason, target: target, guarded: call.guarded))
    case .workflow(let workflow):
      WorkflowConsentResult.decided(
        try call.project.decideWorkflow(
          workflow, decision, by: way, seen: seen, reason: reason, target: target, guarded: call.guarded))
    }
  }

  private static func point(_ word: String) throws(Rejection) -> PausePoint {
    let allowed = PausePoint.allCases.map(\.rawValue)
    guard let point = PausePoint(rawValue: word) else {
      throw Rejection(
        .invalidArgument, "at: expected \(spoken(allowed, word: "or")), got \(quoted(word)).",
        details: [.init("argument", .text("at")), .init("allowed", .texts(allowed))])
    }
    return point
  }
}
