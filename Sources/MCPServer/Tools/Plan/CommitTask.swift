import GitState
import JSON
package import StateMachine

package struct CommitTask: Tool {
  package static let name = "commit_task"
  package static let title = "Commit a worker's work"
  package static let summary =
    "A worker's only way to commit: everything in its worktree, with its progress. type blocked reports what stops it; complete means ready to merge."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .checkpoint, .run]
  package static let hints = ToolHints.adding
  package static let parameters = [
    WorkerArgument.worker, WorkerArgument.run, WorkerArgument.module,
    Parameter("summary", .text, required: true, aliases: ["message"]),
    Parameter("type", .choice(WorkerMessage.Kind.allCases.map(\.rawValue))),
    Parameter("step", .number),
    Parameter("total_steps", .number),
    Parameter("design", .record, note: "overview, architecture_decisions[], interfaces_provided[]"),
    Parameter("todo", .list, note: "text, done", aliases: ["todo_list"]),
    WorkerArgument.folder,
  ]

  private let holder: WorktreeHolder
  private let message: WorkerMessage
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    holder = try WorkerArgument.holder(arguments)
    folder = try arguments.text("working_directory")
    let type = try arguments.text("type") ?? "implementation"
    guard let kind = WorkerMessage.Kind(rawValue: type) else {
      throw Rejection(
        .invalidArgument,
        "type is \(quoted(type)), and it takes \(spoken(WorkerMessage.Kind.allCases.map(\.rawValue))).",
        details: [
          .init("argument", .text("type")),
          .init("allowed", .texts(WorkerMessage.Kind.allCases.map(\.rawValue))),
        ])
    }
    var message = WorkerMessage(task: "", kind: kind, summary: try arguments.required("summary"))
    let step = try arguments.number("step", in: 1...10_000)
    let total = try arguments.number("total_steps", in: 1...10_000)
    if let step, let total {
      guard step <= total else {
        throw Rejection(
          .invalidArgument, "step is \(step), and there are \(total).",
          details: [.init("argument", .text("step"))])
      }
      message.step = .init(number: step, total: total)
      message.completed = step
      message.total = total
    }
    try CommitTask.readDesign(arguments, into: &message)
    let items = try arguments.list("todo")
    try PlanLimits.check(items.count, limit: PlanLimits.entries, field: "todo")
    for (index, item) in items.enumerated() {
      message.todo.append(try CommitTask.todo(item, number: index + 1))
    }
    if !message.todo.isEmpty {
      message.completed = message.todo.count(where: \.done)
      message.total = message.todo.count
    }
    self.message = message
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let committed = try call.project.commitTask(holder, message)
    let message = committed.message
    var object: JSONObject = [
      "success": true, "changed": .bool(committed.changed), "commit_sha": .string(committed.commit),
      "branch": .string(committed.branch), "files": .array(committed.files.prefix(200).map { .string($0) }),
      "progress": [
        "status": .string(message.progressStatus ?? message.defaultStatus),
        "completed": .integer(message.completed),
        "total": .integer(message.total),
      ],
    ]
    if committed.files.count > 200 { object["files_total"] = .integer(committed.files.count) }
    if committed.merged { object["merged"] = true }
    if !committed.hooksSkipped.isEmpty {
      object["hooks_skipped"] = .array(committed.hooksSkipped.map { .string($0) })
    }
    if !committed.notes.isEmpty { object["warnings"] = .array(committed.notes.map { .string($0) }) }
    return .object(.object(object))
  }

  private static func readDesign(_ arguments: ToolArguments, into message: inout WorkerMessage)
    throws(Rejection)
  {
    guard let reader = arguments.reader("design") else { return }
    message.design = try ToolArguments.reading { () throws(JSONPathError) -> WorkerMessage.Design in
      var design = WorkerMessage.Design()
      let object = try reader.looseObject()
      design.overview = try object[optional: "overview"]?.string() ?? ""
      design.architectureDecisions = try object[optional: "architecture_decisions"]?.looseStrings() ?? []
      design.interfacesProvided = try object[optional: "interfaces_provided"]?.looseStrings() ?? []
      return design
    }
    try PlanLimits.check(text: message.design.overview, field: "design.overview")
  }

  /// A todo item: a text, or `{text, done}` in the spellings that parse_worker_commit answers.
  private static func todo(_ reader: JSONReader, number: Int) throws(Rejection) -> WorkerMessage.Todo {
    let item = try ToolArguments.reading { () throws(JSONPathError) -> WorkerMessage.Todo in
      if case .string(let text) = reader.value { return .init(number: number, text: text, done: false) }
      let object = try reader.looseObject()
      let text = try object.first(of: "text", "description")
      let done = try object.first(of: "done", "completed")
      return .init(
        number: try object[optional: "number"]?.looseInteger() ?? number, text: try text?.string() ?? "",
        done: try done?.looseBoolean() ?? false)
    }
    try PlanLimits.check(text: item.text, field: reader.path)
    return item
  }
}
