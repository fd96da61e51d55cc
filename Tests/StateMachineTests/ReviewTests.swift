import StateMachine
import Testing

@Suite struct `A review` {
  @Test(
    arguments: [
      (ReviewVerdict.success, nil, false, ReviewVerdict.success), (.success, 7, false, .success),
      (.success, 6, false, .needsRevision), (.success, 9, true, .needsRevision), (.success, 6, true, .failed),
      (.needsRevision, 6, true, .failed), (.needsRevision, 8, true, .needsRevision),
      (.failed, 9, false, .failed), (.undecided, nil, false, .undecided), (.undecided, 3, true, .failed),
    ] as [(ReviewVerdict, Int?, Bool, ReviewVerdict)])
  func `counts by its score and what is critical in it`(
    said: ReviewVerdict, score: Int?, isCritical: Bool, counts: ReviewVerdict
  ) {
    var review = Review(said, depth: .full)
    review.score = score
    if isCritical { review.issues = ["a key in the log"] }
    #expect(review.judged == counts)
  }

  @Test(
    arguments: [
      ("success", ReviewVerdict.success), ("completed", .success), ("PASS", .success), ("warning", .success),
      ("proceed", .success), ("needs_revision", .needsRevision), ("needs-revision", .needsRevision),
      ("revise", .needsRevision), ("failed", .failed), ("blocking", .failed), ("reject", .failed),
      ("defer", .undecided), ("needs_input", .undecided),
    ])
  func `is understood in every dialect`(text: String, verdict: ReviewVerdict) {
    #expect(ReviewVerdict(anyDialect: text) == verdict)
  }

  @Test func `is as deep as the task needs`() throws {
    func depth(_ body: (inout PlanTask) -> Void) throws -> ReviewDepth {
      let bench = try PlanUnderTest(task("001"))
      var item = try bench.task("001")
      body(&item)
      return bench.plan.requiredDepth(of: item)
    }
    #expect(try depth { _ in } == .standard)
    #expect(try depth { $0.definition.priority = .medium } == .standard)
    #expect(try depth { $0.definition.priority = .low } == .lightweight)
    #expect(try depth { $0.definition.priority = .high } == .full)
    #expect(try depth { $0.definition.requiresReview = true } == .full)
    #expect(try depth { $0.definition.concerns = [.pii] } == .full)
    #expect(try depth { $0.failures = 1 } == .standard)
    #expect(try depth { $0.failures = 2 } == .full)
    #expect(
      try depth {
        $0.definition.priority = .low
        $0.isRaised = true
      } == .full)
  }

  @Test func `is needed by whichever tasks the plan says`() throws {
    for (policy, needs) in [
      (ReviewPolicy.required, [false, true]), (.all, [true, true]), (.none, [false, false]),
    ] {
      var founding = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
      var second = try task("002")
      second.requiresReview = true
      founding.tasks = [try task("001"), second]
      founding.reviews = policy
      var bench = PlanUnderTest()
      try bench.run(.create(founding))
      #expect(bench.plan.tasks.map { bench.plan.needsReview($0) } == needs, "\(policy)")
    }
  }

  @Test func `is kept short, and the last few of them`() throws {
    var whole = try task("001")
    whole.requiresReview = true
    whole.maxRetries = 100
    var bench = try PlanUnderTest(whole)
    var review = Review(.failed, depth: .full)
    review.issues = Array(repeating: String(repeating: "x", count: 10_000), count: 20)
    review.summary = String(repeating: "y", count: 10_000)
    review.handoff = String(repeating: " ", count: 60_000)
    for number in 0..<12 {
      try bench.run(.handIn(whole.id, tip: nil))
      review.score = number % 5
      let events = try bench.run(.review(whole.id, review))
      #expect(events.contains(.taskReviewed(whole.id, review)), "the history has all of it")
    }
    let kept = try #require(try bench.task("001").review)
    #expect(kept.past.count == 6 && kept.past.last?.review.score == 1)
    #expect(kept.past.allSatisfy { $0.review.handoff == "{}" && $0.review.issues.count == 10 })
    #expect(kept.past.allSatisfy { given in given.review.issues.allSatisfy { $0.count <= 501 } })
    #expect(try bench.task("001").errors.allSatisfy { $0.error.message.count <= 4_001 })
  }

  @Test func `that sends a task back puts it before others, and hands it to its worker first`() throws {
    var second = try task("002", "Work", priority: .low)
    second.requiresReview = true
    var bench = try PlanUnderTest(task("001"), second, task("003", priority: .high))
    let (one, two) = (try WorkerID("1"), try WorkerID("2"))
    try bench.run(.claim(second.id, one, until: nil))
    try bench.run(.report(second.id, one, claim: nil, TaskReport(.completed)))
    var review = Review(.needsRevision, depth: .full)
    try bench.run(.review(second.id, review))
    #expect(try bench.task("002").priority == .low && bench.ready == ["003", "001", "002"])
    #expect(bench.plan.next(for: one, given: bench.facts, at: bench.now)?.id.text == "002")
    #expect(bench.plan.next(for: two, given: bench.facts, at: bench.now)?.id.text == "003")
    try bench.run(.claim(second.id, one, until: nil))
    try bench.run(.report(second.id, one, claim: nil, TaskReport(.completed)))
    review.verdict = .failed
    review.issues = ["a key in the log"]
    try bench.run(.review(second.id, review))
    #expect(try bench.task("002").priority == .high && bench.ready == ["002", "003", "001"])
    #expect(try bench.task("002").errors.last?.error.message == "a key in the log")
    // Another may have it, only not first.
    #expect(bench.plan.next(for: two, given: bench.facts, at: bench.now)?.id.text == "003")
    try bench.run(.claim(second.id, two, until: nil))
  }

  @Test func `is not taken away by an update`() throws {
    var whole = try task("001")
    whole.requiresReview = true
    let bench = try PlanUnderTest(whole)
    var patch = TaskPatch(id: whole.id)
    patch.requiresReview = false
    var update = PlanUpdate()
    update.changed = [patch]
    #expect(
      refusal { try bench.plan.decide(.update(update), given: bench.facts, at: bench.now) }?.code
        == .wrongState)
  }

  @Test func `that was overridden is said for ever, and holds for the work that was there`() throws {
    var whole = try task("001")
    whole.requiresReview = true
    var bench = try PlanUnderTest(whole)
    try bench.run(.overrideReview(whole.id, by: "Ada", reason: "it is urgent"))
    try bench.update { $0.completed = [.init(id: whole.id)] }
    #expect(try bench.task("001").status.word == .completed)
    var patch = TaskPatch(id: whole.id)
    patch.reopen = true
    let reopening = patch
    try bench.update { $0.changed = [reopening] }
    let override = try #require(try bench.task("001").review?.override)
    #expect(override.name == "Ada" && override.reason == "it is urgent" && !override.stands)
    #expect(refusal { try bench.update { $0.completed = [.init(id: whole.id)] } }?.code == .unreviewed)
  }
}
