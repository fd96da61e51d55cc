import Git
package import StateMachine

/// A task after somebody took it, gave it back or reported it.
package struct TaskChange: Sendable {
  package let view: PlanView
  package let task: PlanTask
  package let events: [PlanEvent]
  /// What could start only after this.
  package var newlyReady: [PlanTaskID] = []

  /// Whether it was this call that gave the task to its holder.
  package var isClaimed: Bool {
    events.contains { if case .taskClaimed = $0 { true } else { false } }
  }
}

extension Project {
  /// Gives a task to a worker, for as long as the lease lasts; its holder renews it by asking again.
  ///
  /// - Parameter minutes: nil for a claim that never runs out.
  package func claimTask(
    _ plan: String, task: String, worker: WorkerID, minutes: Int?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskChange {
    try changeTask(plan, worker, guarded) { present, _ in
      let task = try present.task(named: task)
      let until = minutes.map { now.adding(minutes: $0) }
      return (task.id, .claim(task.id, worker, until: until))
    }
  }

  /// Takes a task from its holder, who asks for it.
  ///
  /// A task that nobody holds is a success.
  package func releaseTask(
    _ plan: String, task: String, worker: WorkerID, reason: String?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskChange {
    try changeTask(plan, worker, guarded) { present, _ in
      let task = try present.task(named: task)
      if let claim = task.status.claim, claim.worker != worker { throw present.notHolder(task, worker) }
      return (task.id, .release(task.id, worker, reason: reason))
    }
  }

  /// Takes in what a worker says of a task that it hands back.
  ///
  /// - Throws: for a report of one who holds the task no more, after it was kept as a note.
  package func reportTask(
    _ plan: String, task: String, worker: WorkerID, claim: Int?, _ report: TaskReport,
    guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskChange {
    var before: Set<PlanTaskID> = []
    var change = try changeTask(plan, worker, guarded) { present, facts in
      before = Set(present.ready(given: facts).map(\.id))
      let task = try present.task(named: task)
      return (task.id, .report(task.id, worker, claim: claim, report))
    }
    if change.events.contains(where: { if case .reportNoted = $0 { true } else { false } }) {
      var refusal = change.view.plan.notHolder(change.task, worker, claim)
      if change.view.state == .aborted {
        refusal.sentence = "\(change.view.branch) was aborted, and its leases ended. " + refusal.sentence
      }
      refusal.sentence += " The report is kept as a note and decides nothing."
      refusal.details.append(.init("noted_seq", .number(change.view.reading.seq)))
      throw refusal
    }
    if !change.events.isEmpty, change.view.plan.handingOutRefusal() == nil {
      change.newlyReady = change.view.plan.ready(given: change.view.facts).map(\.id).filter {
        !before.contains($0) && $0 != change.task.id
      }
    }
    return change
  }

  /// The tasks to hand out now, with the plan that they are of, and what is in flight.
  ///
  /// - Parameter flights: what was found in flight a moment before; nil to look.
  package func nextTasks(
    _ plan: String, limit: Int? = nil, beside flights: Flights? = nil
  ) throws(Rejection) -> (view: PlanView, batch: Plan.Batch, flights: CollisionReport) {
    let view = try readPlan(plan)
    let flights = if let flights { flights } else { try self.flights(of: view) }
    let batch = view.plan.batch(given: view.facts, at: now, limit: limit, changing: flights.changing)
    return (view, batch, flights.report)
  }

  /// Claims the first of the tasks to hand out; nil where there is none.
  ///
  /// - Parameter flights: what was found in flight a moment before; nil to look.
  package func claimNext(
    _ plan: String, worker: WorkerID, minutes: Int?, guarded: WriteGuard = WriteGuard(),
    beside flights: Flights? = nil
  ) throws(Rejection) -> TaskChange? {
    let changing = if let flights { flights.changing } else { try self.flights(of: plan).changing }
    do {
      return try changeTask(plan, worker, guarded) { present, facts in
        if let refusal = present.handingOutRefusal() { throw refusal }
        guard let task = present.next(for: worker, given: facts, at: now, changing: changing) else {
          throw nothingOpen
        }
        return (task.id, .claim(task.id, worker, until: minutes.map { now.adding(minutes: $0) }))
      }
    } catch {
      if error == nothingOpen { return nil }
      throw error
    }
  }

  /// Says within one piece of work that no task is to be had.
  private var nothingOpen: Rejection { Rejection(.noWork, "No task is ready.") }

  /// Carries out a command on one task.
  ///
  /// - Parameter prepare: asked with the plan as it stands, each time that another writer was first.
  func changeTask(
    _ plan: String, _ worker: WorkerID?, _ guarded: WriteGuard,
    _ prepare: (Plan, PlanFacts) throws -> (PlanTaskID, PlanCommand)
  ) throws(Rejection) -> TaskChange {
    try withRepository { repository in
      let ref = try writablePlan(plan, in: repository)
      var guarded = guarded
      guarded.by = guarded.by ?? worker?.folder
      var id: PlanTaskID?
      var before: PlanFacts?
      let appended = try appendFinished(to: ref, guarded: guarded, in: repository) {
        present, known throws in
        before = known
        let (task, command) = try prepare(present.machine, known)
        id = task
        guard command.asksTip, let name = present.machine[task]?.branch?.name,
          let tip = try RefName.branch(name).flatMap({ try repository.tip(of: $0) })
        else { return Prepared(command: command, facts: known) }
        return Prepared(
          command: command,
          facts: try facts(
            of: present.machine, at: present.tip, tips: [task: tip.description], in: repository))
      }
      if let before { planFacts.carry(before, to: appended) }
      let view = try view(appended.reading, in: repository)
      var events = appended.events
      if appended.isRepeated {
        // What the first call did is in the ledger, and what it saw is the state before.
        let reader = planReader(ref)
        events = try reader.events(of: appended.reading, in: repository)
        let earlier = try reader.read(seq: appended.reading.seq - 1, from: appended.reading, in: repository)
        let known = try facts(of: earlier.machine, at: earlier.tip, in: repository)
        id = try? prepare(earlier.machine, known).0
      }
      let taken = events.compactMap { event -> PlanTaskID? in
        if case .taskClaimed(let id, _, _, _) = event { id } else { nil }
      }.first
      guard let task = (taken ?? id).flatMap({ view.plan[$0] }) else {
        throw Rejection(.bug, "A call on a task of \(view.branch) led to none.")
      }
      return TaskChange(view: view, task: task, events: events)
    }
  }
}

extension PlanCommand {
  /// Whether it is judged by where the task's branch is now.
  fileprivate var asksTip: Bool {
    switch self {
    case .report, .review, .overrideReview: true
    default: false
    }
  }
}
