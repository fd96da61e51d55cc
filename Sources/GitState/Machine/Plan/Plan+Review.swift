extension Plan {
  /// Whether a task is reviewed before it is completed.
  ///
  /// A part of another task is reviewed with that.
  package func needsReview(_ task: PlanTask) -> Bool {
    guard task.parents.isEmpty else { return false }
    switch founding?.reviews ?? .required {
    case .all: return true
    case .none: return false
    case .required: return task.definition.requiresReview == true
    }
  }

  /// Whether a review stands between a task and its completion.
  package func isUnreviewed(_ task: PlanTask) -> Bool {
    guard task.status.word != .completed else { return false }
    if task.status.word == .inReview, task.review?.isAwaited == true { return true }
    return needsReview(task) && task.review?.override?.stands != true
  }

  /// Whether work that came after a task's review is reviewed, too, before it is merged.
  package func isReviewedAgain(_ task: PlanTask) -> Bool {
    needsReview(task) && task.review?.override?.stands != true
  }

  /// How deep a task's review must go.
  package func requiredDepth(of task: PlanTask) -> ReviewDepth {
    let definition = task.definition
    if definition.requiresReview == true || task.priority == .high || !definition.concerns.isEmpty
      || task.failures >= 2
    {
      return .full
    }
    return task.priority == .low ? .lightweight : .standard
  }

  /// The focus areas that a task names and that nobody has reviewed yet.
  package func awaitedAreas(of task: PlanTask) -> [String] {
    let seen = Set((task.review?.latest ?? []).compactMap { $0.review.area.map(comparable) })
    return task.definition.focusAreas.filter { !seen.contains(comparable($0)) }
  }

  /// Refuses to complete what must be reviewed first.
  func refuseUnreviewed(_ task: PlanTask) throws(Rejection) {
    if isUnreviewed(task) { throw unreviewed(task) }
  }

  /// The refusal that says which review is missing.
  package func unreviewed(_ task: PlanTask, because reason: String? = nil) -> Rejection {
    let depth = requiredDepth(of: task).rawValue
    let areas = awaitedAreas(of: task)
    var sentence =
      reason ?? "Task \(task.id) needs a \(depth) review before it is completed, and none has passed"
    if task.status.word == .inReview || task.status.word == .completed {
      sentence += "; review_task takes it."
    } else {
      sentence += ". Its worker hands it in first: report_task, or commit_task with type complete."
    }
    if !areas.isEmpty { sentence += " Still to be looked at: \(spoken(areas))." }
    return Rejection(
      .unreviewed, sentence,
      details: [
        .init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue)),
        .init("review_depth", .text(depth)), .init("awaiting", .texts(areas)),
      ], next: reviewCall(task),
      remedy:
        "Who takes it on himself to do without calls review_task with review_status override, a reason and a reviewer; merge_task_branch with complete: false only merges."
    )
  }

  /// The refusal to take a review's requirement away by the way.
  func reviewKept(_ task: PlanTask) -> Rejection {
    Rejection(
      .wrongState,
      "Task \(task.id) requires a review, and an update does not take that away: review_task with review_status override does, with a reason and a reviewer.",
      details: [.init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue))],
      next: reviewCall(task))
  }

  /// The call that says what is to be reviewed.
  package func reviewCall(_ task: PlanTask) -> Rejection.Next? {
    founding.map {
      .init(
        "review_task",
        [.init("plan_branch", .text($0.session.branch)), .init("task_id", .text(task.id.text))])
    }
  }

  /// A worker says that a task is complete, by a commit: it waits for its review, where it needs one.
  func decideHandIn(_ task: PlanTask, tip: String?) throws(Rejection) -> [PlanEvent] {
    guard needsReview(task), task.review?.override?.stands != true,
      TaskTransitions.allows(.handedIn, in: task.status.word)
    else { return [] }
    // The same commit again is the same call; another one is other work, whatever was said of the one before.
    if task.status.word == .inReview, let known = task.review, known.isAwaited, known.tip == tip { return [] }
    return [.reviewRequested(task.id, tip: tip)]
  }

  /// What follows from a review.
  func decideReview(_ task: PlanTask, _ review: Review, given facts: PlanFacts) throws(Rejection)
    -> [PlanEvent]
  {
    try check(review)
    let word = task.status.word
    let kept = review.kept
    let known = task.review ?? TaskReview()
    // The same words of the same reviewer again are the same call.
    let present = TaskTransitions.allows(.passed, in: word)
    if (present ? known.latest : known.past).contains(where: { $0.review == kept }) {
      let tip = facts.tips[task.id]
      if !present || word == .inReview || tip == nil || tip == task.status.completion?.tip { return [] }
    }
    guard present else { throw notToReview(task) }
    let expected = task.definition.focusAreas
    if !expected.isEmpty, comparable(review.area ?? "").isEmpty {
      throw Rejection(
        .missingArgument,
        "Task \(task.id) is reviewed by focus areas, and review.focus_area names none: it takes \(spoken(expected, word: "or")).",
        details: [.init("argument", .text("review.focus_area")), .init("allowed", .texts(expected))],
        next: reviewCall(task))
    }
    let required = requiredDepth(of: task)
    // One that sends it back found something, and going deeper would not make that vanish.
    guard review.depth >= required || review.judged.sendsBack else {
      throw Rejection(
        .invalidArgument,
        "review.review_depth is \(review.depth.rawValue), and task \(task.id) takes a \(required.rawValue) review.",
        details: [
          .init("argument", .text("review.review_depth")), .init("task", .text(task.id.text)),
          .init("value", .text(review.depth.rawValue)),
          .init("allowed", .texts(ReviewDepth.allCases.filter { $0 >= required }.map(\.rawValue))),
        ], next: reviewCall(task))
    }
    var after = known
    after.take(.init(kept, at: Timestamp(seconds: 0), by: ""))
    var reviewed = task
    reviewed.review = after
    let events: [PlanEvent] = [.taskReviewed(task.id, review)]
    guard awaitedAreas(of: reviewed).isEmpty, let worst = after.latest.map({ $0.review.judged }).max() else {
      return events
    }
    switch worst {
    case .undecided: return events
    case .success: return events + passed(task, given: facts)
    case .needsRevision, .failed:
      let error = TaskError(review: after.latest.map(\.review).filter { $0.judged.sendsBack })
      return events + [.taskFailed(task.id, error)]
        + (task.attemptsLeft > 1
          ? [.taskRetried(task.id)]
          : [
            .replanNeeded(
              task.id,
              reason:
                "\(counted(task.failures + 1, "attempt")) failed: \(Review.cut(error.message, to: 1_000))"
            )
          ])
    }
  }

  /// Somebody takes it on himself that a task is completed without the review that it needs.
  func decideOverride(
    _ task: PlanTask, by name: String, reason: String, given facts: PlanFacts
  ) throws(Rejection) -> [PlanEvent] {
    for (text, field) in [(name, "review.reviewer"), (reason, "review.reason")] {
      try PlanLimits.check(text: text, field: field)
      guard !comparable(text).isEmpty else {
        throw Rejection(
          .missingArgument,
          "Task \(task.id) is to be completed without its review, and \(field) does not say \(field.hasSuffix("reason") ? "why" : "who takes that on himself").",
          details: [.init("argument", .text(field)), .init("task", .text(task.id.text))],
          next: reviewCall(task)
        )
      }
    }
    let (name, reason) = (Review.cut(name, to: 80), Review.cut(reason, to: 1_000))
    if let given = task.review?.override, given.stands, given.name == name, given.reason == reason {
      return []
    }
    try allow(.overridden, task)
    guard isUnreviewed(task) || task.review?.override?.stands == true else {
      throw Rejection(
        .wrongState, "Task \(task.id) needs no review, so there is none to do without.",
        details: [.init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue))],
        next: reviewCall(task))
    }
    return [.reviewOverridden(task.id, by: name, reason: reason)]
      + (task.status.word == .inReview ? passed(task, given: facts) : [])
  }

  private func passed(_ task: PlanTask, given facts: PlanFacts) -> [PlanEvent] {
    // What came after it was handed in, nobody was asked to look at.
    let handedIn = task.review?.isAwaited == true ? task.review?.tip : nil
    let tip = handedIn ?? facts.tips[task.id] ?? task.status.completion?.tip ?? task.branch?.start
    // What was looked at before it went on is completed as it is now.
    if let completion = task.status.completion, completion.tip == tip { return [] }
    return [.taskCompleted(task.id, tip: tip, merge: tip.flatMap { facts.reachable.contains($0) ? $0 : nil })]
  }

  /// Why there is nothing to review, and who changes that.
  private func notToReview(_ task: PlanTask) -> Rejection {
    let allowed = TaskTransitions.states(allowing: .passed).map(\.rawValue)
    var sentence = "Task \(task.id) is \(task.status.word.rawValue)"
    if let claim = task.status.claim { sentence += " by worker \(claim.worker)" }
    sentence +=
      ", so there is nothing to review yet: it is handed in by report_task, or by commit_task with type complete."
    return Rejection(
      .wrongState, sentence,
      details: [
        .init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue)),
        .init("allowed", .texts(allowed)),
      ], next: reviewCall(task))
  }

  private func check(_ review: Review) throws(Rejection) {
    try PlanLimits.check(text: review.handoff, field: "review")
    try PlanLimits.check(review.issues.count, limit: PlanLimits.entries, field: "review.critical_issues")
    if let score = review.score, !(0...10).contains(score) {
      throw Rejection(
        .invalidArgument, "review.review_score is \(score), and it takes 1 to 10.",
        details: [.init("argument", .text("review.review_score")), .init("value", .number(score))])
    }
  }
}

extension TaskError {
  /// What reviews that send a task back found: what its worker is told.
  init(review reviews: [Review]) {
    let lines = reviews.flatMap { review -> [String] in
      let place = review.area.map { "\($0): " } ?? ""
      let found = review.issues.isEmpty ? [review.summary ?? "the reviewer wants it revised"] : review.issues
      return found.map { place + $0 }
    }
    self.init(Review.cut(lines.joined(separator: "\n"), to: 4_000))
    type = "review"
    context = reviews.map { review in
      "\(review.judged.rawValue), \(review.depth.rawValue) review"
        + (review.score.map { ", score \($0)" } ?? "")
    }.joined(separator: "; ")
  }
}
