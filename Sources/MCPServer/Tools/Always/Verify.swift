import GitState
import JSON
package import StateMachine

package struct Verify: Tool {
  package static let name = "verify"
  package static let title = "Verify a ledger"
  package static let summary =
    "Doubt what a plan or run says? Replays its ledger from the first commit and names the first that does not follow."
  package static let set = ToolSet.always
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter(
      "ledger", .text, required: true, note: "branch or id",
      aliases: ["branch", "plan_branch", "session_id", "task_id"])
  ]

  private let ledger: String

  package init(_ arguments: ToolArguments) throws(Rejection) {
    ledger = try arguments.required("ledger")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let found = try call.project.verify(ledger)
    var object: JSONObject = [
      "ok": .bool(found.problem == nil), "ledger": .string(found.branch), "seq": .integer(found.seq),
      "commits": .integer(found.commits), "snapshots": .integer(found.snapshots),
      "foreign": .array(found.foreign.map { .string($0) }),
    ]
    if found.isLegacy {
      object["format"] = "legacy"
      object["warnings"] = [
        "Another program wrote this plan: there is nothing to replay before the first write."
      ]
    }
    if let problem = found.problem {
      object["commit"] = .string(problem.commit)
      object["why"] = .string(problem.why)
    }
    return .object(.object(object))
  }
}
