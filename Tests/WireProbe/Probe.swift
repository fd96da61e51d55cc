import Files
import JSON
import MCPServer

/// A server with tools of no use but to show how the wire behaves; never shipped.
@main
struct Probe {
  static func main() {
    serve(host: ProbeTools(), serverInfo: ServerInfo(name: "probe", title: "Probe", version: "1"))
  }
}

struct ProbeTools: ToolHost {
  let instructions = "For tests of the wire."
  let blocking = QueueExecutor(label: "probe.blocking", width: 8)
  let short = QueueExecutor(label: "probe.short", width: 2)

  let tools = ["echo", "slow", "sleep", "fail", "ask", "big", "noise"].map { name in
    ToolDescription(
      name: name, title: name, description: "For tests.", inputSchema: ["type": "object"], readOnly: true,
      destructive: false, idempotent: true)
  }

  func executor(for name: String) -> any TaskExecutor {
    name == "slow" ? blocking : short
  }

  func call(_ name: String, arguments: JSONObject, context: CallContext) async -> ToolOutcome {
    switch name {
    case "echo":
      return .object(.object(arguments))
    case "slow":
      // Blocks its thread, as file work does; 10 ms steps with a report each.
      let steps = arguments["steps"]?.intValue ?? 10
      for step in 1...steps where !Task.isCancelled {
        context.progress(step, of: steps, "step")
        try? await Task.sleep(for: .milliseconds(10))
      }
      return .object(["steps": .integer(steps)])
    case "sleep":
      try? await Task.sleep(for: .seconds(3_600))
      return .text("woken")
    case "ask":
      do {
        let answer = try await context.ask(
          Question("Sure?", fields: ["ok": ["type": "boolean"]], required: ["ok"]))
        return .object(["answer": .object(answer)])
      } catch {
        return .failure(["error": "\(error)"])
      }
    case "big":
      return .text(.string(String(repeating: "x", count: arguments["bytes"]?.intValue ?? 1 << 20)))
    case "noise":
      print("a stray print")
      return .object(["printed": true])
    default:
      return .failure(["error": "as asked"])
    }
  }
}
