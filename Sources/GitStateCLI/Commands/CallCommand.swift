import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

struct CallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Call any tool, and print its answer as JSON: as an agent gets it, with schemaVersion.",
    discussion: """
      Arguments are key=value, read as the tool takes them: lists with commas between or as JSON, objects as JSON. Or \
      all at once with --json, where - reads standard input; a key=value beside it counts.

      Example: gitstate call update_plan_branch plan_branch=plan/x completed_task_ids=001,002
      """)

  @Argument(help: "The tool; `gitstate tools` lists them.", completion: .custom(NameCompletion.tools))
  var tool: String

  @Argument(
    help: ArgumentHelp(
      "Arguments; a single - reads a JSON object from standard input.", valueName: "key=value"),
    completion: .custom(NameCompletion.arguments))
  var pairs: [String] = []

  @Option(
    name: .customLong(CallCommand.objectOption),
    help: ArgumentHelp(
      "All arguments as one JSON object; - reads standard input. Written --json, too.", valueName: "object"))
  var json: String?

  @Option(
    help: ArgumentHelp("An idempotency key: repeating the call with it does nothing twice.", valueName: "key")
  )
  var key: String?

  @Option(help: ArgumentHelp("Write only if the plan is still at this seq.", valueName: "seq"))
  var expectSeq: Int?

  @OptionGroup var place: PlaceOptions

  /// What `--json '{…}'` behind `call` is called inside: in front of every command `--json` is a flag of its own.
  static let objectOption = "arguments"

  /// The words of a command line, with `call`'s `--json` under its inner name.
  static func spelled(_ words: [String]) -> [String] {
    guard let place = words.firstIndex(where: { !$0.hasPrefix("-") }), words[place] == "call" else {
      return words
    }
    return words.enumerated().map { index, word in
      guard index > place, word == "--json" || word.hasPrefix("--json=") else { return word }
      return "--\(objectOption)" + word.dropFirst("--json".count)
    }
  }

  func run() throws {
    var arguments = JSONObject()
    if pairs.contains("-") || json == "-" {
      arguments = try CallArguments.object(
        String(decoding: StandardStream.input.readAll(limit: 16 << 20), as: UTF8.self), from: "standard input"
      )
    }
    if let json, json != "-" { arguments = try CallArguments.object(json, from: "--json") }
    let known = ToolTable.all.first { $0.name == tool }
    for pair in pairs where pair != "-" {
      try CallArguments.take(pair, into: &arguments, parameters: known?.parameters ?? [], of: tool)
    }
    var meta = JSONObject()
    if let key { meta["gitstate/idempotencyKey"] = .string(key) }
    if let expectSeq { meta["gitstate/expectedSeq"] = .integer(expectSeq) }
    let progress = ProgressBar()
    let context = progress.context(meta: meta)
    let value: JSONValue
    do {
      defer { progress.end() }
      value = try ToolReply.value(tool, arguments, place, context: context)
    }
    // An array stays one: that is what its callers parse.
    guard let object = value.objectValue else { return try emit(value.serialized(pretty: true)) }
    try ToolReply.emit(object)
  }
}
