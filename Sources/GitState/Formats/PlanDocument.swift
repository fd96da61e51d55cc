import JSON
package import StateMachine
import YAML

/// A plan in the words of its own dialect, version 2.5 where it has none, as an export gives it.
package struct PlanDocument: Sendable {
  let plan: Plan
  let dialect: PlanDialect

  package init(_ plan: Plan) {
    self.plan = plan
    dialect = plan.founding?.source?.dialect ?? .hyphens
  }

  /// As plan.yaml.
  package var yaml: String { YAMLWriter.text(of: .object(object)) }
  /// The same keys as JSON.
  package var json: String { JSONValue.object(object).serialized(pretty: true) + "\n" }

  /// The keys in the order of the plan's file, and behind them what it did not say.
  var object: JSONObject {
    guard let founding = plan.founding else { return [:] }
    var object = JSONObject()
    let source = founding.source
    let kept = source.map { JSONObject($0.extra.map { ($0.key, parsed($0.json)) }) } ?? invented(founding)
    for key in source?.keys ?? kept.keys { object[key] = value(of: key, founding, kept) }
    if !plan.learnings.isEmpty { object["learnings"] = learnings }
    return object
  }

  private func value(of key: String, _ founding: PlanFounding, _ kept: JSONObject) -> JSONValue? {
    switch key {
    case "plan_id", "session_id": .string(founding.session.text)
    case "tasks": .array(plan.whole.map { .object(task($0)) })
    case "learnings": plan.learnings.isEmpty ? kept[key] ?? [] : learnings
    case "status": status(kept[key])
    default: kept[key]
    }
  }

  private var learnings: JSONValue { .array(plan.learnings.map { .string($0.text) }) }

  /// The plan's own status: what its file said, until anything of it was done.
  private func status(_ said: JSONValue?) -> JSONValue? {
    let open = plan.whole.filter { $0.status.word != .cancelled }
    if !open.isEmpty, open.allSatisfy({ $0.status.word == .completed }) { return "completed" }
    return open.contains { $0.status.word != .pending } ? "in_progress" : said
  }

  /// What a plan says that came from no file.
  private func invented(_ founding: PlanFounding) -> JSONObject {
    var object: JSONObject = [
      "version": .string(dialect.rawValue), "plan_id": .string(founding.session.text),
      "tl_dr": .string(String(founding.request.prefix { !$0.isNewline })),
      "objective": .string(founding.request),
    ]
    func add(_ key: String, _ text: String?) { if let text { object[key] = .string(text) } }
    add("architecture", founding.architecture)
    add("design_patterns", founding.designPatterns)
    add("technology_stack", founding.technologyStack)
    add("estimated_total_time", founding.estimatedTotalTime)
    add("dependency_graph", founding.dependencyGraph)
    object["max_workers"] = .integer(founding.maxWorkers)
    object["tasks"] = .null
    return object
  }
}

extension PlanDocument {
  /// The keys of a task where its file, and its dialect, say nothing of their order.
  private static let order = [
    "id", "title", "description", "wave", "agent", "priority", "requires_review", "status", "dependencies",
    "effort", "context", "parallel_force", "parallel_strategy", "parallel_scope", "acceptance_criteria",
    "verification_script", "reflection", "metadata", "retries_used", "blocked_reason", "status_reason",
    "preconditions", "provides", "estimated_time", "max_retries", "implementation_notes", "files",
  ]

  /// What two tasks would be written differently in, but for where they stand.
  package func differences(_ one: TaskDefinition, _ other: TaskDefinition) -> [PlanDifference] {
    PlanDifference.between(task(PlanTask(one)), task(PlanTask(other)))
  }

  /// A task in its keys.
  func task(_ task: PlanTask) -> JSONObject {
    var definition = task.definition
    let source = plan.founding?.source
    if source == nil, definition.title == nil {
      definition.title = String(definition.description.prefix { !$0.isNewline })
    }
    let kept = JSONObject(definition.extra.map { ($0.key, .string($0.json)) })
    let fileKeys = Set(source?.taskKeys ?? [])
    var object = JSONObject()
    for key in (source?.taskKeys ?? []) + Self.order + kept.keys where object[key] == nil {
      object[key] = value(of: key, task, definition, kept[key]?.stringValue, in: fileKeys)
    }
    return object
  }

  private func value(
    of key: String, _ task: PlanTask, _ definition: TaskDefinition, _ raw: String?, in fileKeys: Set<String>
  ) -> JSONValue? {
    if let field = PlanTaskField.byKey[key] {
      if let raw, field.agrees(raw, with: definition) { return parsed(raw) }
      return field.write(definition)
    }
    switch key {
    case "id": return .string(definition.id.text)
    case "status": return .string(dialect.word(for: task.status.word))
    case "dependencies", "depends_on":
      let own =
        fileKeys.contains("depends_on") && !fileKeys.contains("dependencies") ? "depends_on" : "dependencies"
      guard key == own else { return raw.map(parsed) }
      if definition.dependsOn.isEmpty, let raw { return parsed(raw) }
      guard !definition.dependsOn.isEmpty || dialect.hasDependencies else { return nil }
      return .array(definition.dependsOn.map { .string($0.text) })
    case "retries_used":
      return task.failures > 0 && !countsInFlags(definition) ? .integer(task.failures) : raw.map(parsed)
    case "flags": return flags(raw.map(parsed), task)
    case "blocked_reason", "status_reason":
      let own =
        task.status.word == .blocked || fileKeys.contains("blocked_reason")
        ? "blocked_reason" : "status_reason"
      if key == own, let reason = task.status.reason, !reason.isEmpty { return .string(reason) }
      return raw.map(parsed)
    case "parallel_strategy":
      return raw.map(parsed) ?? definition.parallelStrategy.map { .string($0.rawValue) }
    case "parallel_scope": return raw.map(parsed) ?? PlanTaskField.texts(definition.parallelScope)
    case "context", "files": return files(key, definition, raw.map(parsed), in: fileKeys)
    default: return raw.map(parsed)
    }
  }

  /// The files under the key that the plan's tasks have for them, beside what stands there besides.
  private func files(
    _ key: String, _ definition: TaskDefinition, _ kept: JSONValue?, in fileKeys: Set<String>
  ) -> JSONValue? {
    let own =
      fileKeys.contains("files") || (dialect == .waves && !fileKeys.contains("context")) ? "files" : "context"
    guard key == own, let files = PlanTaskField.texts(definition.files) else { return kept }
    if key == "files" {
      let said = kept?.arrayValue?.compactMap { $0.stringValue.flatMap(TaskPath.normalized) }
      return said == definition.files ? kept : files
    }
    var context = kept?.objectValue ?? [:]
    let said = context["files"]?.arrayValue?.compactMap { $0.stringValue.flatMap(TaskPath.normalized) }
    if said != definition.files { context["files"] = files }
    return .object(context)
  }

  /// Whether a task's retries stand among its flags.
  private func countsInFlags(_ task: TaskDefinition) -> Bool {
    task.extra.contains { $0.key == "flags" && parsed($0.json)["retries_used"] != nil }
  }

  /// The flags of a task as they stand: retries are counted here.
  private func flags(_ kept: JSONValue?, _ task: PlanTask) -> JSONValue? {
    guard case .object(var flags)? = kept, flags["retries_used"] != nil else { return kept }
    flags["retries_used"] = .integer(task.failures)
    return .object(flags)
  }

  private func parsed(_ json: String) -> JSONValue { (try? JSONValue(parsing: json)) ?? .string(json) }
}

extension PlanDocument {
  /// What a file says of the plan itself otherwise than the plan's own file did; nothing for a plan that came from none.
  func differences(from file: PlanFile) -> [PlanDifference] {
    guard let before = plan.founding?.source, let after = file.founding.source else { return [] }
    let old = JSONObject(before.extra.map { ($0.key, parsed($0.json)) })
    let new = JSONObject(after.extra.map { ($0.key, parsed($0.json)) })
    // A plan's own status follows its tasks, whatever a file says.
    return PlanDifference.between(old, new).filter { $0.key != "status" }
  }
}
