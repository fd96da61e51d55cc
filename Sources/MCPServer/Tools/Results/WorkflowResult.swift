package import GitState
package import JSON
package import StateMachine

/// A workflow's state as drivers keep it in a file, and the short form for those that do not.
///
/// The keys are those of workflow-state.json; what gitstate adds stands beside them.
package enum WorkflowResult {
  /// The whole state.
  package static func state(_ view: WorkflowView) -> JSONObject {
    state(view.workflow, seq: view.reading.seq)
  }

  /// The whole state of a workflow that is read from no ledger.
  package static func state(_ workflow: Workflow, seq: Int) -> JSONObject {
    guard let founding = workflow.founding else { return [:] }
    var object = opening(workflow, seq)
    object["started_at"] = .string(workflow.began.description)
    object["updated_at"] = .string(workflow.updated.description)
    object["execution_phases"] = .array(
      founding.definition.phases.enumerated().map { index, phase in
        ["phase": .integer(index + 1), "type": .string(phase.kind.rawValue), "agents": names(phase.agents)]
      })
    if !founding.targets.isEmpty {
      object["target_agents"] = names(founding.targets)
      object["skipped_agents"] = names(workflow.skipped)
      object["target_agent_index"] = .integer(targetIndex(workflow, founding.targets))
    }
    object["resumed_from_phase"] = workflow.resumed.map { .integer($0.phase) }
    object["context_preservation"] = context(workflow)
    object["next_action"] = NextActionResult.json(workflow)
    object["completed_phases"] = .array(
      workflow.completed.flatMap { record in
        record.evaluation.results.map { result in
          [
            "phase": .integer(record.evaluation.phase), "agent": .string(result.agent.text),
            "success": .bool(record.evaluation.passed.contains(result.agent)),
            "completed_at": .string(record.at.description),
          ]
        }
      })
    object["phase_results"] = .object(
      JSONObject(
        workflow.records.sorted { $0.evaluation.phase < $1.evaluation.phase }.map {
          ("\($0.evaluation.phase)", result(of: $0, workflow))
        }))
    object["feedback_loop"] = loop(workflow) ?? .null
    object["final_result"] = end(workflow) ?? .null
    object["texts_cut"] = Retold.note(workflow)
    object["why"] = .string(founding.why)
    if let before = founding.carried, before.id != founding.id {
      object["continues"] = .string(before.id.text)
    }
    return object
  }

  /// What a driver needs to go on.
  package static func next(_ view: WorkflowView) -> JSONObject {
    let workflow = view.workflow
    var object = opening(workflow, view.reading.seq)
    object["next_action"] = NextActionResult.json(workflow)
    if let loop = loop(workflow) { object["feedback_loop"] = loop }
    if let end = end(workflow) { object["final_result"] = end }
    object["texts_cut"] = Retold.note(workflow)
    object["why"] = .string(workflow.founding?.why ?? "")
    return object
  }

  private static func opening(_ workflow: Workflow, _ seq: Int) -> JSONObject {
    let founding = workflow.founding
    let last = workflow.records.last
    // One that failed elsewhere may have done so before a phase that nobody evaluated.
    let unfinished = workflow.ended?.isAborted == false && last?.evaluation.isPassed != false
    let present =
      workflow.nextAction?.phase ?? (unfinished ? workflow.queue.first?.phase : nil) ?? last?.evaluation.phase
    return [
      "workflow_id": .string(founding?.id.text ?? ""),
      "workflow_name": .string(founding?.definition.name ?? ""),
      "status": .string(workflow.status.rawValue),
      "execution_mode": .string((workflow.resumed == nil ? founding?.mode ?? .full : .resume).rawValue),
      "phase": .integer(present ?? 1),
      "total_phases": .integer(
        founding.map { $0.targets.isEmpty ? $0.definition.phases.count : $0.targets.count } ?? 0),
      "seq": .integer(seq),
    ]
  }

  static func names(_ agents: [AgentID]) -> JSONValue { .array(agents.map { .string($0.text) }) }

  /// How many of the targets are done with before the first that works now.
  private static func targetIndex(_ workflow: Workflow, _ targets: [AgentID]) -> Int {
    let first = workflow.current?.agents.first ?? workflow.wait?.agent
    return first.flatMap(targets.firstIndex(of:)) ?? targets.count
  }

  /// What only grows: what the workflow took over stands before what is its own.
  private static func context(_ workflow: Workflow) -> JSONValue {
    let carried = workflow.founding?.carried
    var files = carried?.files ?? WorkflowFiles()
    files.add(workflow.files)
    var summaries = JSONObject()
    for summary in (carried?.summaries ?? []) + workflow.summaries {
      summaries[summary.agent.text] = .string(Retold.text(summary.text))
    }
    let attempts = workflow.summaryAttempts.sorted { $0.key < $1.key }
    func list(_ files: [String]) -> JSONValue { .array(files.map { .string($0) }) }
    var object: JSONObject = [
      "original_request": .string(workflow.originalRequest),
      "key_decisions": .array(
        ((carried?.decisions ?? []) + workflow.decisions).map { .object($0.json) }),
      "accumulated_files": [
        "created": list(files.created), "modified": list(files.modified), "deleted": list(files.deleted),
      ],
      "work_summary_by_agent": .object(summaries),
    ]
    if !attempts.isEmpty {
      // Of which attempt each is; the first where nothing is said.
      object["work_summary_attempts"] = .object(
        JSONObject(attempts.map { ($0.key.text, .integer($0.value)) }))
    }
    return .object(object)
  }

  private static func result(
    of record: Workflow.PhaseRecord, _ workflow: Workflow
  ) -> JSONValue {
    let evaluation = record.evaluation
    var object = JSONObject()
    if workflow.agents(of: evaluation.phase).count == 1, let only = evaluation.results.first {
      object = AgentResultForm.json(only)
    } else {
      object["agents"] = .array(evaluation.results.map { .object(AgentResultForm.json($0)) })
      object["aggregation_strategy"] = workflow.founding?.definition[phase: evaluation.phase].map {
        .string($0.aggregation.rawValue)
      }
    }
    object["success"] = .bool(evaluation.isPassed)
    object["attempt"] = .integer(evaluation.attempt)
    object["completed_at"] = .string(record.at.description)
    object["files_not_compared"] = evaluation.uncompared.map { .string($0) }
    if !evaluation.ignored.isEmpty {
      object["files_ignored"] = .array(evaluation.ignored.map { .string($0) })
    }
    if !evaluation.unseen.isEmpty {
      object["files_unseen"] = .array(evaluation.unseen.map { .string($0) })
    }
    if let observed = evaluation.observed {
      object["files_seen_by_git"] = .object(observed.json)
      if !evaluation.unreported.isEmpty {
        object["files_unreported"] = .array(evaluation.unreported.map { .string($0) })
      }
      if !evaluation.unchanged.isEmpty {
        object["files_not_changed"] = .array(evaluation.unchanged.map { .string($0) })
      }
      if !evaluation.otherwise.isEmpty {
        object["files_otherwise"] = .array(evaluation.otherwise.map { .string($0) })
      }
    }
    return .object(object)
  }

  private static func loop(_ workflow: Workflow) -> JSONValue? {
    guard let loop = workflow.loop, workflow.ended == nil else { return nil }
    return [
      "active": true, "current_retry": .integer(loop.number), "max_retries": .integer(loop.most ?? 0),
      "target_agent": .string(loop.agents.first?.text ?? ""), "target_agents": names(loop.agents),
      "evaluator": .string(loop.by.first?.text ?? ""), "feedback_message": .string(loop.message),
    ]
  }

  private static func end(_ workflow: Workflow) -> JSONValue? {
    guard let ended = workflow.ended else { return nil }
    var object: JSONObject = [
      "success": .bool(ended.end.success), "summary": .string(summary(of: ended, workflow)),
      "total_agents_invoked": .integer(workflow.invoked),
      "total_files_modified": .array(workflow.files.all.map { .string($0) }),
      "execution_time_ms": .integer(
        ended.end.took ?? Int(ended.at.seconds - workflow.began.seconds) * 1000),
    ]
    if !ended.end.reasons.isEmpty { object["reasons"] = .array(ended.end.reasons.map { .string($0) }) }
    if !ended.end.suggested.isEmpty { object["suggested"] = names(ended.end.suggested) }
    return .object(object)
  }

  private static func summary(of ended: Workflow.Ending, _ workflow: Workflow) -> String {
    if let known = ended.end.summary { return known }
    if ended.isAborted { return WorkflowEnd.aborted(by: workflow.abortedBy) }
    let words = workflow.records.sorted { $0.evaluation.phase < $1.evaluation.phase }.flatMap {
      $0.evaluation.results
    }.map { "\($0.agent): \(Retold.text($0.summary))" }
    return (ended.end.reasons.map(Retold.text) + words).joined(separator: "\n")
  }
}
