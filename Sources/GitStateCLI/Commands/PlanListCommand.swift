import ArgumentParser
import GitState
import JSON
import StateMachine

struct PlanListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the plans with their state and progress, those that go on first.",
    discussion: "Example: gitstate plan list --archived --json | jq -r '.plans[].plan_branch'")

  @Flag(help: "List those that were put away instead.")
  var archived = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let away = try project.listArchives()
    let here = archived ? [] : try project.listPlans()
    let shown = (archived ? away : here).sorted { left, right in
      let isLeftOver = PlanListCommand.isOver(left)
      let isRightOver = PlanListCommand.isOver(right)
      return isLeftOver == isRightOver ? left.reading.updated > right.reading.updated : isRightOver
    }
    if output.isJSON {
      return try ToolReply.emit([
        "plans": .array(
          shown.map { view in
            var object = BoardJSON.head(view)
            object["updated"] = .string(view.reading.updated.description)
            if let archived = view.archived {
              object["archived"] = .string(archived.at.description)
              object["archived_by"] = .string(archived.by)
              object["branches"] = .array(archived.branches.map { .string($0.name) })
            }
            return .object(object)
          }), "total": .integer(shown.count), "archived": .integer(away.count),
      ])
    }
    var table = PlanTable(
      rows: shown.map {
        .init(
          name: $0.branch, state: $0.state.rawValue, completed: $0.progress.completed,
          total: $0.progress.total, updated: $0.archived?.at ?? $0.reading.updated,
          request: $0.founding.request)
      }, isArchive: archived, now: project.now)
    table.away = away.count
    try emit(table.render(.output))
  }

  private static func isOver(_ view: PlanView) -> Bool {
    [.completed, .aborted, .archived].contains(view.state)
  }
}
