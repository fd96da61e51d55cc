import ArgumentParser
import Files
import GitState
import MCPServer

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the tools to an agent: MCP on standard input and output.")

  @OptionGroup var place: PlaceOptions

  func run() throws {
    let table = ToolTable(
      finder: place.finder, quick: QueueExecutor(label: "gitstate.quick", width: 8),
      long: QueueExecutor(label: "gitstate.long", width: 2))
    serve(host: table, serverInfo: ServerInfo(name: "gitstate", title: "gitstate", version: "0.1.0"))
  }
}
