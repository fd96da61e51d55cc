import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

struct PlanImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take a plan.yaml into a plan; several are parts of one.",
    discussion: """
      A plan that is not there is founded. One that is there is compared: on a terminal it shows what would be added, \
      changed and cancelled, and asks; a script gives --yes. Completed tasks stay as they are.

      Example: gitstate plan import plan_a.yaml plan_b.yaml --reindex
      """)

  @Argument(
    help: ArgumentHelp("Files; - reads standard input.", valueName: "file"), completion: .file())
  var files: [String]

  @Flag(help: "Number the tasks anew, task-001 onward: parts that use the same ids need it.")
  var reindex = false

  @OptionGroup var consent: ConsentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    do {
      try take()
    } catch var rejection as Rejection {
      // In the words of the command: the tool's own next call would be another way to say it.
      if rejection.code == .duplicateID, !reindex, files.count > 1 {
        rejection.remedy = "Number the tasks of all files anew: \(line) --reindex"
      }
      throw rejection
    }
  }

  /// The command as it was given, without what is said to its question.
  private var line: String {
    (["gitstate plan import"] + files.map(shellWord)).joined(separator: " ") + (reindex ? " --reindex" : "")
  }

  private func take() throws {
    let project = try place.finder.project()
    var texts: [PlanFile.Text] = []
    for file in files { texts.append(try text(of: file)) }
    if consent.dryRun, let file = try project.newPlan(texts, reindex: reindex) {
      return try show(file)
    }
    let imported = try project.importPlan(texts, reindex: reindex, applies: consent.yes)
    guard imported.isPreview, !consent.dryRun else { return try show(imported) }
    try consent.expectPerson(
      for: line, which: "changes plan \(imported.view.session)", output)
    try show(imported)
    guard try consent.isGiven(to: "Change the plan?") else { return }
    try show(try project.importPlan(texts, reindex: reindex, applies: true))
  }

  private func show(_ imported: ImportedPlan) throws {
    if output.isJSON {
      return try ToolReply.emit(
        PlanFileResult.json(imported, remedy: "The same command with --yes does it."))
    }
    try emit(PlanImportPage(imported: summary(imported)).render(.output))
  }

  /// A plan that would be founded.
  private func show(_ file: PlanFile) throws {
    let branch = file.founding.session.branch
    if output.isJSON {
      return try ToolReply.emit([
        "success": true, "changed": false, "preview": true, "plan_branch": .string(branch),
        "total_tasks": .integer(file.tasks.count),
        "warnings": .array((file.warnings + file.remarks).map { .string($0) }),
      ])
    }
    try emit(
      "A new plan \(branch) with \(counted(file.tasks.count, "task")). Nothing was changed: --dry-run.")
  }

  private func summary(_ imported: ImportedPlan) -> PlanImportPage.Summary {
    let comparison = imported.comparison
    let tasks = imported.view.plan.whole
    let dropped = tasks.count { $0.status.word == .cancelled }
    var summary = PlanImportPage.Summary(branch: imported.view.branch, tasks: tasks.count - dropped)
    summary.dropped = dropped
    summary.isPreview = imported.isPreview
    summary.isNew = comparison == nil
    summary.changed = imported.changed
    summary.dialect = imported.file.founding.source?.dialect.rawValue ?? ""
    summary.keys = comparison?.keys ?? []
    summary.added = comparison?.added.map(\.text) ?? []
    summary.altered = comparison?.changed.map { ($0.id.text, $0.keys) } ?? []
    summary.differences = differences(comparison)
    summary.reopened = comparison?.reopened.map(\.text) ?? []
    summary.cancelled = comparison?.cancelled.map(\.text) ?? []
    summary.renamed = imported.file.idMap.flatMap { file in file.ids.map { (file.file, $0.from, $0.to) } }
    summary.consequences = comparison?.consequences.sentences(isPreview: imported.isPreview) ?? []
    summary.notes = imported.notes + imported.warnings
    return summary
  }

  private func differences(
    _ comparison: PlanComparison?
  ) -> [(of: String, key: String, from: String, to: String)] {
    guard let comparison else { return [] }
    let all =
      comparison.differences.map { ("the plan", $0) }
      + comparison.changed.flatMap { change in change.differences.map { (change.id.text, $0) } }
    return all.map { of, one in
      let words = one.words
      return (of, one.key, words.from, words.to)
    }
  }

  /// A file of the person's, wherever it is.
  private func text(of file: String) throws -> PlanFile.Text {
    let bytes: [UInt8]
    if file == "-" {
      bytes = try StandardStream.input.readAll(limit: 8 << 20)
    } else {
      do throws(FileError) {
        bytes = try File.read(file, limit: 8 << 20)
      } catch {
        guard error.reason == .absent || error.reason == .notFolder else { throw error }
        throw Rejection(
          .notFound, "There is no file \(quoted(file)).", details: [.init("path", .text(file))],
          remedy: "Name a plan's file, as it is found from this folder; - reads standard input.")
      }
    }
    let name = file == "-" ? "standard input" : file
    return PlanFile.Text(name: name, text: try Project.text(bytes, of: name))
  }
}
