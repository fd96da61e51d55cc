import GitState
import JSON
package import StateMachine

package struct RequestApproval: Tool {
  package static let name = "request_approval"
  package static let title = "Ask for a decision"
  package static let summary =
    "When a plan, a batch, a halt or a phase of a workflow waits for a decision: what the person is shown, and the digest to decide with."
  package static let set = ToolSet.execution
  package static let sets: Set<ToolSet> = [.execution, .workflow]
  package static let hints = ToolHints.setting
  package static let parameters =
    DecisionPlace.parameters + [
      Parameter("at", .choice(PausePoint.allCases.map(\.rawValue)), sets: [.execution]),
      Parameter("note", .text, note: "your words, shown below"),
    ]

  /// How long the text may be that an agent is given, in bytes.
  static let budget = 16_000

  private let place: DecisionPlace
  private let point: String?
  private let note: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    place = try DecisionPlace(arguments)
    point = try arguments.text("at").map(comparable)
    note = try arguments.lines("note")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    var object = try place.request(at: point, note: note, limit: Self.budget, call)
    let asked = try place.asked(in: call.project)
    let key = if case .plan = place { "plan_branch" } else { "workflow_id" }
    object["next"] = [
      "tool": "decide",
      "arguments": .object([
        key: .string(key == "plan_branch" ? asked.branch : asked.id),
        "decision": .string((asked.choices.first ?? .approve).rawValue), "seen": object["seen"] ?? .null,
      ]),
    ]
    return .object(.object(object))
  }
}
