import ArgumentParser
import GitState
import JSON
import StateMachine

struct OverviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overview",
    abstract: "Show everything that is going on, and what to do next.",
    discussion: """
      The active plans, runs and workflows with their progress, who works on what, what is ready, stuck or not merged, how far the base is \
      ahead of the branch that it is landed on, and the next step.

      Example: gitstate overview --json | jq .plans
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    try OverviewCommand.show(place, output)
  }

  static func show(_ place: PlaceOptions, _ output: OutputOptions) throws {
    if output.isJSON { return try ToolReply.emit("overview", [:], place) }
    let project = try place.project()
    let overview = try project.overview()
    var page = OverviewPage(overview, at: project.now)
    // Tools are an agent's words; a person gets the command.
    page.command = overview.next.map { NextCommand.line($0) }
    try emit(page.render(.output))
  }
}

extension OverviewPage {
  init(_ overview: ProjectOverview, at now: Timestamp) {
    self.init(
      active: overview.active.map {
        .init(branch: $0.branch, plan: $0.plan, facts: $0.facts, finished: Set($0.finished))
      },
      completed: overview.completed, rescues: overview.rescues, sentence: overview.sentence, now: now)
    runs = overview.runs.map(\.run)
    dead = overview.dead
    remote = overview.remote
    collisions = overview.flights.collisionLines
    completedRuns = overview.completedRuns
    workflows = overview.workflows.map(\.workflow)
    endedWorkflows = overview.endedWorkflows
    archived = overview.archived
    landing = overview.landing.map {
      "\(plain($0.base)) is \(counted($0.ahead, "commit")) ahead of \(plain($0.target)): \($0.command)"
    }
  }
}
