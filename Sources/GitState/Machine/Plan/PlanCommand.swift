/// What is asked of a plan.
package enum PlanCommand: Sendable {
  case create(PlanFounding)
  case adopt(PlanFounding, tasks: [PlanTask], version: Int)
  /// A plan as its file has it, with what was done of it.
  case take(PlanFounding, tasks: [PlanTask], learnings: [String])
  case update(PlanUpdate)
  /// - `ahead`: although what the task needs is not there yet.
  /// - `replacing`: although another branch is recorded, which git no longer has.
  case recordBranch(PlanTaskID, PlanTask.Branch, ahead: Bool, replacing: Bool)
  case claim(PlanTaskID, WorkerID, until: Timestamp?)
  case release(PlanTaskID, WorkerID, reason: String? = nil)
  /// - claim: the seq of the claim by which the worker thinks it holds the task; nil for whichever it holds.
  case report(PlanTaskID, WorkerID, claim: Int?, TaskReport)
  /// The holder is at work: where half of its lease is gone, it begins anew.
  case renew(PlanTaskID, WorkerID)
  /// - by: who says so; nil for whoever may.
  case block(PlanTaskID, reason: String, by: WorkerID? = nil)
  case complete(PlanTaskID, tip: String, merge: String, by: WorkerID? = nil)
  /// - at: where the plan is thought to wait; nil for wherever it does.
  /// - digest: of what there is to be seen.
  case requestApproval(at: PausePoint?, note: String?, digest: String)
  case decide(Verdict)
  /// A worker's commit says that it is complete.
  case handIn(PlanTaskID, tip: String?, by: WorkerID? = nil)
  case review(PlanTaskID, Review)
  case overrideReview(PlanTaskID, by: String, reason: String)
  case expand(PlanTaskID, TaskSplit)
}
