import GitState
import JSON
import StateMachine

/// A plan's board, list entry and graph as data.
enum BoardJSON {
  /// What every answer about a plan begins with.
  static func head(_ view: PlanView) -> JSONObject {
    let progress = view.progress
    return [
      "plan_branch": .string(view.branch), "request": .string(view.founding.request),
      "state": .string(view.state.rawValue), "workflow_state": .string(view.workflowState),
      "plan_version": .string("v\(view.plan.version)"), "seq": .integer(view.reading.seq),
      "created": .string(view.plan.created.description),
      "progress": ["completed": .integer(progress.completed), "total": .integer(progress.total)],
    ]
  }

  static func board(_ view: PlanView, _ stands: [PlanTaskID: TaskStand]) -> JSONObject {
    let standings = Standing.all(
      of: view.plan, given: view.facts, finished: Set(view.finished), at: view.now)
    var object = head(view)
    object["columns"] = .array(
      Standing.Group.allCases.compactMap { group in
        let members = view.plan.tasks.indices.filter { standings[$0].group == group }
        guard !members.isEmpty else { return nil }
        return [
          "name": .string(group.rawValue), "total": .integer(members.count),
          "tasks": .array(
            members.map { .object(card(view.plan.tasks[$0], standings[$0], stands[view.plan.tasks[$0].id])) }),
        ]
      })
    object["warnings"] = .array(view.warnings.map { .string($0) })
    return object
  }

  static func card(_ task: PlanTask, _ standing: Standing, _ stand: TaskStand?) -> JSONObject {
    var object: JSONObject = [
      "id": .string(task.id.text), "title": .string(task.definition.title ?? task.definition.description),
      "status": .string(task.status.word.rawValue), "attempts": .integer(task.attempts),
      "failures": .integer(task.failures),
    ]
    if let claim = task.status.claim {
      object["worker"] = .string(claim.worker.text)
      object["since"] = .string(claim.at.description)
      if let until = claim.until { object["lease_until"] = .string(until.description) }
    }
    if case .completed(let completion) = task.status {
      object["by"] = .string(completion.by)
      object["since"] = .string(completion.at.description)
    }
    if task.status.claim == nil, let stand {
      object["by"] = .string(stand.by)
      object["since"] = .string(stand.at.description)
    }
    if let reason = task.status.reason, !reason.isEmpty { object["reason"] = .string(reason) }
    if let override = task.standingOverride {
      object["overridden_by"] = .string(override.name)
      object["override_reason"] = .string(override.reason)
    }
    if case .waiting(let unmet) = standing {
      object["waits_for"] = .array(
        Set(unmet.flatMap(\.from)).sorted().map { .string($0.text) })
    }
    return object
  }

  /// The graph: tasks with their wave, and the waits that are worth a line.
  static func graph(
    _ graph: PlanGraph, _ view: PlanView, _ stands: [PlanTaskID: TaskStand]
  ) -> JSONObject {
    var object = head(view)
    let layout = graph.drawing.layout
    object["nodes"] = .array(
      graph.plan.tasks.indices.map { index in
        let task = graph.plan.tasks[index]
        var node = card(task, graph.standings[index], stands[task.id])
        node["group"] = .string(graph.standings[index].group.rawValue)
        node["wave"] =
          if let wave = graph.drawing.bands[layout.places[index].layer].wave {
            .integer(wave)
          } else {
            .null
          }
        return .object(node)
      })
    object["edges"] = .array(
      layout.edges.map { edge in
        [
          "from": .string(graph.plan.tasks[edge.from].id.text),
          "to": .string(graph.plan.tasks[edge.to].id.text),
        ]
      })
    return object
  }
}
