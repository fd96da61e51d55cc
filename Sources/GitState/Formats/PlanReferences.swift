import JSON
import StateMachine
import YAML

/// What the tasks of one or several partial plans call each other, and what they are called in the whole.
struct PlanReferences {
  private let parts: [PlanPart]
  private let reindex: Bool
  /// Tasks that only the plan has that is there already.
  private let known: Set<PlanTaskID>
  /// By file: the id in it, and the one in the whole.
  private var ids: [[String: PlanTaskID]] = []
  private(set) var idMap: [(file: String, ids: [(from: String, to: String)])] = []

  init(_ parts: [PlanPart], reindex: Bool, known: Set<PlanTaskID>) {
    self.parts = parts
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
              "task \(old) is in \(owner.file), line \(owner.line), too; with reindex: true tasks are numbered anew"
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
      let id = try resolve(need, in: part)
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
  private func candidates(_ text: String, in part: Int) -> [(file: String, id: PlanTaskID)] {
    let cut = text.firstIndex { "/:#".contains($0) }
    let prefix = cut.map { String(text[..<$0]) }
    let bare = cut.map { String(text[text.index(after: $0)...]) } ?? text
    return parts.indices.compactMap { index in
      if let prefix,
        ![parts[index].name, Self.stem(parts[index].name), parts[index].session.text].contains(prefix)
      {
        return nil
      }
      return ids[index][bare].map { (parts[index].name, $0) }
    }
  }

  /// `plan_b` of `docs/plan/plan_b.yaml`.
  private static func stem(_ name: String) -> String {
    let file = name.split(separator: "/").last ?? ""
    return String(file.split(separator: ".").first ?? file)
  }

  private func resolve(_ need: YAMLReader, in part: Int) throws(Rejection) -> PlanTaskID {
    let text = need.node.text ?? ""
    if let id = found(text, in: part) { return id }
    let several = candidates(text, in: part)
    guard several.count < 2 else {
      throw PlanPart.rejection(
        YAMLError(
          need.node.mark, path: need.path,
          "\(quoted(text)) is in \(spoken(several.map(\.file))): write which is meant, as \"\(Self.stem(several[0].file))/\(text)\""
        ), in: parts[part].name, .ambiguous)
    }
    if let id = try? PlanTaskID(text), known.contains(id) { return id }
    let equal = Int(text).map { number in
      parts[part].tasks.filter { $0.definition.id.number == number }.compactMap {
        ids[part][$0.definition.id.text]
      }
    }
    if let equal, equal.count == 1 { return equal[0] }
    let near = nearest(to: text, among: parts.flatMap { $0.tasks.map(\.definition.id.text) })
    throw PlanPart.rejection(
      YAMLError(
        need.node.mark, path: need.path,
        "\(quoted(text)) is no task of the plan"
          + (near.isEmpty ? "" : ". Did you mean \(spoken(near, word: "or"))?"),
        allowed: Array(parts[part].tasks.prefix(200).map(\.definition.id.text))),
      in: parts[part].name, .unknownDependency)
  }
}
