import JSON
import StateMachine
import YAML

/// One plan.yaml as it stands, before what its tasks refer to is looked up.
struct PlanPart: Sendable {
  /// What the caller calls it: a path, or `yaml`.
  let name: String
  let session: SessionID
  let dialect: PlanDialect
  /// The top-level keys in their order, with what they say; `tasks` says nothing here.
  var members: JSONObject
  var taskKeys: [String] = []
  var tasks: [Entry] = []
  var learnings: [String] = []

  /// A task of it.
  struct Entry: Sendable {
    var definition: TaskDefinition
    let mark: YAMLMark
    var state = PlanTaskState()
    /// What it depends on, as it is written.
    var needs: [YAMLReader] = []
  }

  /// The refusal of what stands at a place of a file.
  static func rejection(_ error: YAMLError, in file: String, _ code: ErrorCode = .invalidArgument)
    -> Rejection
  {
    var details: [Rejection.Field] = [
      .init("file", .text(file)), .init("line", .number(error.mark.line)),
      .init("column", .number(error.mark.column)),
    ]
    if !error.path.isEmpty { details.append(.init("path", .text(error.path))) }
    if !error.allowed.isEmpty { details.append(.init("allowed", .texts(error.allowed))) }
    let end = error.reason.hasSuffix("?") ? "" : "."
    return Rejection(code, "\(file), \(error)\(end) Nothing was written.", details: details)
  }

  /// Reads one file.
  static func read(_ text: String, named name: String) throws(Rejection) -> PlanPart {
    do throws(YAMLError) {
      return try PlanPart(YAMLReader(try YAMLNode(parsing: text)), named: name)
    } catch {
      throw rejection(error, in: name)
    }
  }

  private init(_ reader: YAMLReader, named name: String) throws(YAMLError) {
    self.name = name
    let members = try reader.members()
    guard let id = reader.member(named: "plan_id") ?? reader.member(named: "session_id") else {
      throw reader.refused("plan_id is required")
    }
    let name = try id.text()
    do throws(Rejection) { session = try SessionID(name) } catch { throw id.refused(error) }
    guard let tasks = reader.member(named: "tasks") else { throw reader.refused("tasks is required") }
    let elements = try tasks.elements()
    guard !elements.isEmpty else { throw tasks.refused("a plan has at least one task") }
    guard elements.count <= PlanLimits.tasks else {
      throw tasks.refused("it has \(elements.count) tasks, and the limit is \(PlanLimits.tasks)")
    }
    dialect = try Self.dialect(reader, elements)
    self.members = JSONObject(members.map { ($0.key, $0.key == "tasks" ? .null : $0.value.json) })
    if let learnings = reader.member(named: "learnings") { self.learnings = try learnings.texts() }
    var lines: [PlanTaskID: Int] = [:]
    for element in elements {
      let (task, keys) = try PlanPart.task(element)
      take(keys)
      if let first = lines.updateValue(task.mark.line, forKey: task.definition.id) {
        throw element.refused("task \(task.definition.id) is there twice, first on line \(first)")
      }
      self.tasks.append(task)
    }
  }

  /// Which dialect it is, by what only one of them has.
  private static func dialect(_ reader: YAMLReader, _ tasks: [YAMLReader]) throws(YAMLError) -> PlanDialect {
    if let version = reader.member(named: "version") {
      guard version.node.text == PlanDialect.hyphens.rawValue else {
        // A later one of the same kind has no version, so a version that is none we know is another program's plan.
        throw version.unexpected(
          "\"2.5\", or no version at all", allowed: [PlanDialect.hyphens.rawValue])
      }
      return .hyphens
    }
    func has(_ keys: String...) -> Bool { keys.contains { reader.member(named: $0) != nil } }
    let words = tasks.compactMap { $0.member(named: "status")?.node.text }
    if words.contains(where: { $0.contains("-") }) { return .hyphens }
    let depend = tasks.contains { $0.member(named: "dependencies") != nil }
    if has("baseline", "tldr", "revision", "replan_count", "replan") || (!depend && hasWaves(tasks)) {
      return .waves
    }
    if has("status", "pre_mortem", "implementation_specification", "plan_metrics", "contracts")
      || hasWaves(tasks)
      // Version 2.5 has one word with an underscore, and writes it.
      || words.contains(where: { $0.contains("_") && $0 != "spec_rejected" || $0 == "pending" })
    {
      return .underscores
    }
    return .hyphens
  }

  private static func hasWaves(_ tasks: [YAMLReader]) -> Bool {
    tasks.contains { $0.member(named: "wave") != nil }
  }

  /// Puts keys where they stand among those of the tasks before.
  private mutating func take(_ keys: [String]) {
    var place = 0
    for key in keys {
      if let known = taskKeys.firstIndex(of: key) {
        place = known + 1
      } else {
        taskKeys.insert(key, at: min(place, taskKeys.count))
        place += 1
      }
    }
  }
}
