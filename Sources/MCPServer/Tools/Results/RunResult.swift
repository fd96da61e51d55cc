package import GitState
package import JSON
package import StateMachine

/// Runs as tools and commands answer them.
package enum RunResult {
  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// The name of the phase that is at work; null where all are complete.
  static func current(_ run: Run) -> JSONValue { run.current.map { .string($0.name.text) } ?? .null }

  static func brief(_ phase: RunPhase) -> JSONValue {
    [
      "name": .string(phase.name.text), "number": .integer(phase.number),
      "status": .string(phase.word.rawValue),
      "modules": texts(phase.definition.modules.map(\.text)),
    ]
  }

  static func json(_ checkpoint: RunCheckpoint) -> JSONObject {
    [
      "number": .integer(checkpoint.number), "id": .string(checkpoint.id), "sha": .string(checkpoint.sha),
      "phase": checkpoint.phase.map { .string($0.text) } ?? .null,
      "branch": checkpoint.branch.map { .string($0) } ?? .null,
      "head": checkpoint.head.map { .string($0) } ?? .null,
      "created": .string(checkpoint.created.description),
      "validation_passed": checkpoint.validationPassed.map { .bool($0) } ?? .null,
      "files_changed": .integer(checkpoint.filesChanged), "covers": texts(checkpoint.covers),
    ]
  }

  package static func json(_ noted: Noted<PhaseValidation>) -> JSONValue {
    let validation = noted.fact
    var object: JSONObject = ["passed": .bool(validation.passed), "at": .string(noted.at.description)]
    if let output = validation.output {
      object["output"] = .string(output.text)
      if output.omitted > 0 { object["output_omitted_bytes"] = .integer(output.omitted) }
    }
    if let type = validation.errorType { object["error_type"] = .string(type) }
    if let retryable = validation.retryable { object["retryable"] = .bool(retryable) }
    if !validation.checks.isEmpty {
      object["checks"] = .object(
        JSONObject(validation.checks.map { ($0.name, .string($0.passed ? "pass" : "fail")) }))
    }
    return .object(object)
  }

  /// A run as it stands.
  package static func json(_ view: RunView, isFull: Bool) -> JSONObject {
    let run = view.run
    var object: JSONObject = [
      "task_id": .string(run.founding?.id.text ?? ""), "status": .string(run.status.rawValue),
      "current_phase": current(run), "phases_complete": texts(run.complete),
      "latest_validation": (run.current ?? run.phases.last)?.latest.map { json($0) } ?? .null,
    ]
    if let rollback = run.rollback {
      object["rolling_back_to"] = .string(rollback.fact.targetText)
    }
    if isFull { full(run, &object) }
    object["seq"] = .integer(view.reading.seq)
    if !view.warnings.isEmpty { object["warnings"] = texts(view.warnings) }
    return object
  }

  private static func full(_ run: Run, _ object: inout JSONObject) {
    object["description"] = .string(run.founding?.description ?? "")
    object["base"] = .string(run.founding?.base ?? "")
    object["working_directory"] = .string(run.founding?.directory ?? ".")
    object["parent_task_id"] = run.founding?.parent.map { .string($0.text) } ?? .null
    object["phases"] = .array(
      run.phases.map { phase in
        let definition = phase.definition
        return [
          "name": .string(phase.name.text), "number": .integer(phase.number),
          "status": .string(phase.word.rawValue), "attempts": .integer(phase.attempts),
          "tasks": texts(definition.tasks), "modules": texts(definition.modules.map(\.text)),
          "test_command": definition.testCommand.map { .string($0) } ?? .null,
          "success_criteria": texts(definition.successCriteria), "gotchas": texts(definition.gotchas),
          "depends_on": texts(definition.dependsOn.map(\.text)),
          "latest_validation": phase.latest.map { json($0) } ?? .null,
        ]
      })
    object["checkpoints"] = .array(run.checkpoints.filter(\.stands).map { .object(json($0.fact)) })
    object["worktrees"] = .array(
      run.modules.filter { !$0.isRemoved }.map {
        ["module": .string($0.name.text), "branch": .string($0.branch)]
      })
    var results = JSONObject()
    for phase in run.phases {
      guard let completion = phase.completion?.fact else { continue }
      var result: JSONObject = ["checkpoint": completion.checkpoint.map { .integer($0) } ?? .null]
      if let reason = completion.reason { result["reason"] = .string(reason) }
      if let given = completion.result {
        result["files_created"] = texts(given.filesCreated)
        result["tests_passing"] = given.testsPassing.map { .bool($0) } ?? .null
        if let output = given.validationOutput { result["validation_output"] = .string(output.text) }
        result["gotchas_encountered"] = texts(given.gotchasEncountered)
      }
      results[phase.name.text] = .object(result)
    }
    object["results"] = .object(results)
  }
}
