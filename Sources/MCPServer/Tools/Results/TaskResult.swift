import GitState
import JSON
import StateMachine

/// A task as it stands in lists.
enum TaskResult {
  static func brief(_ task: PlanTask, wave: Int?, _ dialect: PlanDialect? = nil) -> JSONValue {
    var object: JSONObject = [
      "id": .string(task.id.text), "status": .string(task.status.word.word(in: dialect)),
      "description": .string(String(task.definition.description.prefix(80))),
    ]
    if dialect != nil { object["state"] = .string(task.status.word.rawValue) }
    if let claim = task.status.claim { object["worker"] = .string(claim.worker.text) }
    if let wave { object["wave"] = .integer(wave) }
    if !task.parents.isEmpty { object["parents"] = .array(task.parents.map { .string($0.text) }) }
    return .object(object)
  }

  /// - Parameter cut: takes the names of texts that were too long for a list.
  static func full(_ task: PlanTask, wave: Int?, _ view: PlanView, cutting cut: inout [String]) -> JSONValue {
    let definition = task.definition
    let dialect = view.founding.source?.dialect
    func short(_ text: String, _ field: String, _ cut: inout [String]) -> JSONValue {
      guard text.utf8.count > PlanResult.longText else { return .string(text) }
      cut.append("tasks[\(task.id)].\(field)")
      return .string(String(decoding: text.utf8.prefix(PlanResult.longText), as: UTF8.self))
    }
    var object: JSONObject = [
      "id": .string(task.id.text), "description": short(definition.description, "description", &cut),
      "status": .string(task.status.word.word(in: dialect)),
      "preconditions": .array(definition.preconditions.map { .string($0.text) }),
      "provides": .array(definition.provides.map { .string($0.text) }),
      "files": .array(definition.files.map { .string($0) }),
      "estimated_time": .string(definition.estimatedTime ?? ""),
      "priority": .string((task.priority ?? .medium).rawValue),
    ]
    // A word of the plan's own file is not always precise.
    if dialect != nil { object["state"] = .string(task.status.word.rawValue) }
    if let title = definition.title { object["title"] = .string(title) }
    if !definition.dependsOn.isEmpty {
      object["depends_on"] = .array(definition.dependsOn.map { .string($0.text) })
    }
    if let wave { object["wave"] = .integer(wave) }
    object["delivery"] = .string(view.plan.delivery(of: task, given: view.facts).rawValue)
    if let branch = task.branch { object["branch"] = .string(branch.name) }
    if let claim = task.status.claim {
      object["worker"] = .string(claim.worker.text)
      object["claim"] = .integer(claim.seq)
      object["since"] = .string(claim.at.description)
      if let until = claim.until { object["lease_until"] = .string(until.description) }
    }
    if task.isOverdue(at: view.now) { object["overdue"] = true }
    if let reason = task.status.reason { object["reason"] = short(reason, "reason", &cut) }
    if case .completed(let completion) = task.status {
      object["completed_at"] = .string(completion.at.description)
      object["completed_by"] = .string(completion.by)
      if let merge = completion.merge { object["merge"] = .string(merge) }
    }
    if task.attempts > 0 { object["attempts"] = .integer(task.attempts) }
    if task.failures > 0 { object["attempts_left"] = .integer(task.attemptsLeft) }
    if !task.errors.isEmpty { object["previous_errors"] = ExecutionResult.errors(task) }
    if let effort = definition.effort { object["effort"] = .string(effort.rawValue) }
    if let agent = definition.agent { object["agent"] = .string(agent) }
    if let review = definition.requiresReview { object["requires_review"] = .bool(review) }
    if let retries = definition.maxRetries { object["max_retries"] = .integer(retries) }
    if !definition.acceptanceCriteria.isEmpty {
      object["acceptance_criteria"] = .array(definition.acceptanceCriteria.map { .string($0) })
    }
    if let script = definition.verificationScript {
      object["verification_script"] = short(script, "verification_script", &cut)
    }
    if let notes = definition.implementationNotes {
      object["implementation_notes"] = short(notes, "implementation_notes", &cut)
    }
    if let review = ReviewResult.json(task, in: view.plan) { object["review"] = review }
    if !definition.concerns.isEmpty {
      object["concerns"] = .array(definition.concerns.map { .string($0.rawValue) })
    }
    if !task.parents.isEmpty { object["parents"] = .array(task.parents.map { .string($0.text) }) }
    if !task.subTasks.isEmpty { object["sub_tasks"] = .array(task.subTasks.map { .string($0.text) }) }
    if let strategy = definition.parallelStrategy { object["parallel_strategy"] = .string(strategy.rawValue) }
    if !definition.parallelScope.isEmpty {
      object["parallel_scope"] = .array(definition.parallelScope.map { .string($0) })
    }
    // What a plan's file spells in its own way stands above already.
    let extra = definition.extra.filter { object[$0.key] == nil }
    if !extra.isEmpty {
      object["extra"] = .object(
        JSONObject(extra.map { ($0.key, (try? JSONValue(parsing: $0.json)) ?? .string($0.json)) }))
    }
    return .object(object)
  }
}
