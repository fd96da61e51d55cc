import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct PlanReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a plan's report as Markdown: what was wanted, done, failed, learned, and is left to do.",
    discussion: """
      Made from the ledger alone, at any time; of a finished plan it is the final report.

      Example: gitstate plan report > report.md
      """)

  @OptionGroup var plan: PlanArgument

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let view = try project.readPlan(plan.choice(in: project).branch(for: "plan report"))
    let landing = try project.landing(of: view)
    var report = PlanReport(
      plan: view.plan, facts: view.facts, branch: view.branch, state: view.state.rawValue,
      updated: view.reading.updated, now: project.now)
    report.finished = Set(view.finished)
    report.warnings = view.warnings
    report.landing = landing.flatMap {
      $0.ahead == 0
        ? nil : "\($0.base) is \(counted($0.ahead, "commit")) ahead of \($0.target): gitstate land"
    }
    report.documents = Set(view.plan.tasks.filter { PlanReportCommand.wantsDocuments($0) }.map(\.id))
    let text = report.render()
    if output.isJSON {
      var object = BoardJSON.head(view)
      object["markdown"] = .string(text)
      return try ToolReply.emit(object)
    }
    try emit(text)
  }

  /// Whether the task's last report asks for documents.
  private static func wantsDocuments(_ task: PlanTask) -> Bool {
    guard let handoff = task.report?.report.handoff, let value = try? JSONValue(parsing: handoff) else {
      return false
    }
    switch value["metadata"]?["docs_needed"] ?? value["docs_needed"] {
    case .bool(true)?: return true
    case .string(let text)?: return ["true", "yes"].contains(comparable(text))
    default: return false
    }
  }
}
