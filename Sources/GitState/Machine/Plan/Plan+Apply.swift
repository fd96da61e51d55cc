extension Plan {
  package mutating func apply(_ recorded: Recorded<PlanEvent>) {
    defer { applyConsent(recorded) }
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
        if let claim = $0.status.claim, claim.worker != worker {
          $0.former = ($0.former + [claim]).suffix(PlanTask.formerKept)
        }
        $0.status = .claimed(Claim(worker: worker, seq: recorded.seq, at: recorded.at, until: until))
        if $0.attempts < .max { $0.attempts += 1 }
      }
    case .leaseRenewed(let id, let worker, let until, let since):
      change(id) {
        guard case .claimed(var claim) = $0.status, claim.worker == worker else { return }
        claim.until = until
        claim.renewed = since
        $0.status = .claimed(claim)
      }
    case .taskReported(let id, let worker, let report):
      change(id) { $0.report = .init(worker: worker, report) }
    case .reportNoted: break
    case .taskFailed(let id, let error):
      change(id) {
        // What was handed in was not its holder's to fail.
        let by = $0.status.word == .claimed ? $0.status.claim?.worker.folder ?? recorded.by : recorded.by
        $0.errors = ($0.errors + [TaskFailure(error, at: recorded.at, by: by)]).suffix(TaskFailure.kept)
        if $0.failures < .max { $0.failures += 1 }
        $0.status = .failed(reason: error.message)
        $0.review?.endRound()
      }
    case .taskRetried(let id):
      change(id) { $0.status = .pending }
    case .replanNeeded(let id, let reason):
      change(id) { $0.status = .needsReplan(reason: reason) }
    case .claimReleased(let id, _, _):
      let isEnded = consent.aborted != nil
      change(id) {
        // Whose lease ended with the plan may still say what became of it.
        if isEnded, let claim = $0.status.claim {
          $0.former = ($0.former + [claim]).suffix(PlanTask.formerKept)
        }
        $0.status = $0.status.released
      }
    case .taskBlocked(let id, let reason):
      change(id) { $0.status = .blocked(reason: reason, by: $0.status.claim) }
    case .taskCompleted(let id, let tip, let merge):
      change(id) {
        $0.status = .completed(Completion(at: recorded.at, by: recorded.by, tip: tip, merge: merge))
        if let merge, !$0.merges.contains(merge) { $0.merges.append(merge) }
        $0.review?.isAwaited = false
      }
    case .taskReopened(let id):
      change(id) {
        $0.status = .pending
        $0.failures = 0
        $0.review?.endRound()
      }
    case .taskCancelled(let id, let reason):
      change(id) { $0.status = .cancelled(reason: reason) }
    case .planRevised(let founding):
      var kept = founding
      kept.tasks = []
      self.founding = kept
    case .learningRecorded(let text):
      learnings.append(Learning(text: text, at: recorded.at, by: recorded.by, version: version))
    case .reviewRequested(let id, let tip):
      change(id) {
        $0.status = .inReview($0.status.claim)
        var review = $0.review ?? TaskReview()
        let override = review.override
        review.endRound()
        review.override = override
        review.tip = tip
        review.worker = $0.status.claim?.worker ?? review.worker ?? $0.report?.worker
        review.isAwaited = true
        $0.review = review
      }
    case .taskReviewed(let id, let review):
      change(id) {
        var present = $0.review ?? TaskReview()
        present.take(.init(review.kept, at: recorded.at, by: recorded.by))
        $0.review = present
        if review.judged == .failed { $0.isRaised = true }
      }
    case .reviewOverridden(let id, let name, let reason):
      change(id) {
        var review = $0.review ?? TaskReview()
        review.override = .init(name: name, reason: reason, at: recorded.at)
        $0.review = review
      }
    case .taskExpanded(let id, let expansion):
      expand(id, expansion)
    case .expansionResumed(let id):
      change(id) { $0.status = .expanding }
    case .approvalRequested, .approvalReopened, .batchCompleted, .workHalted, .planApproved, .batchConfirmed,
      .haltLifted, .revisionRequested, .planAborted, .planReopened:
      break
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
    consent = PlanConsent()
    positions = Dictionary(minimumCapacity: founding.tasks.count)
  }

  mutating func add(_ task: PlanTask) {
    guard positions[task.id] == nil else { return }
    positions[task.id] = tasks.count
    tasks.append(task)
  }

  mutating func change(_ id: PlanTaskID, _ body: (inout PlanTask) -> Void) {
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
