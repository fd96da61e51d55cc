extension Plan {
  package mutating func apply(_ recorded: Recorded<PlanEvent>) {
    switch recorded.event {
    case .planCreated(let founding):
      found(founding, at: recorded.at, version: 1)
      for definition in founding.tasks { add(PlanTask(definition)) }
    case .planAdopted(let founding, let tasks, let version):
      found(founding, at: recorded.at, version: version)
      for task in tasks { add(task) }
    case .planUpdated:
      // A hostile history may claim any version; history is taken in whatever it says.
      if version < .max { version += 1 }
    case .taskAdded(let definition):
      add(PlanTask(definition))
    case .taskChanged(let definition):
      change(definition.id) { $0.definition = definition }
    case .taskBranched(let id, let branch):
      change(id) { $0.branch = branch }
    case .taskClaimed(let id, let worker, let until, _):
      change(id) {
        if case .claimed(let claim) = $0.status, claim.worker != worker {
          $0.former = ($0.former + [claim]).suffix(PlanTask.formerKept)
        }
        $0.status = .claimed(Claim(worker: worker, seq: recorded.seq, at: recorded.at, until: until))
        if $0.attempts < .max { $0.attempts += 1 }
      }
    case .leaseRenewed(let id, let worker, let until):
      change(id) {
        guard case .claimed(var claim) = $0.status, claim.worker == worker else { return }
        claim.until = until
        $0.status = .claimed(claim)
      }
    case .taskReported(let id, let worker, let report):
      change(id) { $0.report = .init(worker: worker, report) }
    case .reportNoted: break
    case .taskFailed(let id, let error):
      change(id) {
        let by = $0.status.claim?.worker.folder ?? recorded.by
        $0.errors = ($0.errors + [TaskFailure(error, at: recorded.at, by: by)]).suffix(TaskFailure.kept)
        if $0.failures < .max { $0.failures += 1 }
        $0.status = .failed(reason: error.message)
      }
    case .taskRetried(let id):
      change(id) { $0.status = .pending }
    case .replanNeeded(let id, let reason):
      change(id) { $0.status = .needsReplan(reason: reason) }
    case .claimReleased(let id, _, _):
      change(id) { $0.status = $0.status.released }
    case .taskBlocked(let id, let reason):
      change(id) { $0.status = .blocked(reason: reason, by: $0.status.claim) }
    case .taskCompleted(let id, let tip, let merge):
      change(id) {
        $0.status = .completed(Completion(at: recorded.at, by: recorded.by, tip: tip, merge: merge))
        if let merge, !$0.merges.contains(merge) { $0.merges.append(merge) }
      }
    case .taskReopened(let id):
      change(id) {
        $0.status = .pending
        $0.failures = 0
      }
    case .taskCancelled(let id, let reason):
      change(id) { $0.status = .cancelled(reason: reason) }
    case .planRevised(let founding):
      var kept = founding
      kept.tasks = []
      self.founding = kept
    case .learningRecorded(let text):
      learnings.append(Learning(text: text, at: recorded.at, by: recorded.by, version: version))
    }
  }

  private mutating func found(_ founding: PlanFounding, at: Timestamp, version: Int) {
    var kept = founding
    kept.tasks = []
    self.founding = kept
    created = at
    self.version = version
    tasks = []
    learnings = []
    positions = [:]
  }

  private mutating func add(_ task: PlanTask) {
    guard positions[task.id] == nil else { return }
    positions[task.id] = tasks.count
    tasks.append(task)
  }

  private mutating func change(_ id: PlanTaskID, _ body: (inout PlanTask) -> Void) {
    guard let position = positions[id] else { return }
    body(&tasks[position])
  }
}

extension TaskStatus {
  /// The same without its holder.
  var released: TaskStatus {
    switch self {
    case .claimed: .pending
    case .blocked(let reason, _): .blocked(reason: reason, by: nil)
    case .inReview: .inReview(nil)
    case .pending, .completed, .failed, .needsReplan, .expanding, .cancelled: self
    }
  }
}
