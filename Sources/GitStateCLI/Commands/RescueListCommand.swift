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
    if output.isJSON {
      return try ToolReply.emit(["rescues": .array(rescues.map { .object($0.json) })])
    }
    try emit(RescueListCommand.text(rescues, at: project.now, .output))
  }

  static func text(_ rescues: [Rescue], at now: Timestamp, _ style: Style) -> String {
    guard let newest = rescues.first else { return "Nothing was ever discarded: there is no rescue." }
    var table = Table(header: ["rescue", "taken", "files", "of", "why"])
    for rescue in rescues {
      table.rows.append([
        plain(rescue.id), ago(Timestamp(seconds: rescue.created), at: now),
        rescue.path == nil ? "commits" : String(rescue.files),
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
