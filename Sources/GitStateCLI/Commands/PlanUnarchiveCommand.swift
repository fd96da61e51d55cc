import ArgumentParser
import GitState
import JSON
import StateMachine

struct PlanUnarchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unarchive",
    abstract: "Bring an archived plan and its task branches back, each to where it was.",
    discussion: """
      Refused, with nothing moved, where a branch of one of those names is something else by now.

      Example: gitstate plan unarchive session-20250112-143000
      """)

  @Argument(
    help: ArgumentHelp("The plan, as gitstate plan list --archived names it.", valueName: "plan"),
    completion: .custom(NameCompletion.archives))
  var plan: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let change = try place.project().unarchivePlan(plan)
    if output.isJSON { return try ToolReply.emit(PlanArchiveCommand.json(change)) }
    try emit(PlanUnarchiveCommand.text(change, .output))
  }

  static func text(_ change: ArchiveChange, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    guard let archived = change.archived else {
      return "\(mark) \(plain(change.plan)) is not archived: it is here"
    }
    let branches = archived.branches.map { plain($0.name) }
    return "\(mark) \(plain(change.plan)) is back"
      + (branches.isEmpty ? "" : ", and with it \(spoken(branches, limit: 4))")
  }
}
