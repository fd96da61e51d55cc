import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Register gitstate with an agent's client, in the repository's .mcp.json.",
    discussion: """
      Shows what it will change before it does; on a terminal it asks, in a script it takes --yes. It changes that one \
      file, and in it that one entry. gitstate itself needs no set-up: a plan starts with create_plan_branch.

      Example: gitstate init --client claude --yes
      """)

  enum Client: String, ExpressibleByArgument, CaseIterable {
    case claude
  }

  @Option(help: ArgumentHelp("The client to register with.", valueName: "client"))
  var client: Client = .claude

  @Option(
    help: ArgumentHelp("The server's name: tools are mcp__<name>__parse_plan and so on.", valueName: "name"))
  var name = "git"

  @Flag(name: .shortAndLong, help: "Do it without asking.")
  var yes = false

  @Flag(help: "Only show what would be done.")
  var dryRun = false

  @Flag(help: "Replace a server of that name that is something else.")
  var force = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    let isName = !name.isEmpty && name.utf8.allSatisfy { isNameByte($0) }
    guard isName, name.utf8.count <= 64 else {
      throw ValidationError("\(quoted(name)) is no server's name: letters, digits, - and _ are.")
    }
  }

  func run() throws {
    let project = try place.project()
    guard let root = project.workingDirectory else {
      throw Rejection(
        .bareRepository, "\(project.commonDirectory) is bare: it has no working tree for a .mcp.json.",
        remedy: "Run it in a clone that has one, or register by hand: \(addLine)")
    }
    let path = "\(root)/.mcp.json"
    if let status = try File.status(path), status.kind != .file {
      throw Rejection(
        .invalidArgument, "\(path) is no regular file.", remedy: "Register by hand: \(addLine)")
    }
    let present = try InitCommand.text(of: path)
    let configuration = MCPConfiguration(text: present, path: ".mcp.json")
    let change = try configuration.adding(ServerEntry(name: name), force: force)
    let others = configuration.others(than: name)
    let style = Style.output
    switch change {
    case .nothing(let words):
      if output.isJSON { return try emitJSON(path, changed: false, text: present, others) }
      try emit("gitstate \(words), as \(quoted(name)) in .mcp.json.\n\(twice(others))\n\(advice(style))")
    case .write(let text):
      let preview = ChangedLines.render(present, text, style)
      if !output.isJSON {
        try emit("\(present == nil ? "New file" : "Change of") \(path):\n\n\(preview)\n\(twice(others))")
      }
      let goes = try isWanted()
      if goes {
        try File.replace(path, with: Array(text.utf8), permissions: InitCommand.permissions(of: path))
      }
      if output.isJSON { return try emitJSON(path, changed: goes, text: text, others) }
      if goes { try emit("Written.\n\n\(advice(style))") }
    }
  }

  /// Whether to write: `--yes` was given, or a person says so.
  ///
  /// In a script without it, what to pass is said.
  private func isWanted() throws -> Bool {
    if dryRun {
      if !output.isJSON { try emit("Nothing was changed: --dry-run.") }
      return false
    }
    if yes { return true }
    guard StandardStream.input.isTerminal, StandardStream.output.isTerminal, !output.isJSON else {
      if !output.isJSON {
        try emit(
          "Nothing was changed. To write it: gitstate init --yes\(name == "git" ? "" : " --name \(name)")\(force ? " --force" : "")"
        )
      }
      return false
    }
    guard try StandardStream.output.write(Array("Write it? [y/N] ".utf8)) else { throw BrokenPipe() }
    let answer = comparable(readLine() ?? "")
    if answer == "y" || answer == "yes" { return true }
    try emit("Nothing was changed.")
    return false
  }

  private var addLine: String { "claude mcp add \(name) -- gitstate serve" }

  /// The permission names of the tools that only read.
  private var permissions: [String] {
    ToolTable.all.filter { $0.hints.readOnly }.map { "mcp__\(name)__\($0.name)" }
  }

  private func advice(_ style: Style) -> String {
    let lines = permissions.map { "        \"\($0)\"" }.joined(separator: ",\n")
    return """
      \(style.paint("For yourself alone, instead of this file:", .bold))
        \(addLine)

      \(style.paint("To let the reading tools run without asking, in .claude/settings.json:", .bold))
        {
          "permissions": {
            "allow": [
      \(lines)
            ]
          }
        }

      The client asks once whether it may start a server that .mcp.json names. gitstate must be on its PATH.
      """
  }

  /// What a second name for the same server means, and how one of them goes; empty where there is one.
  private func twice(_ others: [String]) -> String {
    guard let other = others.first else { return "" }
    return """

      gitstate is registered as \(spoken(others.map { quoted($0) })) too: an agent gets every tool once for each name.
      To keep one, delete the other's entry in .mcp.json, or: claude mcp remove --scope project \(shellWord(other))

      """
  }

  private func emitJSON(_ path: String, changed: Bool, text: String?, _ others: [String]) throws {
    try ToolReply.emit([
      "path": .string(path), "changed": .bool(changed), "name": .string(name),
      "also_registered": .array(others.map { .string($0) }),
      "text": text.map { .string($0) } ?? .null,
      "add": .string(addLine), "permissions": .array(permissions.map { .string($0) }),
    ])
  }

  private static func text(of path: String) throws -> String? {
    guard try File.status(path) != nil else { return nil }
    let bytes = try File.read(path, limit: 4 << 20)
    // What is not UTF-8 would come back changed.
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Rejection(
        .invalidArgument, ".mcp.json is not valid UTF-8.",
        remedy: "Mend it by hand and try again; nothing was changed.")
    }
    return text
  }

  private static func permissions(of path: String) throws -> UInt32 {
    try File.status(path)?.permissions ?? 0o666
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 45, 95, 48...57, 65...90, 97...122: true
    default: false
    }
  }
}
