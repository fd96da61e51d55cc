import GitState
import JSON
package import StateMachine

package struct ParseWorkerCommit: Tool {
  package static let name = "parse_worker_commit"
  package static let title = "Read a worker's commit"
  package static let summary =
    "See how far a worker is: the newest commit of its task branch as design, todo list and progress."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter("branch", .text, required: true, aliases: ["task_branch"]),
    Parameter("commit", .text, note: "full id; else the newest"),
  ]

  private let branch: String
  private let commit: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    branch = try arguments.required("branch")
    commit = try arguments.text("commit")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let read = try call.project.readWorkerCommit(branch, commit: commit)
    var message = read.message ?? WorkerMessage(task: "", kind: nil, summary: read.title)
    // A branch that nobody worked on yet still says whose it is.
    if read.message == nil, let view = try? call.project.readTask(branch) {
      message.task = view.branch.metadata.id
    }
    guard case .object(var object) = ParseWorkerCommit.json(message) else { return .object(.null) }
    object["commit"] = .string(read.sha)
    return .object(.object(object))
  }

  static func json(_ message: WorkerMessage) -> JSONValue {
    [
      "task_id": .string(message.task), "commit_type": .string(message.kind?.commitType ?? "unknown"),
      "step_number": message.step.map { .integer($0.number) } ?? .null,
      "total_steps": message.step.map { .integer($0.total) } ?? .null, "summary": .string(message.summary),
      "implementation": .string(message.implementation),
      "design": [
        "overview": .string(message.design.overview),
        "architecture_decisions": .array(message.design.architectureDecisions.map { .string($0) }),
        "interfaces_provided": .array(message.design.interfacesProvided.map { .string($0) }),
      ],
      "todo_list": .array(
        message.todo.map {
          ["number": .integer($0.number), "description": .string($0.text), "completed": .bool($0.done)]
        }),
      "progress": [
        "status": .string(message.progressStatus ?? "unknown"), "completed": .integer(message.completed),
        "total": .integer(message.total),
      ],
    ]
  }
}
