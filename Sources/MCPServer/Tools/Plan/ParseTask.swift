import GitState
import JSON
package import StateMachine

package struct ParseTask: Tool {
  package static let name = "parse_task"
  package static let title = "Read a task"
  package static let summary =
    "A worker's first call: its task with live status, what it needs and provides, related tasks, learnings, and a blocked reason."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter("branch", .text, required: true, note: "task/…, or a task's id", aliases: ["task_branch"])
  ]

  private let branch: String

  package init(_ arguments: ToolArguments) throws(Rejection) {
    branch = try arguments.required("branch")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    .object(ParseTask.json(try call.project.readTask(branch)))
  }

  static func json(_ view: TaskView) -> JSONValue {
    let written = view.branch.metadata
    let definition = view.task?.definition
    func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
    var related: JSONObject = [
      "depends_on": texts(written.dependsOn), "enables": texts(written.enables),
      "parallel_with": texts(written.parallelWith),
    ]
    var completed = written.completedTasks
    if let plan = view.plan, let task = view.task {
      let live = plan.plan.related(task, given: plan.facts)
      related = [
        "depends_on": texts(live.dependsOn.map(\.text)), "enables": texts(live.enables.map(\.text)),
        "parallel_with": texts(live.parallelWith.map(\.text)),
      ]
      completed = plan.plan.tasks.filter { plan.plan.isDone($0, given: plan.facts) }.map(\.id.text)
    }
    var object: JSONObject = [
      "id": .string(written.id), "description": .string(definition?.description ?? written.description),
      "status": .string(view.task?.status.word.rawValue ?? written.status),
      "preconditions": texts(definition?.preconditions.map(\.text) ?? written.preconditions),
      "provides": texts(definition?.provides.map(\.text) ?? written.provides),
      "files": texts(definition?.files ?? written.files), "session_goal": .string(written.sessionGoal),
      "session_id": .string(written.sessionID), "plan_branch": .string(written.planBranch),
      "plan_version": .string(view.plan.map { "v\($0.plan.version)" } ?? written.planVersion),
      "related_tasks": .object(related), "completed_tasks": texts(completed),
      "estimated_time": .string(definition?.estimatedTime ?? written.estimatedTime),
      "priority": .string(view.task?.priority?.rawValue ?? written.priority),
      "implementation_notes": .string(definition?.implementationNotes ?? written.implementationNotes),
      "previous_errors": view.task.map { ExecutionResult.errors($0) } ?? [],
      "learnings": .array((view.plan?.plan.learnings ?? []).suffix(20).map { .string($0.text) }),
      "branch": .string(view.branch.name), "head": .string(view.branch.sha),
      "base": .string(view.plan?.base ?? written.base),
      "format": view.branch.isLegacy ? "legacy" : "gitstate 1",
    ]
    if let task = view.task, let plan = view.plan {
      object["delivery"] = .string(plan.plan.delivery(of: task, given: plan.facts).rawValue)
      if let claim = task.status.claim { object["worker"] = .string(claim.worker.text) }
      if let reason = task.status.reason { object["reason"] = .string(reason) }
      if !task.definition.acceptanceCriteria.isEmpty {
        object["acceptance_criteria"] = texts(task.definition.acceptanceCriteria)
      }
      if let effort = task.definition.effort { object["effort"] = .string(effort.rawValue) }
      let further = FurtherKeys.members(of: task.definition)
      if !further.isEmpty { object["extra"] = .object(JSONObject(further)) }
      if let review = ReviewResult.json(task, in: plan.plan) { object["review"] = review }
      if !task.parents.isEmpty { object["parents"] = ExpansionResult.parents(of: task, in: plan.plan) }
      if let script = task.definition.verificationScript { object["verification_script"] = .string(script) }
    }
    if let report = view.lastReport { object["last_report"] = ParseWorkerCommit.json(report) }
    return .object(object)
  }
}
