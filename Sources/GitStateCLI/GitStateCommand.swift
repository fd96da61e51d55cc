import ArgumentParser
import CProcess
import GitState
import StateMachine

@main
struct GitStateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gitstate",
    abstract: "The shared state of coding agents that work on one repository in parallel.",
    discussion: """
      Plans and tasks are commits on branches of the repository itself: no daemon, no database. Agents reach them over \
      MCP (`gitstate serve`), people and scripts with the commands below. Without a command it shows the overview.

      With --json every command answers one JSON object. Exit codes: 0 done, 1 findings, 64 usage, 65 refused by the \
      present state, 66 not found, 69 no usable repository, 70 bug, 74 input or output, 75 busy.

      Example: gitstate parse-plan
      """,
    version: Versions.gitstate,
    subcommands: [],
    groupedSubcommands: [
      CommandGroup(
        name: "Looking",
        subcommands: [
          OverviewCommand.self, PlanCommand.self, GraphCommand.self, WatchCommand.self, ParsePlanCommand.self,
          ReadyCommand.self, ParseTaskCommand.self,
          ProvidesCommand.self,
          HistoryCommand.self, VerifyCommand.self, DoctorCommand.self,
        ]),
      CommandGroup(
        name: "Working",
        subcommands: [
          WorktreeCommand.self, MergeCommand.self, LandCommand.self, CheckpointCommand.self, RunCommand.self,
          WorkflowCommand.self, RescueCommand.self, ApproveCommand.self, AbortCommand.self,
        ]),
      CommandGroup(
        name: "Agents and scripts",
        subcommands: [ServeCommand.self, PrimeCommand.self, ToolsCommand.self, CallCommand.self]),
      CommandGroup(
        name: "Setting up", subcommands: [InitCommand.self, CompletionsCommand.self, VersionCommand.self]),
    ]
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  static func main() {
    _ = gitstate_prepare_memory()
    let arguments = CommandLine.arguments
    if let serving = Serving(plain: arguments.dropFirst()) {
      serving.run()
      return
    }
    do {
      var command = try parseAsRoot(
        CompletionsCommand.spelled(CallCommand.spelled(Array(arguments.dropFirst()))))
      try command.run()
    } catch {
      Failure.end(error, arguments)
    }
  }

  func run() throws {
    try OverviewCommand.show(place, output)
  }
}
