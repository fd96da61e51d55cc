import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

struct PlanExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Give a plan out as plan.yaml, in its own dialect.",
    discussion: """
      States and retries are as they stand; a plan that came from no file is written as version 2.5.

      Example: gitstate plan export PLAN-260205-0155 --output docs/plan/PLAN-260205-0155/plan.yaml
      """)

  @OptionGroup var plan: PlanArgument

  @Option(help: ArgumentHelp("yaml, json or markdown.", valueName: "format"))
  var format = PlanFormat.yaml

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A file of the repository; - or none is standard output.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace the file where it is there with other content.")
  var overwrite = false

  @OptionGroup var answer: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let branch = try plan.choice(in: project).branch(for: "plan export")
    let exported = try export(branch, as: format, from: project)
    if answer.isJSON { return try ToolReply.emit(PlanFileResult.json(exported, as: format)) }
    guard let path = exported.path else { return try emit(exported.text) }
    try emit(
      exported.changed ? "Wrote \(plain(path))." : "\(plain(path)) says the same already.")
  }

  private func export(
    _ branch: String, as format: PlanFormat, from project: Project
  ) throws -> ExportedPlan {
    let output = output == "-" ? nil : output
    do {
      return try project.exportPlan(branch, as: format, to: try output.map(whole), overwrite: overwrite)
    } catch var rejection as Rejection {
      guard rejection.code == .exists, rejection.next != nil, let output else { throw rejection }
      // The path as it was typed: the tool's own is another one below another folder.
      var words = ["gitstate", "plan", "export"] + [plan.plan].compactMap(\.self)
      if format != .yaml { words += ["--format", format.rawValue] }
      words += ["--output", output, "--overwrite"]
      rejection.remedy = "Replace it: \(words.map(shellWord).joined(separator: " "))"
      throw rejection
    }
  }

  /// A path as the person means it, from the folder that the command runs in.
  private func whole(_ path: String) throws -> String {
    var parts = path.hasPrefix("/") ? [] : try File.realPath(".").split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

extension PlanFormat: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: comparable(argument)) }
}
