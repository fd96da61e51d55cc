import StateMachine

/// A task in the message of another program's first commit on a task branch.
enum LegacyTask {
  /// The task of a message; nil where the message is none.
  static func metadata(in message: String) -> TaskMetadata? {
    // Asked of every commit of a branch until one is it.
    guard message.utf8.starts(with: "Initialize task/".utf8) else { return nil }
    let sections = MessageSections(message)
    guard let lines = sections.lines("Task Metadata") else { return nil }
    let head = MessageFields(lines, known: ["ID", "Description", "Status"], prose: "Description")
    var task = TaskMetadata(
      id: head.text("ID") ?? "", description: head.text("Description") ?? "",
      status: head.text("Status").flatMap { TaskStatus.Word(anyDialect: $0)?.rawValue } ?? "pending")
    let needs = MessageFields(sections.lines("Dependencies") ?? [], known: ["Preconditions", "Provides"])
    task.preconditions = needs.list("Preconditions")
    task.provides = needs.list("Provides")
    task.files = MessageFields(sections.lines("Files") ?? [], known: ["Files to modify", "Files"]).firstList(
      "Files to modify", "Files")
    let context = MessageFields(
      sections.lines("Context") ?? [],
      known: [
        "Session Goal", "Session ID", "Plan Branch", "Plan Version", "Depends on", "Enables", "Parallel with",
        "Completed Tasks",
      ], prose: "Session Goal")
    task.sessionGoal = context.text("Session Goal") ?? ""
    task.sessionID = context.text("Session ID") ?? ""
    task.planBranch = context.text("Plan Branch") ?? ""
    task.planVersion = context.text("Plan Version") ?? ""
    task.dependsOn = context.list("Depends on").map(bare)
    task.enables = context.list("Enables").map(bare)
    task.parallelWith = context.list("Parallel with").map(bare)
    task.completedTasks = context.list("Completed Tasks").map(bare)
    let estimates = MessageFields(sections.lines("Estimates") ?? [], known: ["Estimated Time", "Priority"])
    task.estimatedTime = estimates.text("Estimated Time") ?? ""
    task.priority = estimates.text("Priority") ?? ""
    task.implementationNotes = sections.text("Implementation Notes") ?? ""
    return task
  }

  /// An id without the `task-` that some programs put before it.
  static func bare(_ text: String) -> String {
    text.hasPrefix("task-") && text.dropFirst(5).first?.isNumber == true ? String(text.dropFirst(5)) : text
  }

  static func id(_ text: String) -> PlanTaskID? {
    (try? PlanTaskID(bare(text)))
  }
}

extension MessageFields {
  /// The first list of these names that holds anything.
  func firstList(_ names: String...) -> [String] {
    names.lazy.map { list($0) }.first { !$0.isEmpty } ?? []
  }
}
