package import GitState
package import JSON
import StateMachine

/// Plans that came from a file, or went to one, as tools answer them.
package enum PlanFileResult {
  /// How many ids a list names.
  private static let most = 200

  /// How many bytes of a value stand in an answer whole.
  private static let wholeValue = 200

  /// - Parameter remedy: how a preview becomes a change.
  package static func json(
    _ imported: ImportedPlan, remedy: String = "The same call with apply: true does it."
  ) -> JSONObject {
    let view = imported.view
    let plan = view.plan
    var object: JSONObject = ["success": true, "changed": .bool(imported.changed)]
    if imported.isPreview { object["preview"] = true }
    object["plan_branch"] = .string(view.branch)
    object["commit_sha"] = .string(view.reading.sha)
    object["plan_version"] = .string("v\(plan.version)")
    object["seq"] = .integer(view.reading.seq)
    object["dialect"] = .string((imported.file.founding.source?.dialect ?? .hyphens).rawValue)
    if let comparison = imported.comparison {
      object["changed_keys"] = .array(comparison.keys.map { .string($0) })
      if !comparison.keys.isEmpty { add(comparison.differences, to: &object, "changed_from", "changed_to") }
      object["added"] = ids(comparison.added)
      object["changed_tasks"] = .array(
        comparison.changed.prefix(most).map { change in
          var task: JSONObject = [
            "id": .string(change.id.text), "keys": .array(change.keys.map { .string($0) }),
          ]
          add(change.differences, to: &task, "from", "to")
          return .object(task)
        })
      object["reopened"] = ids(comparison.reopened)
      object["cancelled"] = ids(comparison.cancelled)
      add(comparison.consequences, to: &object)
    }
    object["tasks"] = ids(plan.whole.map(\.id))
    object["total_tasks"] = .integer(plan.whole.count)
    object["by_status"] = .object(
      JSONObject(view.progress.byStatus.map { ($0.word.rawValue, .integer($0.count)) }))
    object["ready"] = ids(view.ready.map(\.id))
    if view.state != .active {
      object["state"] = .string(view.state.rawValue)
      object["workflow_state"] = .string(view.workflowState)
    }
    ConsentResult.add(view, to: &object)
    if !imported.file.idMap.isEmpty {
      object["id_map"] = .object(
        JSONObject(
          imported.file.idMap.map { file in
            (file.file, .object(JSONObject(file.ids.prefix(most).map { ($0.from, .string($0.to)) })))
          }))
    }
    if !imported.notes.isEmpty { object["notes"] = .array(imported.notes.map { .string($0) }) }
    var warnings = imported.warnings.prefix(50).map { JSONValue.string($0) }
    if imported.isPreview {
      warnings.append("Nothing was written: this is a preview. \(remedy)")
    }
    object["warnings"] = .array(warnings)
    ConsentResult.add(view, to: &object)
    if !imported.isPreview, view.state.isOpen, let next = view.pauseCall {
      object["next"] = [
        "tool": .string(next.tool),
        "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
      ]
    }
    return object
  }

  package static func json(_ exported: ExportedPlan, as format: PlanFormat) -> JSONObject {
    var object: JSONObject = [
      "success": true, "changed": .bool(exported.changed), "plan_branch": .string(exported.view.branch),
      "seq": .integer(exported.view.reading.seq), "format": .string(format.rawValue),
    ]
    guard let path = exported.path else {
      object["text"] = .string(exported.text)
      return object
    }
    object["path"] = .string(path)
    object["bytes"] = .integer(exported.text.utf8.count)
    return object
  }

  /// What an import does besides: whose claim ends, who holds a task that changes, and why the approval lapses.
  private static func add(_ consequences: PlanConsequences, to object: inout JSONObject) {
    func held(_ held: [PlanConsequences.Held]) -> JSONValue {
      .array(
        held.prefix(most).map { ["task_id": .string($0.task.text), "worker_id": .string($0.worker.text)] })
    }
    if !consequences.ended.isEmpty { object["ends_claims"] = held(consequences.ended) }
    if !consequences.changed.isEmpty { object["changes_held"] = held(consequences.changed) }
    if let reason = consequences.lapsed { object["lapses_approval"] = .string(reason) }
    if consequences.completesBatch { object["completes_batch"] = true }
  }

  /// What the keys said, and what they say; without those that said nothing, or say nothing any more.
  private static func add(
    _ differences: [PlanDifference], to object: inout JSONObject, _ from: String, _ to: String
  ) {
    func shown(_ value: JSONValue?, _ word: String) -> JSONValue? {
      value.map { $0.serialized().utf8.count <= wholeValue ? $0 : .string(word) }
    }
    let differences = differences.prefix(most)
    object[from] = .object(
      JSONObject(differences.compactMap { one in shown(one.from, one.words.from).map { (one.key, $0) } }))
    object[to] = .object(
      JSONObject(differences.compactMap { one in shown(one.to, one.words.to).map { (one.key, $0) } }))
  }

  private static func ids(_ ids: [PlanTaskID]) -> JSONValue {
    .array(ids.prefix(most).map { .string($0.text) })
  }
}
