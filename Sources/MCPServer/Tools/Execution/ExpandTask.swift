import GitState
import JSON
package import StateMachine

package struct ExpandTask: Tool {
  package static let name = "expand_task"
  package static let title = "Split a task"
  package static let summary =
    "Before handing out a large ready task: splits it into sub-tasks, handed out like any task; their results fold into it. A failed one: opens its failed parts again."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, ExecutionArgument.task,
    Parameter(
      "strategy", .choice(SplitStrategy.allCases.map(\.rawValue)), note: "else by the task's kind",
      aliases: ["parallel_strategy"]),
    Parameter("scope", .texts, note: "paths", aliases: ["parallel_scope"]),
  ]

  private let plan: String
  private let request: ExpandRequest

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    var request = ExpandRequest(task: try arguments.required("task_id"))
    if let word = try arguments.text("strategy"), !comparable(word).isEmpty {
      guard let strategy = SplitStrategy(anyDialect: word) else {
        let words = SplitStrategy.allCases.map(\.rawValue)
        throw Rejection(
          .invalidArgument, "strategy is \(quoted(word)), and it takes \(spoken(words, word: "or")).",
          details: [.init("argument", .text("strategy")), .init("allowed", .texts(words))])
      }
      request.strategy = strategy
    }
    request.scope =
      try arguments.reader("scope").map { (reader) throws(Rejection) in
        try TaskArguments.scope(reader)
      } ?? []
    try PlanLimits.check(request.scope.count, limit: PlanLimits.entries, field: "scope")
    self.request = request
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let expanded = try call.project.expandTask(plan, request, guarded: call.guarded)
    let change = expanded.change
    let plan = change.view.plan
    let kind = plan.weight(of: change.task)
    var object = ExecutionResult.opening(change)
    object["task"] = ExecutionResult.json(change.task, in: change.view)
    object["strategy"] = .string(
      change.task.status.word == .expanding ? expanded.strategy.rawValue : SplitStrategy.none.rawValue)
    object["kind"] = .string(kind.isLight ? "light" : "heavy")
    object["at_once"] = .integer(kind.mostAtOnce)
    object["sub_tasks"] =
      change.task.status.word == .expanding ? ExpansionResult.parts(of: change.task, in: plan) : []
    if let reason = expanded.reason { object["reason"] = .string(reason) }
    return .object(.object(object))
  }
}
