import Files
import GitState
import JSON
import MCPServer
import StateMachine

/// Calls of tools from the command line: the same path that an agent's call takes.
enum ToolReply {
  /// The tools of a place.
  ///
  /// Calls run on this thread, so the executors stand by only.
  static func table(_ place: PlaceOptions) -> ToolTable {
    let executor = QueueExecutor(label: "gitstate.call", width: 1)
    return ToolTable(finder: place.finder, quick: executor, long: executor)
  }

  /// What a tool answers.
  static func value(
    _ tool: String, _ arguments: JSONObject, _ place: PlaceOptions, context: CallContext = .none
  ) throws(Rejection) -> JSONValue {
    if tool != "create_plan_branch" { _ = try place.project() }
    switch try table(place).run(tool, arguments: arguments, context: context) {
    case .object(let value), .text(let value): return value
    case .written(let text): return text.value
    case .failure(let value):
      throw Rejection(
        value["code"]?.stringValue.flatMap { ErrorCode(rawValue: $0) } ?? .bug,
        value["error"]?.stringValue ?? "\(tool) failed.")
    }
  }

  /// Puts out one object, its format's version first.
  static func emit(_ members: JSONObject) throws {
    var object: JSONObject = ["schemaVersion": 1]
    for member in members.members { object[member.key] = member.value }
    try GitStateCLI.emit(object, pretty: true)
  }

  /// Puts out what a tool answers; a bare array under a key.
  static func emit(
    _ tool: String, _ arguments: JSONObject, _ place: PlaceOptions, listed key: String = "items",
    context: CallContext = .none
  ) throws {
    let value = try value(tool, arguments, place, context: context)
    try emit(value.objectValue ?? [key: value])
  }
}
