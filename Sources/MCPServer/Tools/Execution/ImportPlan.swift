import GitState
import JSON
package import StateMachine

package struct ImportPlan: Tool {
  package static let name = "import_plan"
  package static let title = "Import plan.yaml"
  package static let summary =
    "To carry out a plan.yaml: takes it, or partial ones together, into a plan. One that is there is compared, and changed only with apply."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    Parameter("yaml", .text, note: "the text; or path, or paths"),
    Parameter("path", .text, aliases: ["plan_path"]),
    Parameter("paths", .texts),
    Parameter("reindex", .flag, note: "number tasks anew"),
    Parameter("apply", .flag),
  ]

  private let yaml: String?
  private let paths: [String]
  private let reindex: Bool
  private let applies: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    // Larger than other texts may be: a plan of 10,000 tasks is one argument.
    yaml = try arguments.read("yaml") { (reader) throws(JSONPathError) in try reader.string() }
    let path = try arguments.text("path")
    let several =
      try arguments.read("paths") { (reader) throws(JSONPathError) in try reader.looseStrings() } ?? []
    paths = [path].compactMap(\.self) + several
    guard (yaml != nil) != !paths.isEmpty else {
      throw Rejection(
        yaml == nil ? .missingArgument : .invalidArgument,
        yaml == nil
          ? "yaml, path or paths is required"
          : "yaml and path exclude each other: a plan comes from one of them.",
        details: [.init("argument", .text("yaml"))])
    }
    try PlanLimits.check(paths.count, limit: PlanLimits.entries, field: "paths")
    reindex = try arguments.flag("reindex") ?? false
    applies = try arguments.flag("apply") ?? false
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let texts: [PlanFile.Text]
    if let yaml {
      texts = [PlanFile.Text(name: "yaml", text: yaml)]
    } else {
      texts = try call.project.planTexts(at: paths)
    }
    do throws(Rejection) {
      let imported = try call.project.importPlan(
        texts, reindex: reindex, applies: applies, guarded: call.guarded)
      return .object(.object(PlanFileResult.json(imported)))
    } catch {
      var refused = error
      if refused.code == .duplicateID, !reindex, paths.count > 1, refused.next == nil {
        refused.next = .init(Self.name, [.init("paths", .texts(paths)), .init("reindex", .flag(true))])
      }
      throw refused
    }
  }
}
