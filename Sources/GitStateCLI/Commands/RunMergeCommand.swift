import ArgumentParser
import JSON
import StateMachine

struct RunMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge a run's modules into its branch: all of them, or none.",
    discussion: """
      What is not committed in a module is committed first. On a conflict nothing moves.

      Example: gitstate run merge api storage
      """)

  @Argument(help: ArgumentHelp("The modules; else all that are not merged.", valueName: "module"))
  var modules: [String] = []

  @Option(help: ArgumentHelp("The branch to merge into; else the run's.", valueName: "branch"))
  var into: String?

  @OptionGroup var settled: ResolveOptions
  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    var arguments: JSONObject = ["task_id": .string(try option.id(in: project, for: "run merge"))]
    if !modules.isEmpty { arguments["modules"] = .array(modules.map { .string($0) }) }
    if let into { arguments["into"] = .string(into) }
    if let resolutions = try settled.json() { arguments["resolutions"] = .object(resolutions) }
    let progress = ProgressBar()
    defer { progress.end() }
    if output.isJSON {
      return try ToolReply.emit("merge_worktrees", arguments, place, context: progress.context())
    }
    let answer = try ToolReply.value("merge_worktrees", arguments, place, context: progress.context())
    progress.end()
    try emit(RunMergeCommand.text(answer, .output))
  }

  /// What was merged, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    func names(_ key: String) -> [String] {
      (answer[key]?.arrayValue ?? []).map { item in
        plain(item.stringValue ?? item["module"]?.stringValue ?? item["name"]?.stringValue ?? "")
      }
    }
    let merged = names("merged")
    let into = answer["into"]?.stringValue.map { " into \(plain($0))" } ?? ""
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = [
      merged.isEmpty ? "\(mark) nothing was left to merge" : "\(mark) \(spoken(merged)) merged\(into)"
    ]
    if let commit = answer["commit_sha"]?.stringValue {
      lines[0] += ", now at \(plain(String(commit.prefix(12))))"
    }
    let committed = names("committed")
    if !committed.isEmpty { lines.append("  committed first: \(spoken(committed))") }
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}

/// How conflicting paths are settled.
struct ResolveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Settle a conflicting path: path=ours or path=theirs; may be repeated.", valueName: "path=side"))
  var resolve: [String] = []

  func validate() throws {
    _ = try json()
  }

  /// As the tools take them; nil where none was given.
  func json() throws -> JSONObject? {
    if resolve.isEmpty { return nil }
    var object = JSONObject()
    for pair in resolve {
      guard let mark = pair.lastIndex(of: "="), mark > pair.startIndex,
        ["ours", "theirs"].contains(pair[pair.index(after: mark)...])
      else {
        throw ValidationError("\(quoted(pair)) is no path=ours or path=theirs.")
      }
      object[String(pair[..<mark])] = .string(String(pair[pair.index(after: mark)...]))
    }
    return object
  }
}
