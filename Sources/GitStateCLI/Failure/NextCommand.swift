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
    func flag(_ name: String) -> Bool? {
      guard let index = rest.firstIndex(where: { $0.name == name }), case .flag(let value) = rest[index].value
      else { return nil }
      rest.remove(at: index)
      return value
    }
    var words: [String]
    switch next.tool {
    case "overview": words = ["overview"]
    case "history", "verify": words = [next.tool] + [take("ledger", "branch")].compactMap(\.self)
    case "parse_plan": words = ["parse-plan"] + [take("branch", "plan_branch")].compactMap(\.self)
    case "parse_task": words = ["parse-task"] + [take("branch", "task_branch")].compactMap(\.self)
    case "get_provides": words = ["provides"] + [take("plan_branch", "session_id")].compactMap(\.self)
    case "list_worktrees": words = ["worktree", "list"]
    case "create_worktree" where rest.contains { ["name", "module"].contains($0.name) }:
      words = ["run", "worktree"] + [take("name", "module")].compactMap(\.self)
      if let run = take("task_id", "run_id") { words += ["--run", run] }
    case "create_worktree":
      words = ["worktree", "add"]
      if let branch = take("task_branch") { words.append(branch) }
      if let worker = take("worker_id") { words += ["--worker", worker] }
      if let rescue = take("restore") { words += ["--restore", rescue] }
    case "get_task_state", "list_checkpoints", "create_checkpoint", "rollback_to_checkpoint",
      "mark_phase_complete", "complete_task", "start_task", "merge_worktrees", "cleanup_worktrees":
      words = runWords(next.tool, take, flag)
    case "get_workflow_state":
      _ = take("detail")
      words = ["workflow", "status"] + [take("workflow_id")].compactMap(\.self)
    case "resume_workflow":
      words = ["workflow", "resume"] + [take("workflow_id")].compactMap(\.self)
      if let text = take("instructions") { words += ["--instructions", text] }
    case "request_approval": words = ["approve"] + [take("plan_branch", "workflow_id")].compactMap(\.self)
    case "remove_worktree": words = ["worktree", "remove"] + [take("worker_id")].compactMap(\.self)
    case "merge_task_branch": words = ["merge"] + [take("task_branch")].compactMap(\.self)
    default: return call(next)
    }
    // What the command has no word for, the call has.
    return rest.isEmpty ? (["gitstate"] + words.map(shellWord)).joined(separator: " ") : call(next)
  }

  /// The commands of checkpoints and runs.
  private static func runWords(_ tool: String, _ take: (String...) -> String?, _ flag: (String) -> Bool?)
    -> [String]
  {
    func option(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }
    func run() -> [String] {
      option("--directory", take("working_directory")) + option("--run", take("task_id", "run_id"))
    }
    switch tool {
    case "get_task_state":
      _ = take("detail")
      return ["run", "status"] + [take("task_id", "run_id")].compactMap(\.self)
    case "list_checkpoints": return ["checkpoint", "list"] + run()
    case "create_checkpoint":
      return ["checkpoint", "create"] + [take("phase")].compactMap(\.self)
        + (flag("validation_passed").map { [$0 ? "--passed" : "--failed"] } ?? []) + run()
    case "rollback_to_checkpoint":
      return ["checkpoint", "rollback"] + [take("checkpoint_id")].compactMap(\.self)
        + (flag("as_commit") == true ? ["--as-commit"] : []) + run()
    case "mark_phase_complete":
      return ["run", "phase"] + [take("phase")].compactMap(\.self)
        + option("--checkpoint", take("checkpoint_id")) + option("--reason", take("reason")) + run()
    case "complete_task": return ["run", "complete"] + run()
    case "start_task": return ["run", "start"] + [take("description")].compactMap(\.self)
    case "merge_worktrees": return ["run", "merge"] + run()
    default: return ["run", "cleanup"] + run()
    }
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
