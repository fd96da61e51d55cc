import GitState
import JSON
import StateMachine

/// Tasks that are split, and their parts, as tools answer them.
enum ExpansionResult {
  static func parts(of task: PlanTask, in plan: Plan) -> JSONValue {
    .array(
      task.subTasks.compactMap { plan[$0] }.map { part in
        var row: JSONObject = [
          "id": .string(part.id.text), "status": .string(part.status.word.rawValue),
          "files": .array(part.definition.files.prefix(20).map { .string($0) }),
        ]
        if part.parents.count > 1 { row["parents"] = .array(part.parents.map { .string($0.text) }) }
        if let branch = part.branch { row["branch"] = .string(branch.name) }
        if let merge = part.status.completion?.merge { row["merge"] = .string(merge) }
        if let claim = part.status.claim { row["worker"] = .string(claim.worker.text) }
        if part.failures > 0 { row["attempts_left"] = .integer(part.attemptsLeft) }
        if let reason = part.status.reason { row["reason"] = .string(String(reason.prefix(500))) }
        return .object(row)
      })
  }

  /// Where the tasks stand that a part is of.
  static func parents(of part: PlanTask, in plan: Plan) -> JSONValue {
    .array(
      part.parents.compactMap { plan[$0] }.map {
        ["id": .string($0.id.text), "status": .string($0.status.word.rawValue)]
      })
  }

  /// The parts of a plan's tasks, counted; nil where none is split.
  static func counts(_ plan: Plan) -> JSONValue? {
    let parts = plan.tasks.filter { !$0.parents.isEmpty && $0.status.word != .cancelled }
    guard !parts.isEmpty else { return nil }
    return [
      "completed": .integer(parts.count { $0.status.word == .completed }), "total": .integer(parts.count),
    ]
  }
}
