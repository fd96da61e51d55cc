import ArgumentParser
import GitState
import JSON
import StateMachine

struct ParseTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse-task",
    abstract: "Show a task by its branch: what it needs, provides and touches, and where it stands.",
    discussion: "Example: gitstate parse-task task/001-user-model")

  @Argument(
    help: ArgumentHelp("The task's branch: task/…, origin/task/…, or a commit on it.", valueName: "branch"),
    completion: .custom(NameCompletion.tasks))
  var branch: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    if output.isJSON { return try ToolReply.emit("parse_task", ["branch": .string(branch)], place) }
    let project = try place.project()
    let style = Style.output
    try emit(sheet(try project.readTask(branch), at: project.now).render(style))
  }

  private func sheet(_ view: TaskView, at now: Timestamp) -> Sheet {
    let written = view.branch.metadata
    let definition = view.task?.definition
    let description = definition?.description ?? written.description
    let lines = plainLines(description)
    let title = definition?.title ?? lines.first ?? ""
    var sheet = Sheet(heading: "\(written.id)  \(plainLines(title).first ?? "")")
    if let plan = view.plan, let task = view.task {
      let known = Standing.Known(
        ready: plan.plan.startable(given: plan.facts), finished: Set(plan.finished))
      let standing = Standing(task, in: plan.plan, given: plan.facts, known, at: now)
      sheet.note = (standing.note(task, base: plan.base, at: now), standing.paint(for: task))
    } else {
      sheet.note = (written.status, .dim)
      sheet.warnings.append(
        "This repository does not have the plan \(written.planBranch) as it stands; the branch tells how it began."
      )
    }
    sheet.facts = [
      view.branch.name, view.plan.map { "\($0.branch) v\($0.plan.version)" } ?? written.planBranch,
      definition?.priority?.rawValue ?? written.priority, definition?.estimatedTime ?? written.estimatedTime,
    ]
    func list(_ texts: [String]) -> String { texts.joined(separator: ", ") }
    let live = view.plan.flatMap { plan in view.task.map { plan.plan.related($0, given: plan.facts) } }
    sheet.fields = [
      ("needs", list(definition?.preconditions.map(\.text) ?? written.preconditions)),
      ("provides", list(definition?.provides.map(\.text) ?? written.provides)),
      ("depends on", list(live?.dependsOn.map(\.text) ?? written.dependsOn)),
      ("enables", list(live?.enables.map(\.text) ?? written.enables)),
      ("beside", list(live?.parallelWith.map(\.text) ?? written.parallelWith)),
      ("files", list(definition?.files ?? written.files)),
      ("goal", plainLines(written.sessionGoal).first ?? ""),
      ("head", String(view.branch.sha.prefix(12))),
    ]
    if definition?.title != nil || lines.count > 1 { sheet.texts.append(("Description", description)) }
    sheet.texts.append(("Notes", definition?.implementationNotes ?? written.implementationNotes))
    sheet.texts.append(
      ("Accepted when", (definition?.acceptanceCriteria ?? []).map { "- \($0)" }.joined(separator: "\n")))
    if let override = view.task?.standingOverride {
      sheet.texts.append(
        ("Review overridden", "by \(override.name), \(ago(override.at, at: now)): \(override.reason)"))
    }
    sheet.texts.append(
      ("Learned so far", (view.plan?.plan.learnings ?? []).suffix(5).map(\.text).joined(separator: "\n")))
    return sheet
  }
}
