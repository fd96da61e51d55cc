import GitState
import JSON
import StateMachine

/// Tasks as callers write them: the keys of every dialect that plans come in.
enum TaskArguments {
  static let known: Set<String> = [
    "id", "description", "title", "status", "preconditions", "provides", "depends_on", "dependencies", "wave",
    "files",
    "context", "priority", "estimated_time", "effort", "max_retries", "requires_review", "agent",
    "acceptance_criteria", "verification_script", "implementation_notes", "parallel_strategy",
  ]

  /// What an update can change of a task: all that it has, but what its reviews hang on.
  private static let changeable = known.union(["parallel_scope"])

  /// A task's definition.
  ///
  /// - Parameter unnamed: what stands for the id where none is given; nil where one must be.
  static func definition(_ reader: JSONReader, unnamed: PlanTaskID? = nil) throws(Rejection) -> (
    TaskDefinition, hasID: Bool
  ) {
    try rejecting {
      let object = try reader.looseObject()
      let given = try object[optional: "id"]
      guard let id = try given.map({ try PlanTaskID($0.identifier()) }) ?? unnamed else {
        throw try JSONReader(object.value, path: reader.path)["id"].unexpected("a task id")
      }
      let title = try object[optional: "title"]?.string()
      guard let description = try object[optional: "description"]?.string() ?? title,
        !comparable(description).isEmpty
      else {
        throw Rejection(
          .missingArgument, "\(reader.path).description is required",
          details: [.init("argument", .text("\(reader.path).description"))])
      }
      var task = TaskDefinition(id: id, description: description)
      task.title = title
      try refuseStatus(object)
      for text in try object[optional: "preconditions"]?.looseStrings() ?? [] {
        task.preconditions.append(try Capability(text))
      }
      for text in try object[optional: "provides"]?.looseStrings() ?? [] {
        let capability = try Capability(text)
        if !task.provides.contains(capability) { task.provides.append(capability) }
      }
      let dependencies = try object.first(of: "depends_on", "dependencies")
      for text in try dependencies?.identifiers() ?? [] { task.dependsOn.append(try PlanTaskID(text)) }
      task.wave = try object[optional: "wave"]?.looseInteger()
      task.files = try files(object)
      task.priority = try priority(object)
      task.estimatedTime = try object[optional: "estimated_time"]?.identifier()
      task.effort = try effort(object)
      task.maxRetries = try object[optional: "max_retries"]?.looseInteger()
      task.requiresReview = try object[optional: "requires_review"]?.looseBoolean()
      task.agent = try object[optional: "agent"]?.string()
      task.acceptanceCriteria = try object[optional: "acceptance_criteria"]?.looseStrings() ?? []
      task.verificationScript = try object[optional: "verification_script"]?.string()
      task.implementationNotes = try object[optional: "implementation_notes"]?.string()
      try readRules(object, into: &task)
      for (key, value) in try object.members() where !known.contains(key) || isMore(key, value) {
        task.extra.append(.init(key: key, json: value.value.serialized()))
      }
      return (task, given != nil)
    }
  }

  /// Whether a task's context says more than its files.
  private static func isMore(_ key: String, _ value: JSONReader) -> Bool {
    guard key == "context", let members = try? value.looseObject().members() else { return false }
    return members.contains { $0.key != "files" }
  }

  /// Keys that mean nothing here and are near to one that does: kept, and probably meant otherwise.
  static func strangers(_ tasks: [TaskDefinition]) -> [String] {
    tasks.flatMap { task in
      task.extra.prefix(20).filter { !ruled.contains($0.key) }.compactMap { extra in
        nearest(to: extra.key, among: known).first.map {
          "Task \(task.id): \(quoted(extra.key)) is kept and means nothing. Did you mean \($0)?"
        }
      }
    }
  }

  /// A change of one task: only what is given.
  static func patch(_ reader: JSONReader, in plan: Plan) throws(Rejection) -> TaskPatch {
    try rejecting {
      let object = try reader.looseObject()
      var patch = TaskPatch(id: try plan.task(named: try object["id"].identifier()).id)
      for (key, _) in try object.members() where !changeable.contains(key) {
        throw unchangeable(key, of: reader.path, allowed: changeable)
      }
      let context = try object[optional: "context"]?.looseObject()
      for (key, _) in try context?.members() ?? [] where key != "files" {
        throw unchangeable(key, of: "\(reader.path).context", allowed: ["files"])
      }
      if let status = try object[optional: "status"] {
        guard TaskStatus.Word(anyDialect: try status.string()) == .pending else {
          throw Rejection(
            .invalidArgument,
            "\(status.path) can only be set to pending, which opens the task again. Complete it with completed_task_ids, cancel it with cancelled_task_ids.",
            details: [.init("argument", .text(status.path))])
        }
        patch.reopen = true
      }
      patch.title = try object[optional: "title"]?.string()
      patch.description = try object[optional: "description"]?.string()
      patch.preconditions = try capabilities(object, "preconditions")
      patch.provides = try capabilities(object, "provides")
      if let dependencies = try object.first(of: "depends_on", "dependencies") {
        var ids: [PlanTaskID] = []
        for text in try dependencies.identifiers() { ids.append(try PlanTaskID(text)) }
        patch.dependsOn = ids
      }
      patch.wave = try object[optional: "wave"]?.looseInteger()
      // A context that names no files leaves them as they are.
      if try object[optional: "files"] != nil || context?[optional: "files"] != nil {
        patch.files = try files(object)
      }
      patch.priority = try priority(object)
      patch.estimatedTime = try object[optional: "estimated_time"]?.identifier()
      patch.effort = try effort(object)
      patch.acceptanceCriteria = try object[optional: "acceptance_criteria"]?.looseStrings()
      patch.implementationNotes = try object[optional: "implementation_notes"]?.string()
      patch.requiresReview = try object[optional: "requires_review"]?.looseBoolean()
      patch.maxRetries = try object[optional: "max_retries"]?.looseInteger()
      patch.agent = try object[optional: "agent"]?.string()
      patch.verificationScript = try object[optional: "verification_script"]?.string()
      patch.parallelStrategy = try strategy(object)
      patch.parallelScope = try object[optional: "parallel_scope"].map { try scope($0) }
      return patch
    }
  }

  private static func unchangeable(_ key: String, of path: String, allowed: Set<String>) -> Rejection {
    Rejection(
      .unknownArgument, "\(path) has no field \(quoted(key)) that can be changed.",
      details: [
        .init("argument", .text("\(path).\(key)")), .init("allowed", .texts(allowed.sorted())),
      ])
  }

  private static func capabilities(_ object: JSONReader, _ key: String) throws -> [Capability]? {
    try object[optional: key]?.looseStrings().map { try Capability($0) }
  }

  /// A new task is pending, whatever word says so; any other state is reached by what happens to it.
  private static func refuseStatus(_ object: JSONReader) throws {
    guard let status = try object[optional: "status"] else { return }
    let text = try status.string()
    guard TaskStatus.Word(anyDialect: text) == .pending || comparable(text).isEmpty else {
      throw Rejection(
        .invalidArgument,
        "\(status.path): a new task is pending, not \(quoted(text)). Complete it with update_plan_branch.",
        details: [.init("argument", .text(status.path))])
    }
  }

  /// Paths as data: relative, without `..`.
  ///
  /// Nothing ever opens them, yet they are shown to agents that do.
  private static func files(_ object: JSONReader) throws -> [String] {
    let reader =
      try object[optional: "files"]
      ?? object[optional: "context"].flatMap { try $0.looseObject()[optional: "files"] }
    var files: [String] = []
    for text in try reader?.looseStrings() ?? [] { files.append(try path(text, reader?.path ?? "files")) }
    return files
  }

  static func path(_ text: String, _ field: String) throws(Rejection) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let bad = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
    guard !text.isEmpty, !text.hasPrefix("/"), !parts.contains(".."), !bad, text.utf8.count <= 4_096 else {
      throw Rejection(
        .outsideRepository,
        "\(field): \(quoted(text)) is no path inside the repository: it must be relative, without \"..\" and control characters.",
        details: [.init("argument", .text(field)), .init("value", .text(String(text.prefix(80))))])
    }
    // One file has one name, or two tasks that touch it would not be seen.
    let name = parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
    return name.isEmpty ? text : text.hasSuffix("/") ? name + "/" : name
  }

  private static func priority(_ object: JSONReader) throws -> Priority? {
    guard let reader = try object[optional: "priority"] else { return nil }
    let text = try reader.string()
    if comparable(text).isEmpty { return nil }
    guard let priority = Priority(anyCase: text) else { throw reader.unexpected("high, medium or low") }
    return priority
  }

  private static func effort(_ object: JSONReader) throws -> Effort? {
    guard let reader = try object[optional: "effort"] else { return nil }
    guard let effort = Effort(rawValue: try reader.string().uppercased()) else {
      throw reader.unexpected("XS, S, M, L or XL")
    }
    return effort
  }
}
