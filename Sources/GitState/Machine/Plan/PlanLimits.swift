/// How much a plan may hold.
///
/// Each limit is refused with what it is and what was given.
package enum PlanLimits {
  package static let tasks = 10_000
  package static let entries = 200
  package static let textBytes = 65_536

  static func check(_ draft: PlanFounding) throws(Rejection) {
    try check(text: draft.request, field: "user_request")
    try check(text: draft.architecture, field: "architecture")
    try check(text: draft.designPatterns, field: "design_patterns")
    try check(text: draft.technologyStack, field: "technology_stack")
    try check(text: draft.dependencyGraph, field: "dependency_graph")
    try check(text: draft.estimatedTotalTime, field: "estimated_total_time")
    try check(tasks: draft.tasks)
  }

  package static func check(tasks definitions: [TaskDefinition]) throws(Rejection) {
    try check(definitions.count, limit: tasks, field: "tasks")
    for task in definitions {
      let at = "tasks[\"\(task.id)\"]"
      try check(text: task.description, field: "\(at).description")
      try check(text: task.title, field: "\(at).title")
      try check(text: task.implementationNotes, field: "\(at).implementation_notes")
      try check(text: task.verificationScript, field: "\(at).verification_script")
      try check(text: task.estimatedTime, field: "\(at).estimated_time")
      try check(text: task.agent, field: "\(at).agent")
      try check(task.preconditions.count, limit: entries, field: "\(at).preconditions")
      try check(task.provides.count, limit: entries, field: "\(at).provides")
      try check(task.dependsOn.count, limit: entries, field: "\(at).depends_on")
      try check(task.files.count, limit: entries, field: "\(at).files")
      try check(task.acceptanceCriteria.count, limit: entries, field: "\(at).acceptance_criteria")
      for criterion in task.acceptanceCriteria {
        try check(text: criterion, field: "\(at).acceptance_criteria")
      }
      for file in task.files { try check(text: file, field: "\(at).files") }
      try check(task.extra.count, limit: entries, field: "\(at)'s further keys")
      for extra in task.extra { try check(text: extra.json, field: "\(at).\(extra.key)") }
    }
  }

  package static func check(text: String?, field: String) throws(Rejection) {
    guard let text else { return }
    guard text.utf8.count <= textBytes else {
      throw Rejection(
        .limitExceeded, "\(field) has \(text.utf8.count) bytes, and the limit is \(textBytes).",
        details: [
          .init("field", .text(field)), .init("limit", .number(textBytes)),
          .init("actual", .number(text.utf8.count)),
        ])
    }
    if text.unicodeScalars.contains("\0") {
      throw Rejection(
        .invalidArgument, "\(field) holds a NUL character, which no commit message can.",
        details: [.init("field", .text(field))])
    }
  }

  package static func check(_ count: Int, limit: Int, field: String) throws(Rejection) {
    guard count > limit else { return }
    throw Rejection(
      .limitExceeded, "\(field) has \(count) entries, and the limit is \(limit).",
      details: [
        .init("field", .text(field)), .init("limit", .number(limit)), .init("actual", .number(count)),
      ])
  }
}
