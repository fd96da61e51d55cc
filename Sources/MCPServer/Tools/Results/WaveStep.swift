import GitState
import JSON
import StateMachine

/// What is to be done with a plan before, or instead of, another wave.
enum WaveStep {
  /// Tasks whose work is done and not on the base.
  static func unmerged(of view: PlanView) -> [PlanTask] {
    view.plan.tasks.filter { task in
      view.finished.contains(task.id) || view.late.contains(task.id)
        || task.status.word == .completed && !view.plan.isDone(task, given: view.facts)
    }
  }

  /// The call that brings the plan on: what is done is delivered, what waits is decided, and where nothing can be handed
  /// out what was handed in is reviewed; nil where that is for a wave to do, or only waiting helps.
  static func next(on view: PlanView, toMerge unmerged: [PlanTask]) -> Rejection.Next? {
    if let task = unmerged.first(where: { $0.branch != nil }) {
      return view.late.contains(task.id)
        ? view.lateCall(task)
        : task.branch.map { .init("merge_task_branch", [.init("task_branch", .text($0.name))]) }
    }
    if view.plan.handingOutRefusal() != nil { return view.pauseCall }
    guard view.ready.isEmpty else { return nil }
    return view.plan.tasks.first { $0.status.word == .inReview }.flatMap(view.plan.reviewCall)
  }

  static func json(_ next: Rejection.Next) -> JSONValue {
    [
      "tool": .string(next.tool),
      "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
    ]
  }
}
