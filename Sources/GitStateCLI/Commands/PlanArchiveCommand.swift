import ArgumentParser
import GitState
import JSON
import StateMachine

struct PlanArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Put a finished plan and its task branches away, under refs/gitstate/archive.",
    discussion: """
      Nothing is lost: one commit holds all of it, `gitstate plan unarchive` brings it back, and it can be read meanwhile. A \
      plan with held tasks, open tasks or work that is not merged stays.

      Example: gitstate plan archive session-20250112-143000
      """)

  @Argument(help: ArgumentHelp("The plan.", valueName: "plan"), completion: .custom(NameCompletion.plans))
  var plan: String

  @Flag(help: "Also where branches have work that is not merged; it comes back with the plan.")
  var withUnmerged = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let change = try place.project().archivePlan(plan, withUnmerged: withUnmerged)
    if output.isJSON { return try ToolReply.emit(PlanArchiveCommand.json(change)) }
    try emit(PlanArchiveCommand.text(change, .output))
  }

  static func json(_ change: ArchiveChange) -> JSONObject {
    var object: JSONObject = [
      "success": true, "changed": .bool(change.changed), "plan_branch": .string(change.plan),
    ]
    if let archived = change.archived {
      object["archive"] = .string(archived.name)
      object["ref"] = .string(archived.refName)
      object["sha"] = .string(archived.sha)
      object["branches"] = .array(archived.branches.map { .string($0.name) })
    }
    if !change.left.isEmpty { object["left"] = .array(change.left.map { .string($0) }) }
    return object
  }

  static func text(_ change: ArchiveChange, _ style: Style) -> String {
    guard let archived = change.archived else { return "" }
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let id = shellWord(plain(archived.id))
    guard change.changed else {
      return "\(mark) \(plain(change.plan)) is archived already, as \(plain(archived.name))"
    }
    let with =
      archived.branches.isEmpty ? "" : " with \(counted(archived.branches.count, "branch", "branches"))"
    var lines = [
      "\(mark) \(plain(change.plan)) is archived\(with) as \(plain(archived.name))",
      "  read it: gitstate plan \(shellWord(plain(archived.name)))", "  undo: gitstate plan unarchive \(id)",
    ]
    if !change.left.isEmpty {
      lines.append("  left, for they went on: \(spoken(change.left.map { plain($0) }))")
    }
    return lines.joined(separator: "\n")
  }

  private static func counted(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}
