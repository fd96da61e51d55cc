import ArgumentParser
import GitState
import MCPServer
import StateMachine

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the tools to an agent: MCP on standard input and output.",
    discussion: """
      An agent's client starts this; `gitstate init` registers it. It ends when its input does. Outside a repository it \
      starts all the same, and each call says what to do.

      Example: claude mcp add git -- gitstate serve
      """)

  @Option(
    help: ArgumentHelp(
      "The sets of tools, with commas between: \(ServeCommand.sets.joined(separator: ", ")). Default: all. execution brings plan along, since its briefs and next calls name those tools. overview, history and verify are always there.",
      valueName: "sets"),
    completion: .list(ServeCommand.sets))
  var toolsets: String?

  @Flag(help: "Say on standard error what is served.")
  var verbose = false

  @OptionGroup var place: PlaceOptions

  private static var sets: [String] { ToolSet.allCases.filter { $0 != .always }.map(\.rawValue) }

  func validate() throws {
    _ = try chosen()
  }

  func run() throws {
    try serving().run()
  }

  func serving() throws -> Serving {
    Serving(
      repo: place.repo, base: place.base, target: place.target, skipsFsync: place.skipsFsync,
      sets: try chosen(),
      isVerbose: verbose)
  }

  private func chosen() throws -> Set<ToolSet> {
    guard let toolsets else { return Set(ToolSet.allCases) }
    var chosen: Set<ToolSet> = [.always]
    for word in toolsets.split(separator: ",") {
      let name = comparable(String(word))
      guard let set = ToolSet(rawValue: name) else {
        throw ValidationError(
          "There is no set of tools \(quoted(name)). There is \(spoken(ServeCommand.sets, limit: 20)).")
      }
      chosen.insert(set)
    }
    return chosen
  }
}
