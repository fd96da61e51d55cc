import GitState
import JSON
import StateMachine

/// A worker's handoff, in the keys of every dialect that agents write.
enum Handoff {
  /// The report that it comes to, and whether it asks for documents.
  static func report(_ reader: JSONReader) throws(Rejection) -> (TaskReport, needsDocuments: Bool) {
    try rejecting {
      let object = try reader.looseObject()
      if SecurityBlock.isReported(object) { return (try SecurityBlock.report(object), false) }
      let status = try object["status"]
      guard let outcome = TaskReport.Outcome(anyDialect: try status.string()) else {
        throw status.unexpected("completed, failed, blocked or spec_rejected")
      }
      var report = TaskReport(outcome, handoff: object.value.serialized(sortedKeys: true))
      let kind = try object.first(of: "failure_type", "fail")
      report.failure = try kind.map { (kind) throws(JSONPathError) in
        guard let failure = TaskReport.Failure(rawValue: comparable(try kind.string())) else {
          throw kind.unexpected(spoken(TaskReport.Failure.allCases.map(\.rawValue), word: "or"))
        }
        return failure
      }
      report.error = try object[optional: "error_context"].flatMap { try error($0) }
      let reason =
        try object.first(of: "blocked_reason", "reason") ?? object.first(of: "reasoning", "summary")
      report.reason = try reason?.string()
      let documents = try object[optional: "metadata"]?.looseObject()[optional: "docs_needed"]
      return (
        report, try documents.map { (value) throws(JSONPathError) in try value.looseBoolean() } ?? false
      )
    }
  }

  static func error(_ reader: JSONReader) throws(JSONPathError) -> TaskError? {
    if case .string(let text) = reader.value { return comparable(text).isEmpty ? nil : TaskError(text) }
    let object = try reader.looseObject()
    let message = try object.first(of: "error_message", "message")?.string() ?? ""
    let type = try object.first(of: "error_type", "type")?.string()
    guard !comparable(message).isEmpty || type != nil else { return nil }
    var error = TaskError(comparable(message).isEmpty ? type ?? "" : message)
    error.type = type
    error.suggestedFix = try object[optional: "suggested_fix"]?.string()
    if let context = try object[optional: "context"] {
      if case .string(let text) = context.value {
        error.context = text
      } else {
        error.context = context.value.serialized()
      }
    }
    return error
  }

  /// A task for the documents that are wanted, ready to be accepted; nil where the plan has it already.
  static func documents(_ change: TaskChange) -> JSONValue? {
    let task = change.task
    let title = task.definition.title ?? task.definition.description
    let description = "Document: \(title.prefix(while: { !$0.isNewline }))"
    let isAccepted = change.view.plan.tasks.contains {
      $0.definition.description == description && $0.definition.dependsOn.contains(task.id)
    }
    if isAccepted { return nil }
    return [
      "kind": "docs", "task": .string(task.id.text),
      "accept": [
        "tool": "update_plan_branch",
        "arguments": [
          "plan_branch": .string(change.view.branch),
          "new_tasks": [
            [
              "description": .string(description), "depends_on": [.string(task.id.text)],
              "agent": "gem-documentation-writer",
            ]
          ],
        ],
      ],
    ]
  }
}
