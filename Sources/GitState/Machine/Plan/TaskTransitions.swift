/// What may happen to a task, as data: the table that decisions ask and that the documentation prints.
package enum TaskTransitions {
  /// What happens to a task.
  package enum Action: String, CaseIterable, Sendable {
    case claimed, released, blocked, completed, reopened, cancelled
    case failed
    case spent = "failed too often"
    case escalated = "failed for good"
    case rejected = "not to be done as specified"
  }

  /// One row: in that state, that action leads to that state, by these tools.
  package struct Row: Hashable, Sendable {
    package let from: TaskStatus.Word
    package let action: Action
    package let to: TaskStatus.Word
    package let tools: [String]
  }

  package static let all: [Row] =
    rows(
      from: .pending,
      (.claimed, .claimed, ["claim_task", "create_worktree"]),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
      (.cancelled, .cancelled, ["update_plan_branch"]))
    + rows(
      from: .claimed,
      (.released, .pending, ["release_task", "remove_worktree"]),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
      (.failed, .pending, ["report_task"]), (.spent, .needsReplan, ["report_task"]),
      (.escalated, .failed, ["report_task"]), (.rejected, .needsReplan, ["report_task"]),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, ["update_plan_branch"]))
    + rows(
      from: .blocked,
      (.claimed, .claimed, ["claim_task", "create_worktree"]),
      (.released, .blocked, ["release_task", "remove_worktree"]),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, ["update_plan_branch"]))
    + rows(
      from: .inReview,
      (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
      (.released, .inReview, ["release_task", "remove_worktree"]),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, ["update_plan_branch"]))
    + [TaskStatus.Word.failed, .needsReplan].flatMap { stuck in
      rows(
        from: stuck,
        (.claimed, .claimed, ["claim_task", "create_worktree"]),
        (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
        (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, ["update_plan_branch"]))
    }
    + rows(
      from: .expanding,
      (.completed, .completed, ["update_plan_branch"]), (.reopened, .pending, ["update_plan_branch"]),
      (.cancelled, .cancelled, ["update_plan_branch"]))
    + rows(
      from: .completed,
      (.completed, .completed, ["merge_task_branch", "report_task", "update_plan_branch"]),
      (.reopened, .pending, ["update_plan_branch"]))
    + rows(from: .cancelled, (.reopened, .pending, ["update_plan_branch"]))

  /// Whether the table lets that happen in that state.
  package static func allows(_ action: Action, in state: TaskStatus.Word) -> Bool {
    all.contains { $0.from == state && $0.action == action }
  }

  /// The states in which it may happen.
  package static func states(allowing action: Action) -> [TaskStatus.Word] {
    all.filter { $0.action == action }.map(\.from)
  }

  private static func rows(
    from state: TaskStatus.Word, _ rows: (Action, TaskStatus.Word, [String])...
  ) -> [Row] {
    rows.map { Row(from: state, action: $0.0, to: $0.1, tools: $0.2) }
  }
}
