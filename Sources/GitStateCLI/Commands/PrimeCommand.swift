import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct PrimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prime",
    abstract: "Tell an agent at the start of its session where things stand.",
    discussion: """
      A few plain lines for a session-start hook. Outside a repository, and where nothing can be read, it says nothing; \
      it always exits with 0, so that it never stops a session.

      Example: {"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"gitstate prime"}]}]}}
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    guard let project = try? place.project(), let overview = try? project.overview() else {
      if output.isJSON { try ToolReply.emit(["text": ""]) }
      return
    }
    var page = PrimePage(overview: OverviewPage(overview, at: project.now))
    page.call = overview.next.map { next in
      let arguments = JSONObject(next.arguments.map { ($0.name, $0.value.json) })
      return arguments.isEmpty ? next.tool : "\(next.tool) \(JSONValue.object(arguments).serialized())"
    }
    let text = page.render()
    if output.isJSON { return try ToolReply.emit(["text": .string(text)]) }
    try emit(text)
  }
}
