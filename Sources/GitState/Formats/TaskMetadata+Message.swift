import JSON
import StateMachine

extension TaskMetadata {
  /// The message of the commit with which a task's branch starts: sections for people, a trailer for programs.
  package func message(branch: String) -> String {
    var text = "Initialize \(branch)\n\n## Task Metadata\nID: \(id)\nDescription: \(shown(description))\n"
    text += "Status: \(status)\n\n## Dependencies\n"
    text += bullets("Preconditions", preconditions) + "\n" + bullets("Provides", provides)
    text += "\n## Files\n" + bullets("Files to modify", files)
    text +=
      "\n## Context\nSession Goal: \(shown(sessionGoal))\nSession ID: \(sessionID)\nPlan Branch: \(planBranch)\n"
    text += "Plan Version: \(planVersion)\nDepends on: \(inline(dependsOn))\nEnables: \(inline(enables))\n"
    text += "Parallel with: \(inline(parallelWith))\nCompleted Tasks: \(inline(completedTasks))\n"
    text += "\n## Estimates\nEstimated Time: \(shown(estimatedTime))\nPriority: \(priority)\n"
    if !implementationNotes.isEmpty {
      text += "\n## Implementation Notes\n\(shown(implementationNotes, from: "  "))\n"
    }
    text += "\nGitstate-Format: 1\nGitstate-Kind: task\nGitstate-Task: "
    return text + JSONValue.object(json).visible() + "\n"
  }

  /// What a message of ours, or of another program, says; nil where it is no such message.
  package static func read(_ message: String) -> (task: TaskMetadata, isLegacy: Bool)? {
    if let fields = LedgerMessage.trailers(of: Array(message.utf8)), fields["Kind"] == "task",
      fields["Format"] == "1",
      let text = fields["Task"], let value = try? JSONValue(parsing: text),
      let task = try? TaskMetadata(stored: JSONReader(value))
    {
      return (task, false)
    }
    return LegacyTask.metadata(in: message).map { ($0, true) }
  }

  var json: JSONObject {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return [
      "id": .string(id), "description": .string(description), "status": .string(status),
      "preconditions": list(preconditions), "provides": list(provides), "files": list(files),
      "session_goal": .string(sessionGoal), "session_id": .string(sessionID),
      "plan_branch": .string(planBranch),
      "plan_version": .string(planVersion), "depends_on": list(dependsOn), "enables": list(enables),
      "parallel_with": list(parallelWith), "completed_tasks": list(completedTasks),
      "estimated_time": .string(estimatedTime), "priority": .string(priority),
      "implementation_notes": .string(implementationNotes), "base": .string(base),
    ]
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      id: try reader["id"].string(), description: try reader["description"].string(),
      status: try reader.text("status") ?? "pending")
    preconditions = try reader.texts("preconditions")
    provides = try reader.texts("provides")
    files = try reader.texts("files")
    sessionGoal = try reader.text("session_goal") ?? ""
    sessionID = try reader.text("session_id") ?? ""
    planBranch = try reader.text("plan_branch") ?? ""
    planVersion = try reader.text("plan_version") ?? ""
    dependsOn = try reader.texts("depends_on")
    enables = try reader.texts("enables")
    parallelWith = try reader.texts("parallel_with")
    completedTasks = try reader.texts("completed_tasks")
    estimatedTime = try reader.text("estimated_time") ?? ""
    priority = try reader.text("priority") ?? ""
    implementationNotes = try reader.text("implementation_notes") ?? ""
    base = try reader.text("base") ?? ""
  }

  private func bullets(_ name: String, _ items: [String]) -> String {
    items.isEmpty ? "\(name): []\n" : "\(name):\n" + items.map { "  - \(shown($0))\n" }.joined()
  }

  private func inline(_ ids: [String]) -> String {
    "[" + ids.map { "'\($0)'" }.joined(separator: ", ") + "]"
  }
}
