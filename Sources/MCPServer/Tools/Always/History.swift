import GitState
import JSON
package import StateMachine

package struct History: Tool {
  package static let name = "history"
  package static let title = "What happened"
  package static let summary = "See who did what on a plan or run and when, newest first."
  package static let set = ToolSet.always
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter(
      "ledger", .text, required: true, note: "branch or id",
      aliases: ["branch", "plan_branch", "session_id", "task_id"]),
    Parameter("limit", .number),
    Parameter("cursor", .text),
  ]

  private let ledger: String
  private let limit: Int
  private let cursor: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    ledger = try arguments.required("ledger")
    limit = try arguments.number("limit", in: 1...200) ?? 20
    cursor = try arguments.text("cursor")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let page = try call.project.history(of: ledger, limit: limit, cursor: cursor)
    var object: JSONObject = [
      "ledger": .string(page.ledger),
      "history": .array(
        page.steps.map { step in
          var row: JSONObject = [
            "seq": step.seq.map { .integer($0) } ?? .null, "at": .string(step.at.description),
            "by": .string(step.by),
            "what": .string(step.subject),
          ]
          row["why"] = step.reason.map { .string($0) }
          row["commit"] = .string(step.sha)
          return .object(row)
        }),
      "total": .integer(page.total),
    ]
    if let next = page.next { object["next"] = .string(next) }
    return .object(.object(object))
  }
}
