import JSON
import MCPServer
import StateMachine

/// A tool's call as the command line has it: the command of its own where there is one, else `gitstate call`.
enum NextCommand {
  static func line(_ next: Rejection.Next) -> String {
    var rest: [(name: String, value: Rejection.Detail)] = next.arguments.map { ($0.name, $0.value) }
    func take(_ names: String...) -> String? {
      guard let index = rest.firstIndex(where: { names.contains($0.name) }),
        let text = text(rest[index].value)
      else { return nil }
      rest.remove(at: index)
      return text
    }
    var words: [String]
    switch next.tool {
    case "overview": words = ["overview"]
    case "history", "verify": words = [next.tool] + [take("ledger", "branch")].compactMap(\.self)
    case "parse_plan": words = ["parse-plan"] + [take("branch", "plan_branch")].compactMap(\.self)
    case "parse_task": words = ["parse-task"] + [take("branch", "task_branch")].compactMap(\.self)
    case "get_provides": words = ["provides"] + [take("plan_branch", "session_id")].compactMap(\.self)
    case "list_worktrees": words = ["worktree", "list"]
    case "create_worktree":
      words = ["worktree", "add"]
      if let branch = take("task_branch") { words.append(branch) }
      if let worker = take("worker_id") { words += ["--worker", worker] }
      if let rescue = take("restore") { words += ["--restore", rescue] }
    case "remove_worktree": words = ["worktree", "remove"] + [take("worker_id")].compactMap(\.self)
    case "merge_task_branch": words = ["merge"] + [take("task_branch")].compactMap(\.self)
    default: return call(next)
    }
    // What the command has no word for, the call has.
    return rest.isEmpty ? (["gitstate"] + words.map(shellWord)).joined(separator: " ") : call(next)
  }

  private static func call(_ next: Rejection.Next) -> String {
    let pairs = next.arguments.map { shellWord("\($0.name)=\(value($0.value))") }
    return (["gitstate", "call", next.tool] + pairs).joined(separator: " ")
  }

  private static func text(_ value: Rejection.Detail) -> String? {
    switch value {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag, .list, .record: nil
    }
  }

  private static func value(_ value: Rejection.Detail) -> String {
    switch value {
    case .text(let text): text
    case .number, .flag, .list, .record: value.json.serialized()
    }
  }
}
