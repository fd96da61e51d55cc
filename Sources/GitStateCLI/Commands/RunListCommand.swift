import ArgumentParser
import GitState
import JSON
import StateMachine

struct RunListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs, those that go on first.",
    discussion: "Example: gitstate run list --json | jq -r '.runs[] | select(.status == \"active\").task_id'")

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let runs = try project.listRuns()
    if output.isJSON {
      return try ToolReply.emit([
        "runs": .array(runs.map { .object(RunListCommand.json($0.run)) }), "total": .integer(runs.count),
      ])
    }
    try emit(RunTable(runs: runs.map(\.run), now: project.now).render(.output))
  }

  private static func json(_ run: Run) -> JSONObject {
    [
      "task_id": .string(run.founding?.id.text ?? ""), "status": .string(run.status.rawValue),
      "description": .string(run.founding?.description ?? ""), "base": .string(run.founding?.base ?? ""),
      "created": .string(run.created.description),
      "current_phase": run.current.map { .string($0.name.text) } ?? .null,
      "phases": .integer(run.phases.count), "phases_complete": .integer(run.complete.count),
    ]
  }
}
