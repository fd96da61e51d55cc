import GitState
import JSON
package import StateMachine

package struct RequestApproval: Tool {
  package static let name = "request_approval"
  package static let title = "Ask for a decision"
  package static let summary =
    "When a plan waits for approval, a batch or a halt for confirmation: what the person is shown, and the digest to decide with."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan,
    Parameter("at", .choice(PausePoint.allCases.map(\.rawValue))),
    Parameter("note", .text, note: "your words, shown below"),
  ]

  /// How long the text may be that an agent is given, in bytes.
  static let budget = 16_000

  private let plan: String
  private let point: PausePoint?
  private let note: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    point = try arguments.read("at") { (reader) throws(JSONPathError) in
      guard let point = PausePoint(rawValue: comparable(try reader.string())) else {
        throw reader.unexpected(spoken(PausePoint.allCases.map(\.rawValue), word: "or"))
      }
      return point
    }
    note = try arguments.lines("note")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let asked = try call.project.requestApproval(plan, at: point, note: note, guarded: call.guarded)
    var object = ConsentResult.asked(asked, limit: Self.budget)
    object["next"] = [
      "tool": "decide",
      "arguments": [
        "plan_branch": .string(asked.view.branch),
        "decision": asked.view.plan.consent.foremost?.point == .plan ? "approve" : "confirm",
        "seen": .string(asked.seen),
      ],
    ]
    return .object(.object(object))
  }
}
