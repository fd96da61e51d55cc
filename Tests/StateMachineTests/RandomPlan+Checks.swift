import StateMachine
import TestSupport

extension RandomPlan {
  /// Whether a task was changed after it came to be completed: only then may it be asked for a review that it never had.
  ///
  /// A completed task that is completed again, by another merge, came to be so the first time.
  func isAskedLate(_ task: PlanTask) -> Bool {
    var plan = Plan()
    var isCompleted = false
    var isChangedSince = false
    for recorded in bench.history {
      plan.apply(recorded)
      let isCompletedNow = plan[task.id]?.status.word == .completed
      if isCompletedNow, !isCompleted { isChangedSince = false }
      if case .taskChanged(let definition) = recorded.event, definition.id == task.id {
        isChangedSince = true
      }
      isCompleted = isCompletedNow
    }
    return isChangedSince
  }

  /// What a worker says of a task that another holds decides nothing of it.
  mutating func checkHolder(_ before: Plan, _ command: PlanCommand) {
    let said: (id: PlanTaskID, by: WorkerID?)? =
      switch command {
      case .block(let id, _, let by), .complete(let id, _, _, let by), .handIn(let id, _, let by): (id, by)
      case .renew(let id, let by): (id, by)
      default: nil
      }
    guard let said, let by = said.by, let claim = before[said.id]?.status.claim, claim.worker != by else {
      return
    }
    if bench.plan[said.id] != before[said.id] { broken.append("\(by) decided on \(said.id): \(command)") }
  }

  /// No task but a part of its own joins a batch of which some is back; and somebody is at work for whom all others wait.
  mutating func checkBatch(_ before: Plan, _ command: PlanCommand) {
    if !bench.plan.closing.allSatisfy({
      bench.plan[$0]?.status.claim != nil || bench.plan[$0]?.status.word == .inReview
    }) {
      broken.append("all wait for what nobody does: \(bench.plan.closing)")
    }
    guard case .claim(let id, _, _) = command, !before.closing.isEmpty, let task = before[id] else { return }
    if bench.plan.consent.batch != before.consent.batch, !before.isOfBatch(task) {
      broken.append("joined a batch that comes back: \(command)")
    }
  }

  /// Nothing is handed out while a plan waits, and no agent lets it go on where only a person may.
  mutating func checkConsent(_ before: Plan, _ command: PlanCommand) {
    let plan = bench.plan
    if before.handingOutRefusal() != nil {
      for task in plan.tasks {
        if case .claimed(let claim) = task.status, claim.seq == bench.seq,
          before[task.id]?.status.claim?.seq != claim.seq
        {
          broken.append("\(task.id) was handed out while the plan waited: \(command)")
        }
      }
    }
    if case .decide(let verdict) = command, verdict.way == .agent, plan.consent != before.consent,
      before.needsPerson(verdict.decision)
    {
      broken.append("an agent decided what only a person may: \(verdict.decision)")
    }
    if let last = plan.consent.last, last.decision.goesOn, last != before.consent.last,
      !plan.consent.waits.isEmpty
    {
      broken.append("it was let go on and waits: \(plan.consent.waits)")
    }
    if plan.consent.aborted != nil, plan.tasks.contains(where: { $0.status.claim != nil }) {
      broken.append("a lease outlived the plan")
    }
    if founded(.planAndBatches), plan.consent.aborted == nil, !plan.consent.isDueAtBatch,
      before.consent.batch.contains(where: { before[$0]?.status.word == .claimed }),
      !plan.consent.batch.contains(where: {
        [.claimed, .inReview, .expanding].contains(plan[$0]?.status.word)
      }),
      plan.consent.batch.count == before.consent.batch.count,
      plan.tasks.contains(where: { ![.completed, .cancelled].contains($0.status.word) })
    {
      broken.append("the batch came back and nobody is asked: \(command)")
    }
  }

  private func founded(_ asks: ApprovalPolicy.Asks) -> Bool { bench.plan.founding?.approval.asks == asks }

  mutating func checkParts() {
    let plan = bench.plan
    for task in plan.tasks {
      let parts = task.subTasks.compactMap { plan[$0] }
      if parts.contains(where: { !$0.parents.contains(task.id) }) {
        broken.append("\(task.id) has another's part")
      }
      if task.parents.contains(where: { plan[$0]?.subTasks.contains(task.id) != true }) {
        broken.append("\(task.id) is a part of what does not know it")
      }
      if task.status.word == .expanding, !parts.contains(where: \.isBeingDone) {
        broken.append("\(task.id) waits for parts that nobody does")
      }
      if !task.parents.isEmpty, task.isBeingDone, task.status.word != .blocked,
        !task.parents.contains(where: {
          [.expanding, .completed, .cancelled, .pending].contains(plan[$0]?.status.word)
        })
      {
        broken.append("\(task.id) is done for nobody")
      }
    }
    let own = plan.tasks.filter(\.parents.isEmpty)
    if plan.progress(given: bench.facts).total != own.count(where: { $0.status.word != .cancelled }) {
      broken.append("parts are counted as tasks")
    }
  }
}

extension PlanConsent {
  fileprivate var isDueAtBatch: Bool { waits.contains { $0.point == .batch } }
}

extension PlanTask {
  /// Whether somebody has to go on with it.
  var isBeingDone: Bool {
    [.pending, .claimed, .inReview, .blocked, .expanding].contains(status.word)
  }
}
