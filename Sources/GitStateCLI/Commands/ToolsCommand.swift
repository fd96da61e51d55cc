import ArgumentParser
import JSON
import MCPServer
import StateMachine

struct ToolsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools",
    abstract: "List the tools, or show what one takes.",
    discussion: "Example: gitstate tools create_worktree")

  @Argument(
    help: ArgumentHelp("A tool to show; else all are listed.", valueName: "tool"),
    completion: .custom(NameCompletion.tools))
  var name: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let style = Style.output
    guard let name else {
      if output.isJSON {
        return try ToolReply.emit(["tools": .array(ToolTable.all.map { .object(ToolsCommand.json($0)) })])
      }
      return try emit(ToolsCommand.list(style))
    }
    guard let tool = ToolTable.all.first(where: { $0.name == name }) else {
      let names = ToolTable.all.map { $0.name }
      let near = nearest(to: name, among: names)
      throw Rejection(
        .unknownTool,
        "There is no tool \(quoted(name))."
          + (near.isEmpty ? "" : " Did you mean \(spoken(near, word: "or"))?"),
        details: [.init("known", .texts(names))])
    }
    if output.isJSON { return try ToolReply.emit(ToolsCommand.json(tool)) }
    try emit(ToolsCommand.sheet(tool).render(style))
  }

  private static func json(_ tool: any Tool.Type) -> JSONObject {
    [
      "name": .string(tool.name), "title": .string(tool.title), "description": .string(tool.summary),
      "set": .string(tool.set.rawValue), "read_only": .bool(tool.hints.readOnly),
      "destructive": .bool(tool.hints.destructive), "idempotent": .bool(tool.hints.idempotent),
      "inputSchema": tool.schema,
    ]
  }

  private static func list(_ style: Style) -> String {
    var lines: [String] = []
    for set in ToolSet.allCases {
      let tools = ToolTable.all.filter { $0.set == set }
      guard !tools.isEmpty else { continue }
      if !lines.isEmpty { lines.append("") }
      let brought = set.brought.map(\.rawValue).sorted()
      lines.append(
        style.paint(set == .always ? "always there" : "set \(set.rawValue)", .bold)
          + (brought.isEmpty ? "" : ", which brings set \(spoken(brought)) along"))
      lines.append(
        Table(rows: tools.map { [$0.name, $0.title + ($0.hints.readOnly ? "" : ", writes")] }).render(
          style, indent: "  "))
    }
    lines += ["", "gitstate tools <tool> shows what it takes; gitstate call <tool> key=value calls it."]
    return lines.joined(separator: "\n")
  }

  private static func sheet(_ tool: any Tool.Type) -> Sheet {
    var sheet = Sheet(heading: tool.name)
    sheet.note = (tool.summary, .dim)
    sheet.facts = [
      tool.hints.readOnly
        ? "reads only" : tool.hints.destructive ? "takes files away, rescued before" : "writes",
      tool.hints.idempotent ? "may be repeated" : "adds with each call", "set \(tool.set.rawValue)",
    ]
    sheet.fields = tool.parameters.map { parameter in
      var words = parameter.kind.words
      if parameter.isRequired {
        words += ", required"
        if let sets = parameter.sets {
          words += " in set \(sets.map(\.rawValue).sorted().joined(separator: ", "))"
        }
      }
      if let note = parameter.note { words += ": \(note)" }
      if !parameter.aliases.isEmpty { words += " (also \(parameter.aliases.joined(separator: ", ")))" }
      return (parameter.name, words)
    }
    return sheet
  }
}

extension Parameter.Kind {
  /// As `key=value` takes it.
  var words: String {
    switch self {
    case .text: "text"
    case .id: "id"
    case .number: "number"
    case .flag: "true or false"
    case .ids: "ids with commas between, or a JSON array"
    case .texts: "texts with commas between, or a JSON array"
    case .list: "JSON array of objects"
    case .record: "JSON object"
    case .choice(let choices): choices.joined(separator: " or ")
    }
  }
}
