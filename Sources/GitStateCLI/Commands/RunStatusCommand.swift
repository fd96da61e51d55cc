import ArgumentParser
import GitState
import JSON
import StateMachine

struct RunStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a run: its phases, what was validated, its checkpoints and modules.",
    discussion: """
      Without a name it shows the only active run, or lists those to choose from.

      Example: gitstate run status --json | jq -r .current_phase
      """)

  @Argument(
    help: ArgumentHelp(
      "The run, by its id or the first 8 digits of it; else the only active one.", valueName: "run"),
    completion: .custom(NameCompletion.runs))
  var name: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    if name == nil, !output.isJSON {
      let active = try project.listRuns().filter { $0.run.status == .active }
      if active.count > 1 {
        try emit(RunTable(runs: active.map(\.run), now: project.now).render(.output) + "\n")
      }
    }
    let view = try RunChoice.view(of: name, in: project, for: "run status")
    if output.isJSON {
      let arguments: JSONObject = ["task_id": .string(name ?? view.branch), "detail": "full"]
      return try ToolReply.emit("get_task_state", arguments, place)
    }
    var page = RunPage(run: view.run, branch: view.branch, now: project.now)
    page.warnings = view.warnings
    try emit(page.render(.output))
  }
}
