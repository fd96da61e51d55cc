import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct RescueListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what was kept, the newest first.",
    discussion: "Example: gitstate rescue list --json | jq -r '.rescues[0].id'")

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let rescues = try project.listRescues()
    let sizes = try rescues.map { try project.size(of: $0) }
    if output.isJSON {
      let rows = zip(rescues, sizes).map { rescue, size in
        var object = rescue.json
        object["size"] = .integer(size)
        return JSONValue.object(object)
      }
      return try ToolReply.emit(["rescues": .array(rows)])
    }
    try emit(RescueListCommand.text(rescues, sizes, at: project.now, .output))
  }

  static func text(_ rescues: [Rescue], _ sizes: [Int], at now: Timestamp, _ style: Style) -> String {
    guard let newest = rescues.first else { return "Nothing was ever discarded: there is no rescue." }
    var table = Table(header: ["rescue", "taken", "files", "bytes", "of", "why"])
    for (rescue, size) in zip(rescues, sizes) {
      table.rows.append([
        plain(rescue.id), ago(Timestamp(seconds: rescue.created), at: now),
        rescue.path == nil ? "commits" : String(rescue.files), rescue.path == nil ? "" : String(size),
        plain(rescue.branchName ?? rescue.path ?? ""), plain(rescue.reason),
      ])
    }
    return table.render(style) + "\n\ngitstate rescue show \(plain(newest.id)) tells what the newest holds."
  }
}

extension Rescue {
  /// As `rescued` of a tool's answer, with what a list needs besides.
  var json: JSONObject {
    var object = RescueResult.json(self).objectValue ?? [:]
    object["reason"] = .string(reason)
    object["created"] = .string(Timestamp(seconds: created).description)
    object["path"] = path.map { .string($0) } ?? .null
    object["branch"] = branchName.map { .string($0) } ?? .null
    object["head"] = headSha.map { .string($0) } ?? .null
    return object
  }
}
