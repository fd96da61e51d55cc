/// What happened to a plan.
///
/// Types are never removed and never change their meaning (see the ledger format).
package enum PlanEvent: Hashable, Sendable {
  case planCreated(PlanFounding)
  /// A plan that another program wrote was taken over as it was read.
  case planAdopted(PlanFounding, tasks: [PlanTask], version: Int)
  /// One `update_plan_branch` changed something: the version goes up by one.
  case planUpdated
  case taskAdded(TaskDefinition)
  case taskChanged(TaskDefinition)
  case taskBranched(PlanTaskID, PlanTask.Branch)
  /// - from: whose lease had run out.
  case taskClaimed(PlanTaskID, worker: WorkerID, until: Timestamp?, from: WorkerID? = nil)
  /// - since: when it began anew; nil in what was written before that was kept.
  case leaseRenewed(PlanTaskID, worker: WorkerID, until: Timestamp, since: Timestamp? = nil)
  case claimReleased(PlanTaskID, worker: WorkerID, reason: String? = nil)
  case taskReported(PlanTaskID, worker: WorkerID, TaskReport)
  /// A report of one who holds the task no more: it decides nothing.
  case reportNoted(PlanTaskID, worker: WorkerID, TaskReport)
  case taskFailed(PlanTaskID, TaskError)
  /// It failed and is open again.
  case taskRetried(PlanTaskID)
  case replanNeeded(PlanTaskID, reason: String)
  case taskBlocked(PlanTaskID, reason: String)
  case taskCompleted(PlanTaskID, tip: String?, merge: String?)
  case taskReopened(PlanTaskID)
  case taskCancelled(PlanTaskID, reason: String)
  case learningRecorded(String)
  /// It was handed in and waits for a review.
  /// - tip: its branch's tip then.
  case reviewRequested(PlanTaskID, tip: String?)
  case taskReviewed(PlanTaskID, Review)
  case reviewOverridden(PlanTaskID, by: String, reason: String)
  case taskExpanded(PlanTaskID, TaskExpansion)
  /// A part of a task that had failed is taken up again.
  case expansionResumed(PlanTaskID)
  /// - seen: the digest of what there was to be seen.
  case approvalRequested(note: String?, seen: String)
  /// A major change: the plan must be approved again.
  case approvalReopened(reason: String)
  /// None of these tasks is claimed or in review any more.
  case batchCompleted([PlanTaskID])
  /// A task met what only a person may judge.
  case workHalted(PlanTaskID, reason: String)
  case planApproved(Consent)
  case batchConfirmed(Consent)
  case haltLifted(Consent)
  /// The plan is to be changed before it goes on; it waits.
  case revisionRequested(Consent)
  /// The plan ends; the claims that end with it follow as ``claimReleased(_:worker:reason:)``.
  case planAborted(Consent)
  case planReopened(Consent)
  /// What the plan's file says apart from its tasks: it was imported again.
  case planRevised(PlanFounding)

  /// Whether it changes nothing of what the tasks are and where their work is: who holds one, or what was learned.
  package var leavesWorkAlone: Bool {
    switch self {
    case .taskClaimed, .leaseRenewed, .claimReleased, .reportNoted, .planUpdated, .learningRecorded: true
    default: false
    }
  }
}

/// What a plan is founded with.
package struct PlanFounding: Hashable, Sendable {
  package var session: SessionID
  package var request: String
  package var architecture: String?
  package var designPatterns: String?
  package var technologyStack: String?
  package var estimatedTotalTime: String?
  /// The dependency graph as its author wrote it: shown, never obeyed.
  package var dependencyGraph: String?
  package var maxWorkers = 3
  package var reviews = ReviewPolicy.required
  /// The branch that work is merged into.
  package var base: String
  /// The branch that the base is landed on.
  package var target: String?
  package var tasks: [TaskDefinition] = []
  /// What the base provided already when the plan was made, as far as its tasks need it.
  package var given: [Capability] = []
  /// What waits for a decision, and whose counts.
  package var approval = ApprovalPolicy()
  /// What the plan's file said besides; nil for a plan that came from none.
  package var source: PlanSource?

  package init(session: SessionID, request: String, base: String) {
    self.session = session
    self.request = request
    self.base = base
  }
}
