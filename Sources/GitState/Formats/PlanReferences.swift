import JSON
import StateMachine
import YAML

/// What the tasks of one or several partial plans call each other, and what they are called in the whole.
struct PlanReferences {
  private let parts: [PlanPart]
  private let names: PlanPartNames
  private let reindex: Bool
  /// Tasks that only the plan has that is there already.
  private let known: Set<PlanTaskID>
  /// By file: the id in it, and the one in the whole.
  private var ids: [[String: PlanTaskID]] = []
  private(set) var idMap: [(file: String, ids: [(from: String, to: String)])] = []

  init(_ parts: [PlanPart], reindex: Bool, known: Set<PlanTaskID>) {
    self.parts = parts
    names = PlanPartNames(parts)
    self.reindex = reindex
    self.known = known
  }

  /// Gives every task its id; refuses one that two files use, unless they are numbered anew.
  mutating func assign() throws(Rejection) {
    var owners: [PlanTaskID: (file: String, line: Int)] = [:]
    var number = 0
    for part in parts {
      var map: [String: PlanTaskID] = [:]
      var renamed: [(from: String, to: String)] = []
      for task in part.tasks {
        number += 1
        let old = task.definition.id
        let digits = String(number)
        let new =
          reindex
          ? try PlanTaskID("task-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits) : old
        if let owner = owners.updateValue((part.name, task.mark.line), forKey: new) {
          throw PlanPart.rejection(
            YAMLError(
              task.mark,
              "task \(old) is in \(owner.file), line \(owner.line), too; reindex numbers the tasks of all files anew"
            ),
            in: part.name, .duplicateID)
        }
        map[old.text] = new
        renamed.append((old.text, new.text))
      }
      ids.append(map)
      if reindex { idMap.append((part.name, renamed)) }
    }
  }

  /// A task as it is in the whole.
  func resolved(_ task: PlanPart.Entry, in part: Int) throws(Rejection) -> TaskDefinition {
    var definition = task.definition
    definition.id = ids[part][definition.id.text] ?? definition.id
    for need in task.needs {
      let id = try resolve(need, of: task.definition.id.text, in: part)
      if !definition.dependsOn.contains(id) { definition.dependsOn.append(id) }
    }
    if reindex {
      definition.extra = definition.extra.map { extra in
        guard extra.key == "conflicts_with", let value = try? JSONValue(parsing: extra.json) else {
          return extra
        }
        return .init(key: extra.key, json: renamed(value, in: part).serialized())
      }
    }
    return definition
  }

  /// The top-level keys with the new ids in those that name tasks.
  func renamed(_ members: JSONObject, in part: Int) -> JSONObject {
    guard reindex else { return members }
    var renamed = members
    if case .array(let contracts)? = members["contracts"] {
      renamed["contracts"] = .array(
        contracts.map { contract in
          guard case .object(var object) = contract else { return contract }
          for key in ["from_task", "to_task"] { object[key] = object[key].map { self.renamed($0, in: part) } }
          return .object(object)
        })
    }
    if case .object(var replan)? = members["replan"] {
      for key in ["changed_tasks", "added_tasks", "removed_tasks", "revised_tasks", "invalidated_tasks"] {
        replan[key] = replan[key].map { self.renamed($0, in: part) }
      }
      renamed["replan"] = .object(replan)
    }
    return renamed
  }

  private func renamed(_ value: JSONValue, in part: Int) -> JSONValue {
    switch value {
    case .string(let text): .string(found(text, in: part)?.text ?? text)
    case .array(let elements): .array(elements.map { renamed($0, in: part) })
    default: value
    }
  }

  /// The one task that a text names; nil where none or more than one is meant.
  private func found(_ text: String, in part: Int) -> PlanTaskID? {
    if let own = ids[part][text] { return own }
    let all = candidates(text, in: part)
    return all.count == 1 ? all[0].id : nil
  }

  /// The tasks of other files that a text may mean: `task-002`, or `plan_b/task-002` where several have it.
  private func candidates(_ text: String, in part: Int) -> [(part: Int, id: PlanTaskID)] {
    let bare = parts.indices.compactMap { index in ids[index][text].map { (index, $0) } }
    guard bare.isEmpty, let (file, task) = PlanPartNames.split(text) else { return bare }
    return names.meant(by: file).compactMap { index in ids[index][task].map { (index, $0) } }
  }

  /// - Parameter task: the task whose dependency it is, as its file calls it.
  private func resolve(_ need: YAMLReader, of task: String, in part: Int) throws(Rejection) -> PlanTaskID {
    let text = need.node.text ?? ""
    if let id = found(text, in: part) { return id }
    let several = candidates(text, in: part)
    guard several.count < 2 else {
      let bare = PlanPartNames.split(text)?.task ?? text
      let spellings = several.map { "\(names.shortest(for: $0.part))/\(bare)" }
      var rejection = PlanPart.rejection(
        YAMLError(
          need.node.mark, path: need.path,
          "\(quoted(text)) is in \(spoken(several.map { parts[$0.part].name })): write which is meant, as \(quoted(spellings[0]))",
          allowed: spellings
        ), in: parts[part].name, .ambiguous)
      rejection.remedy =
        "Write \(spoken(spellings.map { quoted($0) }, word: "or")) there, and import the files again."
      throw rejection
    }
    if let id = try? PlanTaskID(text), known.contains(id) { return id }
    let equal = Int(text).map { number in
      parts[part].tasks.filter { $0.definition.id.number == number }.compactMap {
        ids[part][$0.definition.id.text]
      }
    }
    if let equal, equal.count == 1 { return equal[0] }
    // What waits for itself is no plan, so the task's own name is never what was meant.
    let near = nearest(
      to: text, among: parts.flatMap { $0.tasks.map(\.definition.id.text) }.filter { $0 != task })
    throw PlanPart.rejection(
      YAMLError(
        need.node.mark, path: need.path,
        "\(quoted(text)) is no task of the plan"
          + (near.isEmpty ? "" : ". Did you mean \(spoken(near, word: "or"))?"),
        allowed: Array(parts[part].tasks.map(\.definition.id.text).filter { $0 != task }.prefix(200))),
      in: parts[part].name, .unknownDependency)
  }
}
