import JSON
import StateMachine
import YAML

extension PlanPart {
  /// The keys of a task that the reading itself understands.
  static let ownKeys: Set<String> = [
    "id", "status", "dependencies", "depends_on", "retries_used", "blocked_reason", "status_reason",
  ]

  /// A task, and its keys in their order.
  static func task(_ reader: YAMLReader) throws(YAMLError) -> (Entry, keys: [String]) {
    let members = try reader.members()
    guard let given = reader.member(named: "id") else { throw reader.refused("id is required") }
    var task = TaskDefinition(id: try taskID(given), description: "")
    for (key, value) in members where !value.isNull {
      try PlanTaskField.byKey[key]?.read(value, &task)
    }
    if task.description.isEmpty { task.description = task.title ?? "" }
    guard !comparable(task.description).isEmpty else {
      throw reader.refused("title or description is required")
    }
    if let files = reader.member(named: "files") ?? reader.member(named: "context")?.member(named: "files") {
      task.files = try paths(files)
    }
    try readRules(reader, into: &task)
    let state = try PlanTaskState(reader)
    for (key, value) in members where isKept(key, value, task, state) {
      task.extra.append(.init(key: key, json: value.json.serialized()))
    }
    var read = Entry(definition: task, mark: reader.node.mark, state: state)
    if let needs = reader.member(named: "dependencies") ?? reader.member(named: "depends_on") {
      // One name alone stands for a list of it.
      read.needs = needs.node.text == nil ? try needs.elements() : [needs]
      for need in read.needs { _ = try need.text() }
    }
    return (read, members.map(\.key))
  }

  /// Whether what a key says would not come back from the fields alone.
  private static func isKept(
    _ key: String, _ value: YAMLReader, _ task: TaskDefinition, _ state: PlanTaskState
  ) -> Bool {
    if let field = PlanTaskField.byKey[key] { return field.write(task) != value.json }
    switch key {
    case "id", "status": return false
    case "dependencies", "depends_on": return value.isNull
    case "retries_used": return state.failures == 0
    case "blocked_reason", "status_reason": return value.isNull || value.node.text != state.reason
    case "files": return value.json != PlanTaskField.texts(task.files)
    case "context":
      return PlanTaskField.texts(task.files).map { value.json != ["files": $0] } ?? true
    case "parallel_strategy": return task.parallelStrategy.map { .string($0.rawValue) != value.json } ?? true
    default: return true
    }
  }

  static func taskID(_ reader: YAMLReader) throws(YAMLError) -> PlanTaskID {
    let text = try reader.text()
    do throws(Rejection) { return try PlanTaskID(text) } catch { throw reader.refused(error) }
  }

  static func paths(_ reader: YAMLReader) throws(YAMLError) -> [String] {
    var paths: [String] = []
    for text in try reader.texts() {
      guard let path = TaskPath.normalized(text) else {
        throw reader.refused(
          "\(quoted(text)) is no path inside the repository: it must be relative, without \"..\" and control characters"
        )
      }
      paths.append(path)
    }
    return paths
  }
}
