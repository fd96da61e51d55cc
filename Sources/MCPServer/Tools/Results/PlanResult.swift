package import GitState
package import JSON
package import StateMachine

/// A plan as parse_plan answers it.
package enum PlanResult {
  /// Which part of a plan is wanted.
  package struct Selection: Hashable, Sendable {
    package var isBrief = false
    package var statuses: Set<TaskStatus.Word> = []
    package var ids: Set<PlanTaskID> = []
    package var offset = 0
    package var limit: Int?

    package init() {}
  }

  /// How large a result may grow before its list is cut, in bytes.
  static let budget = 24_000
  /// How long one text in a list may be, in bytes.
  static let longText = 8_192

  /// A plan without its tasks, and what each of their pages takes from it.
  package struct Head: Sendable {
    fileprivate let object: JSONObject
    fileprivate let levels: [PlanTaskID: Int]
    /// Written, in bytes.
    let size: Int
    /// About what it holds in memory, in bytes.
    var held: Int { 4 * size + 64 * levels.count }
  }

  package static func head(of view: PlanView, isBrief: Bool) -> Head {
    let plan = view.plan
    let founding = view.founding
    let progress = view.progress
    let graph = plan.graph(given: view.facts)
    var object: JSONObject = [
      "session_id": .string(founding.session.text), "user_request": .string(founding.request),
      "created": .string(plan.created.description), "plan_version": .string("v\(plan.version)"),
      "architecture": .string(architecture(plan)), "design_patterns": .string(founding.designPatterns ?? ""),
      "technology_stack": .string(founding.technologyStack ?? ""), "tasks": [],
      "total_tasks": .integer(plan.tasks.places { $0.task.parents.isEmpty }.count),
      "estimated_total_time": .string(founding.estimatedTotalTime ?? total(plan)),
      "dependency_graph": .string(founding.dependencyGraph ?? drawn(graph)),
      "format": view.reading.isLegacy ? "legacy" : "gitstate 1", "seq": .integer(view.reading.seq),
      "state": .string(view.state.rawValue), "workflow_state": .string(view.workflowState),
      "plan_branch": .string(view.branch), "base": .string(founding.base),
      "target": .string(founding.target ?? ""),
      "progress": [
        "completed": .integer(progress.completed), "total": .integer(progress.total),
        "by_status": .object(JSONObject(progress.byStatus.map { ($0.word.rawValue, .integer($0.count)) })),
      ],
      "waves": waves(graph),
      "ready": .array(view.ready.prefix(100).map { .string($0.id.text) }),
      "warnings": .array(view.warnings.prefix(50).map { .string($0) }),
    ]
    if let parts = ExpansionResult.counts(plan) { object["sub_tasks"] = parts }
    if founding.reviews != .required { object["reviews"] = .string(founding.reviews.rawValue) }
    if isBrief {
      for key in ["architecture", "design_patterns", "technology_stack", "dependency_graph"] {
        object[key] = nil
      }
    }
    // What names every task of a large plan would leave no room for one.
    for key in ["waves", "dependency_graph"] where (object[key]?.serializedBytes().count ?? 0) > budget / 4 {
      object[key] = nil
      object["truncated_fields"] = .array([.string(key)] + (object["truncated_fields"]?.arrayValue ?? []))
    }
    if let source = founding.source {
      object["dialect"] = .string(source.dialect.rawValue)
      if !isBrief { addExtra(of: source, to: &object) }
    }
    if !view.reading.snapshot.foreign.isEmpty {
      object["foreign"] = .array(view.reading.snapshot.foreign.map { .string($0) })
    }
    ConsentResult.add(view, to: &object)
    if founding.approval != ApprovalPolicy() { object["approval"] = .object(founding.approval.json) }
    if let last = plan.consent.last { object["last_decision"] = .object(ConsentResult.json(last)) }
    if let newer = view.reading.newer { object["newer"] = .string(newer.sha) }
    return Head(
      object: object, levels: levels(plan, graph), size: JSONValue.object(object).serializedBytes().count)
  }

  /// A plan with the page of its tasks that was asked for, cut at a whole task where the result would grow too large.
  ///
  /// - Parameter head: the plan's, brief where the selection is.
  package static func page(_ view: PlanView, _ head: Head, _ selection: Selection) -> JSONText {
    var object = head.object
    let chosen = view.plan.tasks.places {
      (selection.statuses.isEmpty || selection.statuses.contains($0.task.status.word))
        && (selection.ids.isEmpty || selection.ids.contains($0.task.id))
    }
    var size = head.size
    var tasks = WrittenArray()
    var cut: [String] = []
    let end = min(chosen.count, selection.offset + min(selection.limit ?? chosen.count, chosen.count))
    var position = min(selection.offset, chosen.count)
    while position < end {
      let task = view.plan.tasks[chosen[position]]
      let value =
        selection.isBrief
        ? TaskResult.brief(task, wave: head.levels[task.id], view.founding.source?.dialect)
        : TaskResult.full(task, wave: head.levels[task.id], view, cutting: &cut)
      let written = value.serializedBytes()
      size += written.count + 1
      // One task is always given, or paging would never end.
      if size > budget, !tasks.isEmpty { break }
      tasks.add(written: written)
      position += 1
    }
    if !cut.isEmpty {
      object["truncated_fields"] = .array(
        (object["truncated_fields"]?.arrayValue ?? []) + cut.map { .string($0) })
    }
    if position < chosen.count {
      object["total"] = .integer(chosen.count)
      object["next"] = .string("\(view.reading.sha).\(position)")
    }
    if position < end {
      object["truncated"] = true
      object["narrow"] = "Pass next as cursor for the rest; or ids, status, or detail: brief."
    }
    var page = WrittenObject(capacity: size + 512)
    let list = tasks.closed()
    for (key, value) in object.members {
      if key == "tasks" { page.add(key, written: list) } else { page.add(key, value) }
    }
    return JSONText(page)
  }

  /// Puts in what the plan's file said besides, where that leaves room for the tasks.
  private static func addExtra(of source: PlanSource, to object: inout JSONObject) {
    let extra = JSONObject(
      source.extra.map { ($0.key, (try? JSONValue(parsing: $0.json)) ?? .string($0.json)) })
    guard JSONValue.object(extra).serializedBytes().count <= budget / 4 else {
      object["truncated_fields"] = .array((object["truncated_fields"]?.arrayValue ?? []) + ["extra"])
      return
    }
    object["extra"] = .object(extra)
  }

  /// The architecture, and below it what was learned, as the original appended it.
  private static func architecture(_ plan: Plan) -> String {
    var text = plan.founding?.architecture ?? ""
    for learning in plan.learnings {
      text += "\(text.isEmpty ? "" : "\n\n")### Learnings of v\(learning.version):\n\(learning.text)"
    }
    return text
  }

  private static func total(_ plan: Plan) -> String {
    let minutes = plan.tasks.indices.reduce(0) { $0 + (plan.tasks.held(at: $1).task.definition.minutes ?? 0) }
    return minutes == 0 ? "" : "\(minutes) minutes"
  }

  /// `Wave 1: 001`, a line each.
  static func drawn(_ graph: DependencyGraph) -> String {
    graph.listed.enumerated().map { "Wave \($0 + 1): \($1.map(\.text).joined(separator: ", "))" }.joined(
      separator: "\n")
  }

  static func waves(_ graph: DependencyGraph) -> JSONValue {
    .array(graph.listed.map { .array($0.map { .string($0.text) }) })
  }

  static func levels(_ plan: Plan, _ graph: DependencyGraph) -> [PlanTaskID: Int] {
    var levels: [PlanTaskID: Int] = [:]
    for (index, position) in plan.tasks.open.enumerated() {
      levels[plan.tasks.held(at: position).task.id] = graph.waves[index]
    }
    return levels
  }
}
