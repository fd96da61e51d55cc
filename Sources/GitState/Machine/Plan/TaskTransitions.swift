/// What may happen to a task, as data: the table that decisions ask and that the documentation prints.
package enum TaskTransitions {
  /// What happens to a task.
  package enum Action: String, CaseIterable, Sendable {
    case claimed, released, blocked, completed, reopened, cancelled
    case failed
    case spent = "failed too often"
    case escalated = "failed for good"
    case rejected = "not to be done as specified"
    case handedIn = "handed in for review"
    case passed = "passed by its review"
    case sentBack = "sent back by its review"
    case sentBackTooOften = "sent back too often"
    case overridden = "let through without its review"
    case expanded = "split into parts"
    case partsDone = "done in all its parts"
    case partsToReview = "done in all its parts, to be reviewed"
    case partsFailed = "failed in a part"
    case partsGone = "left without parts"
    case resumed = "resumed in a part"
  }

  /// One row: in that state, that action leads to that state, by these tools.
  package struct Row: Hashable, Sendable {
    package let from: TaskStatus.Word
    package let action: Action
    package let to: TaskStatus.Word
    package let tools: [String]
  }

  /// What hands out a task that is open.
  private static let handingOut = ["claim_task", "create_worktree", "start_wave", "next_tasks"]
  private static let taking = ["claim_task", "create_worktree"]
  /// What ends a claim: its holder, whoever takes the folder away, and whoever aborts the plan.
  private static let releasing = ["release_task", "remove_worktree", "decide"]
  private static let completing = ["merge_task_branch", "report_task", "update_plan_branch"]
  private static let cancelling = ["update_plan_branch", "import_plan"]
  /// What carries a part on carries its task on.
  private static let byParts = completing + ["finish_wave"]

  package static let all: [Row] =
    rows(
      from: .pending,
      (.claimed, .claimed, handingOut),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, completing + ["finish_wave"]),
      (.cancelled, .cancelled, cancelling),
      (.handedIn, .inReview, ["commit_task"]), (.overridden, .pending, ["review_task"]),
      (.expanded, .expanding, ["expand_task"]))
    + rows(
      from: .claimed,
      (.released, .pending, releasing),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, completing + ["finish_wave"]),
      (.failed, .pending, ["report_task"]), (.spent, .needsReplan, ["report_task"]),
      (.escalated, .failed, ["report_task"]), (.rejected, .needsReplan, ["report_task"]),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, cancelling),
      (.handedIn, .inReview, ["commit_task", "report_task"]), (.overridden, .claimed, ["review_task"]))
    + rows(
      from: .blocked,
      (.claimed, .claimed, taking),
      (.released, .blocked, releasing),
      (.blocked, .blocked, ["commit_task", "report_task"]),
      (.completed, .completed, completing),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, cancelling),
      (.handedIn, .inReview, ["commit_task"]), (.overridden, .blocked, ["review_task"]))
    + rows(
      from: .inReview,
      (.completed, .completed, completing),
      (.released, .inReview, releasing), (.handedIn, .inReview, ["commit_task"]),
      (.passed, .completed, ["review_task"]), (.sentBack, .pending, ["review_task"]),
      (.sentBackTooOften, .needsReplan, ["review_task"]), (.overridden, .completed, ["review_task"]),
      (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, cancelling))
    + [TaskStatus.Word.failed, .needsReplan].flatMap { stuck in
      rows(
        from: stuck,
        (.claimed, .claimed, taking),
        (.completed, .completed, completing),
        (.reopened, .pending, ["update_plan_branch"]), (.cancelled, .cancelled, cancelling),
        (.expanded, .expanding, ["expand_task"]), (.overridden, stuck, ["review_task"]))
    }
    + rows(from: .failed, (.resumed, .expanding, taking + ["update_plan_branch"]))
    + rows(
      from: .expanding,
      (.partsDone, .completed, byParts), (.partsToReview, .inReview, byParts),
      (.partsFailed, .failed, byParts),
      (.partsGone, .pending, ["update_plan_branch"]), (.overridden, .expanding, ["review_task"]),
      (.completed, .completed, ["update_plan_branch"]), (.reopened, .pending, ["update_plan_branch"]),
      (.cancelled, .cancelled, cancelling))
    + rows(
      from: .completed,
      (.passed, .completed, ["review_task"]), (.sentBack, .pending, ["review_task"]),
      (.sentBackTooOften, .needsReplan, ["review_task"]),
      (.completed, .completed, completing),
      (.reopened, .pending, ["update_plan_branch"]))
    + rows(from: .cancelled, (.reopened, .pending, cancelling))

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
