import GitState
import JSON
import StateMachine

/// The parameters that the tools of workflows have in common.
enum WorkflowArgument {
  static let workflow = Parameter("workflow_id", .id, required: true, aliases: ["workflow"])
  static let detail = Parameter("detail", .choice(["full", "next"]))

  /// Whether only what is next is wanted.
  static func isBrief(_ arguments: ToolArguments) throws(Rejection) -> Bool {
    guard let word = try arguments.text("detail").map(comparable) else { return false }
    guard ["full", "next"].contains(word) else {
      throw Rejection(
        .invalidArgument, "detail: expected full or next, got \(quoted(word)).",
        details: [.init("argument", .text("detail")), .init("allowed", .texts(["full", "next"]))])
    }
    return word == "next"
  }

  static func agents(_ arguments: ToolArguments, _ name: String) throws(Rejection) -> [AgentID] {
    var agents: [AgentID] = []
    for text in try arguments.ids(name) { agents.append(try AgentID(text)) }
    return agents
  }

  /// A workflow after a call, whole or in short.
  static func outcome(_ change: WorkflowChange, brief: Bool) -> ToolOutcome {
    var object = brief ? WorkflowResult.next(change.view) : WorkflowResult.state(change.view)
    if let why = change.why { object["why"] = .string(why) }
    object["changed"] = .bool(change.changed)
    let notes = change.notes + change.view.warnings
    if !notes.isEmpty { object["warnings"] = .array(notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
