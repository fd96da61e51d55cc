import GitState
import JSON
package import StateMachine

package struct ExportPlan: Tool {
  package static let name = "export_plan"
  package static let title = "Export plan.yaml"
  package static let summary =
    "When a plan.yaml is wanted: the plan in its own dialect, with states and retries as they stand; as text, or written to path."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, Parameter("format", .choice(PlanFormat.allCases.map(\.rawValue))),
    Parameter("path", .text), Parameter("overwrite", .flag),
  ]

  private let plan: String
  private let format: PlanFormat
  private let path: String?
  private let overwrite: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    let word = try arguments.text("format") ?? PlanFormat.yaml.rawValue
    guard let format = PlanFormat(rawValue: comparable(word)) else {
      let allowed = PlanFormat.allCases.map(\.rawValue)
      throw Rejection(
        .invalidArgument, "format is \(quoted(word)), and it takes \(spoken(allowed, word: "or")).",
        details: [.init("argument", .text("format")), .init("allowed", .texts(allowed))])
    }
    self.format = format
    path = try arguments.text("path")
    overwrite = try arguments.flag("overwrite") ?? false
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let exported = try call.project.exportPlan(plan, as: format, to: path, overwrite: overwrite)
    return .object(.object(PlanFileResult.json(exported, as: format)))
  }
}
