import ArgumentParser
import Files
import JSON
import MCPServer
import StateMachine

struct Call: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Call any tool: gitstate call <tool> key=value… | --json '{…}'.")

  @OptionGroup var place: PlaceOptions
  @Argument var tool: String
  @Argument var pairs: [String] = []
  @Option var json: String?

  func run() throws {
    let executor = QueueExecutor(label: "gitstate.call", width: 1)
    let table = ToolTable(finder: place.finder, quick: executor, long: executor)
    var arguments = JSONObject()
    if let json { arguments = try JSONReader(JSONValue(parsing: json)).object() }
    for pair in pairs {
      guard let mark = pair.firstIndex(of: "=") else { throw ValidationError("'\(pair)' is no key=value.") }
      arguments[String(pair[..<mark])] = .string(String(pair[pair.index(after: mark)...]))
    }
    do {
      let outcome = try table.run(tool, arguments: arguments, context: .none)
      switch outcome {
      case .object(let value), .text(let value), .failure(let value): print(value.serialized(pretty: true))
      }
    } catch {
      print(error.json.serialized(pretty: true))
      throw ExitCode(65)
    }
  }
}
