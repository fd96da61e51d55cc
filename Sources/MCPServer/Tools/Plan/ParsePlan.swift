import GitState
import JSON
package import StateMachine

package struct ParsePlan: Tool {
  package static let name = "parse_plan"
  package static let title = "Read a plan"
  package static let summary =
    "Read a plan: its tasks with live status, waves, what is ready, progress and warnings."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter(
      "branch", .text, required: true, note: "plan/…, a session id, origin/plan/…, or a commit",
      aliases: ["plan_branch", "session_id", "plan", "plan_id"]),
    Parameter("at", .text, note: "a past state: v2, a seq, or a commit"),
    Parameter("status", .texts),
    Parameter("ids", .ids),
    Parameter("detail", .choice(["full", "brief"])),
    Parameter("limit", .number),
    Parameter("cursor", .text),
  ]

  private let branch: String
  private let past: String?
  private let selection: PlanResult.Selection
  private let wantedIDs: [String]

  package init(_ arguments: ToolArguments) throws(Rejection) {
    branch = try arguments.required("branch")
    var selection = PlanResult.Selection()
    let detail = try arguments.text("detail") ?? "full"
    guard ["full", "brief"].contains(detail) else {
      throw Rejection(
        .invalidArgument, "detail is \(quoted(detail)), and it takes full or brief.",
        details: [.init("argument", .text("detail")), .init("allowed", .texts(["full", "brief"]))])
    }
    selection.isBrief = detail == "brief"
    let words = try arguments.read("status") { (reader) throws(JSONPathError) in
      if case .string(let word) = reader.value, !word.hasPrefix("[") { return [word] }
      return try reader.looseStrings()
    }
    for word in words ?? [] {
      guard let status = TaskStatus.Word(anyDialect: word) else {
        throw Rejection(
          .invalidArgument, "status: \(quoted(word)) is no status.",
          details: [
            .init("argument", .text("status")),
            .init("allowed", .texts(TaskStatus.Word.allCases.map(\.rawValue))),
          ])
      }
      selection.statuses.insert(status)
    }
    wantedIDs = try arguments.ids("ids")
    selection.limit = try arguments.number("limit", in: 1...10_000)
    var past = try arguments.text("at")
    if let cursor = try arguments.text("cursor") {
      let parts = cursor.split(separator: ".")
      guard parts.count == 2, isCommitID(String(parts[0])), let offset = Int(parts[1]), offset >= 0 else {
        throw Rejection(
          .invalidArgument, "\(quoted(cursor)) is no cursor of parse_plan. Leave it out to begin anew.",
          details: [.init("argument", .text("cursor"))],
          next: .init("parse_plan", [.init("branch", .text(branch))]))
      }
      past = String(parts[0])
      selection.offset = offset
    }
    self.past = past
    self.selection = selection
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let view = try call.project.readPlan(branch, at: past)
    var selection = selection
    for text in wantedIDs { selection.ids.insert(try view.plan.task(named: text).id) }
    return .written(call.plans.answer(view, selection))
  }
}
