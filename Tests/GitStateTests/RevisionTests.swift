import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan that was sent back` {
  private func founded(via: ApprovalPolicy.Via = .person, _ asks: ApprovalPolicy.Asks = .plan) throws
    -> PlanBench
  {
    let bench = try PlanBench()
    var draft = PlanFounding(session: try SessionID("s1"), request: "Add login", base: "flow")
    draft.tasks = [try planned("001"), try planned("002", "Mail"), try planned("003")]
    draft.approval = ApprovalPolicy(asks, via: via)
    _ = try bench.project.createPlan(draft)
    return bench
  }

  private func revise(
    _ bench: PlanBench, _ reason: String = "split it", about target: String? = "002",
    by way: DecisionWay = .terminal
  ) throws {
    let seen = try bench.project.whatWaits("s1").seen
    _ = try bench.project.decide("s1", .revise, by: way, seen: seen, reason: reason, target: target)
  }

  private func change(_ bench: PlanBench, _ id: String = "002", to text: String = "Mail, split") throws {
    try bench.update { update in
      var patch = TaskPatch(id: try PlanTaskID(id))
      patch.description = text
      update.changed = [patch]
    }
  }

  @Test func `is to be revised, and then asked for again`() throws {
    let bench = try founded()
    let since = bench.project.now
    try revise(bench)
    let words = "plan/s1 waits for approval since \(since); a person wants task 002 revised: \"split it\""
    var seen = try bench.stranger().overview()
    #expect(
      seen.sentence == "\(words). update_plan_branch changes it, then request_approval asks again.")
    #expect(
      seen.next == .init("parse_plan", [.init("branch", .text("plan/s1")), .init("ids", .texts(["002"]))]))
    // To ask again for the same is no revision.
    _ = try bench.project.requestApproval("s1", at: nil, note: "please")
    #expect(try bench.stranger().overview().next?.tool == "parse_plan")
    try change(bench)
    seen = try bench.stranger().overview()
    #expect(seen.sentence == "\(words). It was changed since: request_approval asks again.")
    #expect(seen.next == .init("request_approval", [.init("plan_branch", .text("plan/s1"))]))
    bench.pass()
    let asked = try bench.project.requestApproval("s1", at: nil, note: nil)
    seen = try bench.stranger().overview()
    #expect(
      seen.sentence
        == "plan/s1 waits for approval since \(since); a person wanted task 002 revised: \"split it\", and is asked again since \(bench.project.now): a person decides, by `gitstate approve plan/s1` or where the client asks."
    )
    _ = try bench.project.decide("s1", .approve, by: .terminal, seen: asked.seen)
    let plan = try bench.read().plan
    #expect(plan.revision == nil && plan.revisionWords() == nil && plan.askedAgain == nil)
  }

  @Test func `is named by whoever sent it back, and what it is about`() throws {
    let open = try founded(via: .any)
    try revise(open, "all of \"it\"\nmust go", about: "the\nschema", by: .agent)
    let plan = try open.read().plan
    #expect(
      plan.revisionWords() == #"an agent wants "the\nschema" revised: "all of \"it\"\nmust go""#)
    #expect(plan.revisionWords(withReason: false) == #"an agent wants "the\nschema" revised"#)
    // Nothing of the plan is named, so all of it is read.
    #expect(
      try open.read().pauseCall == .init("parse_plan", [.init("branch", .text("plan/s1"))]))
    let whole = try founded()
    try revise(whole, about: nil, by: .elicitation)
    #expect(try whole.read().plan.revisionWords() == #"a person wants it revised: "split it""#)
    // What ended is not to be revised.
    _ = try whole.project.decide("s1", .abort, by: .terminal, seen: nil)
    #expect(try whole.read().plan.revision == nil && whole.read().pauseCall == nil)
  }

  @Test func `stands in the story with its reason`() throws {
    let bench = try founded()
    try revise(bench, "split it:\n  one for each table")
    let step = try #require(try bench.stranger().history(of: "s1", limit: 1, cursor: nil).steps.first)
    #expect(step.subject == "plan v1: a person at a terminal wants 002 revised")
    #expect(step.reason == "002: split it: one for each table")
    try revise(bench, String(repeating: "word ", count: 100), about: nil, by: .elicitation)
    let long = try #require(try bench.stranger().history(of: "s1", limit: 1, cursor: nil).steps.first)
    #expect(long.subject == "plan v1: a person wants it revised")
    #expect(long.reason?.count == 161 && long.reason?.hasSuffix("…") == true)
    #expect(try bench.verify().problem == nil)
    #expect(try bench.stranger().history(of: "s1", limit: 9, cursor: nil).steps.last?.reason == nil)
  }

  @Test func `is told what changed since it was looked at`() throws {
    let bench = try founded()
    let before = try bench.read().plan
    #expect(try bench.read().plan.news(since: before) == [])
    try change(bench)
    try bench.update { $0.added = [.init(definition: try planned("004"), hasID: true)] }
    try bench.update { $0.cancelled = [try PlanTaskID("003")] }
    let after = try bench.read().plan
    #expect(after.news(since: before) == ["added 004", "changed 002", "cancelled 003"])
    #expect(before.news(since: after).contains("taken up again 003"))
  }

  @Test func `is told what became of a batch meanwhile`() throws {
    let bench = try founded(.planAndBatches)
    let one = try WorkerID("1")
    _ = try bench.project.decide("s1", .approve, by: .terminal, seen: bench.read().plan.digest)
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    let before = try bench.read().plan
    var report = TaskReport(.blocked)
    report.reason = "no key"
    _ = try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, report)
    #expect(try bench.read().plan.news(since: before) == ["task 001 is blocked", "a batch is complete"])
  }

  private func founded(_ asks: ApprovalPolicy.Asks) throws -> PlanBench { try founded(via: .person, asks) }
}

@Suite struct `The page of a batch` {
  private func founded() throws -> PlanBench {
    let bench = try PlanBench()
    var draft = PlanFounding(session: try SessionID("s1"), request: "Add login", base: "flow")
    draft.tasks = try (1...6).map { try planned("00\($0)", "Task \($0)") }
    draft.tasks[4].requiresReview = true
    draft.approval = ApprovalPolicy(.planAndBatches, via: .any)
    _ = try bench.project.createPlan(draft)
    _ = try bench.project.decide("s1", .approve, by: .agent, seen: bench.read().plan.digest)
    return bench
  }

  @Test func `says of each task why it stands as it does, below it`() throws {
    let bench = try founded()
    let project = bench.project
    func worker(_ id: Int) throws -> WorkerID { try WorkerID("\(id)") }
    for id in 1...5 { _ = try project.claimTask("s1", task: "00\(id)", worker: worker(id), minutes: nil) }
    _ = try project.releaseTask("s1", task: "001", worker: worker(1), reason: "no access\nto the host")
    _ = try project.releaseTask("s1", task: "002", worker: worker(2), reason: nil)
    var failed = TaskReport(.failed)
    failed.reason = "it broke"
    _ = try project.reportTask("s1", task: "003", worker: worker(3), claim: nil, failed)
    var rejected = TaskReport(.specRejected)
    rejected.reason = "nobody can do that"
    _ = try project.reportTask("s1", task: "004", worker: worker(4), claim: nil, rejected)
    _ = try project.reportTask("s1", task: "005", worker: worker(5), claim: nil, TaskReport(.completed))
    let over = try project.overrideReview("s1", task: "005", by: "Ann", reason: "trivial")
    #expect(over.view.plan.consent.foremost?.point == .batch)
    let page = try project.whatWaits("s1").shown()
    #expect(
      page.contains(
        """

        The batch: 001, 002, 003, 004 and 005
          001  Task 1: given back by worker 1, to be handed out again
              because:
                no access
                to the host
          002  Task 2: given back by worker 2, to be handed out again
          003  Task 3: failed, to be tried again: it broke
          004  Task 4: needs replan
              because: nobody can do that
          005  Task 5: completed, review overridden by Ann
              because: trivial
        Remaining:
        """), "\(page)")
    // The same where it is asked for.
    #expect(try project.requestApproval("s1", at: nil, note: nil).shown().hasPrefix(page))
  }

  @Test func `does not take an old release for the last word`() throws {
    let bench = try founded()
    let one = try WorkerID("1")
    for _ in 0..<2 { _ = try bench.project.claimTask("s1", task: "002", worker: one, minutes: nil) }
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    _ = try bench.project.releaseTask("s1", task: "001", worker: one, reason: "tired")
    _ = try bench.project.claimTask("s1", task: "001", worker: WorkerID("2"), minutes: nil)
    var failed = TaskReport(.failed)
    failed.reason = "it broke"
    _ = try bench.project.reportTask("s1", task: "001", worker: WorkerID("2"), claim: nil, failed)
    _ = try bench.project.reportTask("s1", task: "002", worker: one, claim: nil, TaskReport(.completed))
    let page = try bench.project.whatWaits("s1").shown()
    #expect(page.contains("001  Task 1: failed, to be tried again: it broke") && !page.contains("tired"))
  }
}
