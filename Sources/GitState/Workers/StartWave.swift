import Git
package import StateMachine

/// A wave as it was handed out.
package struct StartedWave: Sendable {
  /// One worker with its task.
  package struct Assignment: Sendable {
    package let tree: WorkerTree
    package let brief: WorkerBrief
    /// Whether this call gave it something: the task, its branch or its worktree.
    package let changed: Bool
  }

  /// One worker that could not be given its task.
  package struct Failure: Sendable {
    package let worker: WorkerID
    package let task: PlanTaskID
    package let rejection: Rejection
  }

  package internal(set) var view: PlanView
  /// Whether this very call was made before.
  package let isRepeated: Bool
  /// Whether it was carried out then: nothing new is handed out.
  package let isOver: Bool
  package internal(set) var assignments: [Assignment] = []
  package internal(set) var failures: [Failure] = []
  /// Workers that got nothing, because nothing was left for them or they wait with a task of theirs.
  package internal(set) var idle: [WorkerID] = []
  /// What could be handed out after this, and what is held back.
  package internal(set) var batch: Plan.Batch
  package internal(set) var flights: CollisionReport
}

extension Project {
  /// How long a wave's claims last, in minutes.
  package static let waveLease = 240

  /// Hands out what is ready: claims it, and makes branches and worktrees.
  ///
  /// Called again, it goes on: who holds a task gets that one, and what a crash left half made is completed; so does this
  /// very call, until anything but a wave writes to the plan. What fails for one worker is told, and the others get theirs.
  /// - Parameter workers: empty for the numbers from 1 up to as many as the plan allows.
  package func startWave(
    _ plan: String, workers: [WorkerID] = [], guarded: WriteGuard = WriteGuard(),
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ files: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(Rejection) -> StartedWave {
    let present = try preparePlan(plan, guarded)
    let view = present.view
    let places = try withRepository { repository in try standing(in: repository) }
    let flights = try flights(of: view)
    let changing = flights.changing
    let crew = try withRepository { repository in
      try self.crew(workers, of: view, standing: places, changing, in: repository)
    }
    let since = present.isRepeated ? try cutShort(guarded, in: view) : nil
    let isOver = present.isRepeated && since == nil
    var wave = StartedWave(
      view: view, isRepeated: present.isRepeated, isOver: isOver,
      batch: view.plan.batch(
        given: view.facts, at: now, limit: 0, changing: changing, without: Set(view.finished)),
      flights: flights.report)
    var free: [WorkerID] = []
    for worker in crew {
      let held = view.plan.tasks.filter { $0.status.claim?.worker == worker }
      let own = held.filter { $0.status.word == .claimed }
      if let task = own.first(where: { places[$0.branch?.name ?? ""] == worker }) ?? own.first {
        let refusal = give(task, to: worker, isHeld: true, &wave, WriteGuard(), isCancelled, progress)
        // As this call would have done had it not been cut short: the next worker may have it.
        if let refusal, refusal.isOfPlace, let since, let claim = task.status.claim, claim.seq >= since,
          places[task.branch?.name ?? ""] == nil
        {
          wave.view = try giveBack(task, of: worker, in: wave.view)
        }
      } else if held.isEmpty {
        free.append(worker)
      } else {
        wave.idle.append(worker)
      }
    }
    if isOver {
      wave.idle += free
    } else {
      // A key that was used stands with the first claim.
      let key = present.isRepeated ? WriteGuard() : guarded
      try handOut(to: free, standing: places, changing, &wave, key, isCancelled, progress)
    }
    wave.view = try withRepository { repository in try self.view(view.branch, in: repository) }
    wave.batch = wave.view.plan.batch(
      given: wave.view.facts, at: now, limit: 0, changing: changing, without: Set(view.finished))
    // Who was told first knows of those that came after it.
    wave.assignments = wave.assignments.map { given in
      guard let task = wave.view.plan[given.brief.task.id] else { return given }
      let brief = WorkerBrief(
        task, for: given.brief.worker, in: wave.view, at: given.brief.path, hasWork: given.brief.hasWork)
      return .init(tree: given.tree, brief: brief, changed: given.changed)
    }
    return wave
  }

  /// The plan that is to be written, after the merges that a crash kept from it.
  ///
  /// - Returns: also whether this very call was carried out before.
  func preparePlan(
    _ plan: String, _ guarded: WriteGuard
  ) throws(Rejection) -> (view: PlanView, isRepeated: Bool) {
    try withRepository { repository in
      let ref = try writablePlan(plan, in: repository)
      let before = try view(ref.branchName ?? ref.text, in: repository)
      let isRepeated = try check(guarded, on: before.reading) != nil
      try finishMerges(ref, in: repository)
      var view = try self.view(ref.branchName ?? ref.text, in: repository)
      view.finished = lookAtBranches(of: view, in: repository).finished
      return (view, isRepeated)
    }
  }

  /// Which worker's folder stands on which branch.
  private func standing(in repository: borrowing Repository) throws -> [String: WorkerID] {
    guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
    var places: [String: WorkerID] = [:]
    for tree in try worktrees.list() where !tree.isStale {
      guard let folder = tree.name?.text, folder.hasPrefix("worker-"), let branch = tree.branch?.branchName
      else {
        continue
      }
      places[branch] = try? WorkerID(folder)
    }
    return places
  }

  /// The workers of a wave: those that are named; else those that hold a task of the plan or have the folder of one that
  /// is open again, then numbers.
  private func crew(
    _ named: [WorkerID], of view: PlanView, standing places: [String: WorkerID], _ changing: Plan.Changing,
    in repository: borrowing Repository
  ) throws -> [WorkerID] {
    var seen: Set<WorkerID> = []
    if !named.isEmpty { return named.filter { seen.insert($0).inserted } }
    let most = view.founding.maxWorkers
    func number(_ worker: WorkerID) -> Int? { Int(worker.text) }
    let holders = Set(
      view.plan.tasks.compactMap { task in task.status.word == .claimed ? task.status.claim?.worker : nil })
    var crew = holders.filter { number($0) != nil }.sorted { (number($0) ?? 0) < (number($1) ?? 0) }
    // Who works on another plan, or waits with a task of this one, is not free.
    var taken = Set(crew)
    for other in try allPlans(in: repository) {
      for task in other.plan.tasks { if let claim = task.status.claim { taken.insert(claim.worker) } }
    }
    let next = view.plan.batch(
      given: view.facts, at: now, changing: changing, without: Set(view.finished))
    for task in next.tasks where crew.count < most {
      guard let worker = task.branch.flatMap({ places[$0.name] }), taken.insert(worker).inserted else {
        continue
      }
      crew.append(worker)
    }
    var number = 1
    while crew.count < most, number <= 10_000 {
      if let worker = try? WorkerID("\(number)"), !taken.contains(worker) { crew.append(worker) }
      number += 1
    }
    return crew
  }

  /// Gives free workers the tasks of one round.
  private func handOut(
    to free: [WorkerID], standing places: [String: WorkerID], _ changing: Plan.Changing,
    _ wave: inout StartedWave, _ guarded: WriteGuard, _ isCancelled: @escaping @Sendable () -> Bool,
    _ progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(Rejection) {
    var waiting = free
    var failed: Set<PlanTaskID> = []
    let finished = Set(wave.view.finished)
    var rounds = 0
    var key = guarded
    while !waiting.isEmpty, rounds < 8 {
      rounds += 1
      if rounds > 1 {
        wave.view = try withRepository { repository in try self.view(wave.view.branch, in: repository) }
      }
      let view = wave.view
      // Where nothing may be handed out at all, this says why, as a claim would.
      if view.plan.handingOutRefusal() != nil,
        let any = view.plan.tasks.first(where: { $0.status == .pending })
      {
        _ = try view.plan.decide(.claim(any.id, waiting[0], until: nil), given: view.facts, at: now)
      }
      var tasks = view.plan.batch(
        given: view.facts, at: now, changing: changing, without: failed.union(finished)
      ).tasks
      var isOvertaken = false
      // Who has a task's branch in its folder goes on with it.
      let wanted = tasks.compactMap { task in task.branch.flatMap { places[$0.name] } }
      waiting = waiting.filter(wanted.contains) + waiting.filter { !wanted.contains($0) }
      while let worker = waiting.first, !tasks.isEmpty, !isCancelled() {
        let place = tasks.firstIndex { $0.branch.map { places[$0.name] == worker } ?? false } ?? 0
        let task = tasks[place]
        guard let refusal = give(task, to: worker, isHeld: false, &wave, key, isCancelled, progress) else {
          // The key stands with the first claim; that it is there says that the call was made.
          key = WriteGuard()
          tasks.remove(at: place)
          waiting.removeFirst()
          continue
        }
        if [.claimed, .unmetPreconditions].contains(refusal.code) {
          // Another took it a moment before: the plan is looked at again.
          isOvertaken = true
          tasks.remove(at: place)
          continue
        }
        wave.failures.append(.init(worker: worker, task: task.id, rejection: refusal))
        if refusal.isOfPlace {
          // The task may go to the next worker, and this one has nowhere to work.
          waiting.removeFirst()
        } else {
          failed.insert(task.id)
          tasks.remove(at: place)
        }
      }
      guard isOvertaken else { break }
    }
    wave.idle += waiting.filter { worker in !wave.failures.contains { $0.worker == worker } }
  }

  /// Makes a task's branch and a worker's worktree with it, and claims it; answers what kept it from that.
  @discardableResult
  private func give(
    _ task: PlanTask, to worker: WorkerID, isHeld: Bool, _ wave: inout StartedWave, _ guarded: WriteGuard,
    _ isCancelled: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (Int, Int) -> Void
  ) -> Rejection? {
    do throws(Rejection) {
      var asked = TaskBranchRequest(task: task.id.text)
      asked.plan = wave.view.branch
      asked.ahead = isHeld
      let branch = try createTaskBranch(asked)
      var request = WorkerTreeRequest(worker: worker, branch: branch.branch)
      let isOver = task.status.claim?.isExpired(at: now) ?? true
      request.clearsFormer = true
      request.until = isOver ? now.adding(minutes: Project.waveLease) : nil
      let tree = try createWorkerTree(
        request, guarded: WriteGuard(key: guarded.key), isCancelled: isCancelled, progress: progress)
      let (view, hasWork) = try withRepository { repository in
        (try self.view(wave.view.branch, in: repository), try self.hasWork(branch, in: repository))
      }
      guard let now = view.plan[task.id] else { throw view.plan.unknownTask(task.id.text) }
      let brief = WorkerBrief(now, for: worker, in: view, at: tree.worktree.path, hasWork: hasWork)
      wave.assignments.append(
        .init(tree: tree, brief: brief, changed: branch.changed || tree.changed))
      return nil
    } catch {
      if isHeld { wave.failures.append(.init(worker: worker, task: task.id, rejection: error)) }
      return error
    }
  }

  /// Whether somebody committed work on a task's branch that its base does not have.
  private func hasWork(_ branch: TaskBranchChange, in repository: borrowing Repository) throws -> Bool {
    guard let ref = RefName.branch(branch.branch), let tip = try repository.tip(of: ref) else { return false }
    return newestWork(from: tip, to: [branch.start], base: branch.base.tip, in: repository) != nil
  }
}

extension Rejection {
  /// Whether it is about a worker or its folder, and not about the task that it was to get.
  fileprivate var isOfPlace: Bool {
    switch code {
    case .workerBusy, .outsideRepository, .dirty, .busy, .limitOfWorktrees, .cancelled, .inputOutput: true
    case .wrongState: !details.contains { $0.name == "task" }
    default: false
    }
  }
}
