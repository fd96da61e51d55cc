package import GitState
package import JSON
import StateMachine

/// Plans that came from a file, or went to one, as tools answer them.
package enum PlanFileResult {
  /// How many ids a list names.
  private static let most = 200

  package static func json(_ imported: ImportedPlan) -> JSONObject {
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
      object["added"] = ids(comparison.added)
      object["changed_tasks"] = .array(
        comparison.changed.prefix(most).map {
          ["id": .string($0.id.text), "keys": .array($0.keys.map { .string($0) })]
        })
      object["reopened"] = ids(comparison.reopened)
      object["cancelled"] = ids(comparison.cancelled)
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
      warnings.append("Nothing was written: this is a preview. The same call with apply: true does it.")
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

  private static func ids(_ ids: [PlanTaskID]) -> JSONValue {
    .array(ids.prefix(most).map { .string($0.text) })
  }
}
