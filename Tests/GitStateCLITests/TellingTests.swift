import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

/// What people decided, wherever a plan is looked at.
@Suite struct `A decision that must not be missed` {
  private func sentBack(again: Bool = false) throws -> Plan {
    let sample = try SamplePlan.plan()
    var consent = PlanConsent()
    consent.waits = [.init(.plan, since: SamplePlan.ago(30), seq: 7)]
    consent.revision = .init(
      .revise,
      Consent(.terminal, seen: "one", reason: "split it:\n- tables\n- \u{1b}[31mtokens", target: "003"),
      at: SamplePlan.ago(3), by: "Ada", seq: 9)
    if again { consent.request = .init(note: nil, seen: "two", at: SamplePlan.now, by: "Bo", seq: 11) }
    return Plan(
      founding: try #require(sample.founding), created: sample.created, version: 3,
      tasks: Array(sample.tasks), learnings: [], consent: consent)
  }

  private func overridden() throws -> Plan {
    let sample = try SamplePlan.plan()
    var tasks = Array(sample.tasks)
    for index in [0, 1, 2] {
      tasks[index].review = TaskReview()
      tasks[index].review?.override = .init(
        name: "Ann\u{1b}", reason: "a hot\nfix", at: SamplePlan.ago(40), stands: index < 2)
    }
    return Plan(
      founding: try #require(sample.founding), created: sample.created, version: 3, tasks: tasks,
      learnings: [])
  }

  private func page(_ plan: Plan) -> PlanPage {
    PlanPage(plan: plan, facts: SamplePlan.facts, branch: "plan/x", now: SamplePlan.now)
  }

  private func report(_ plan: Plan) -> String {
    PlanReport(
      plan: plan, facts: SamplePlan.facts, branch: "plan/x", state: "active", updated: SamplePlan.ago(1),
      now: SamplePlan.now
    ).render()
  }

  private func overview(_ plan: Plan) -> OverviewPage {
    OverviewPage(
      active: [.init(branch: "plan/x", plan: plan, facts: SamplePlan.facts)], completed: 0, sentence: "Go.",
      now: SamplePlan.now)
  }

  @Test func `is told with its reason where the plan was sent back`() throws {
    let plan = try sentBack()
    let lines = """
      a person wants task 003 revised, 3 min ago:
        split it:
        - tables
        - \\u{1b}[31mtokens

      """
    let ready = ReadyPage(plan: plan, facts: SamplePlan.facts, branch: "plan/x", now: SamplePlan.now)
    for text in [
      BoardPage(page: page(plan)).render(Style()), page(plan).render(Style()), ready.render(Style()),
    ] {
      #expect(text.contains(lines), "\(text)")
    }
    let prime = PrimePage(overview: overview(plan)).render()
    #expect(
      prime.contains(
        "waits for approval since \(SamplePlan.ago(30)): to be revised, \"003: split it:\\n- tables\\n- \\u{1b}[31mtoken…\"\n"
      ),
      "\(prime)")
    #expect(
      report(plan).contains(
        "it was sent back; a person wants task 003 revised: split it: \\- tables \\- \\\\u{1b}\\[31mtokens"),
      "\(report(plan))")
    let asked = try sentBack(again: true)
    #expect(
      PrimePage(overview: overview(asked)).render().contains(
        "waits for approval since \(SamplePlan.ago(30)): gitstate approve"))
    #expect(page(asked).render(Style()).contains("a person wanted task 003 revised, and is asked again"))
  }

  @Test func `is told of every task that went without its review`() throws {
    let plan = try overridden()
    let name = "review overridden by Ann\\u{1b}"
    let text = page(plan).render(Style(width: 120))
    #expect(text.contains("merged 42 min ago by worker-1, \(name)"), "\(text)")
    #expect(text.contains("\(name); done, not on flow yet: gitstate merge task/002-password-hashing"))
    // What was opened again since is other work.
    #expect(text.ranges(of: name).count == 2)
    let board = BoardPage(page: page(plan)).render(Style(width: 200))
    #expect(board.contains("overridden by"), "\(board)")
    #expect(
      page(plan).render(Style(isColored: true, width: 120)).contains(
        "\u{1b}[33mmerged 42 min ago by worker-1, \(name)\u{1b}[0m"))
    let graph = PlanGraph(
      plan, given: SamplePlan.facts, finished: [], branch: "plan/x", state: "active", at: SamplePlan.now)
    #expect(GraphText(graph: graph).render(Style(width: 160)).contains("review overridden"))
    #expect(GraphMermaid(graph: graph).render().contains("001 merged, unreviewed"))
    #expect(GraphDOT(graph: graph).render().contains("001  merged, unreviewed"))
    let svg = GraphSVG(graph: graph).render()
    #expect(svg.contains("(merged, \(name))</title>") && svg.contains(">merged, unreviewed</text>"))
    let markdown = report(plan)
    #expect(markdown.contains("## Reviews overridden") && markdown.contains("a hot fix"), "\(markdown)")
    #expect(markdown.contains("| Create user model (review overridden by Ann"))
    let json = BoardJSON.card(plan.tasks[0], .ready, nil)
    #expect(json["overridden_by"] == "Ann\u{1b}" && json["override_reason"] == "a hot\nfix")
    #expect(BoardJSON.card(plan.tasks[2], .ready, nil)["overridden_by"] == nil)
  }

  @Test func `has its reason below it in a history`() {
    let page = HistoryLog(
      ledger: "plan/x", total: 1,
      lines: [
        .init(
          seq: 3, at: SamplePlan.now, by: "Ada", what: "plan v1: a person wants it revised",
          why: "split \u{1b}it " + String(repeating: "and again ", count: 20), commit: SamplePlan.merge)
      ])
    let lines = page.render(Style(width: 80)).split(separator: "\n").map(String.init)
    #expect(lines.count == 5 && lines[3].hasPrefix("                  split \\u{1b}it and again"), "\(lines)")
    #expect(lines.allSatisfy { $0.count <= 80 } && lines[4].hasSuffix("…"))
  }

  @Test func `is told of a lease that ran out`() throws {
    var task = try SamplePlan.task("001", "One")
    task.status = .claimed(
      .init(worker: try WorkerID("1"), seq: 1, at: SamplePlan.ago(120), until: SamplePlan.ago(60)))
    let founding = PlanFounding(session: try SessionID("x"), request: "R", base: "flow")
    let plan = Plan(
      founding: founding, created: SamplePlan.ago(200), version: 1, tasks: [task], learnings: [])
    #expect(page(plan).render(Style()).contains("worker 1, 2 h, lease ran out 1 h ago"))
    #expect(PrimePage(overview: overview(plan)).render().contains("001 (worker 1, 2 h, lease ran out)"))
  }
}

/// The same on the built command.
@Suite struct `A plan that is decided on from the command line` {
  private func founded(_ id: String, _ approval: String, in command: Command) throws {
    let arguments =
      #"{"session_id":"\#(id)","user_request":"Add login","approval":\#(approval),"tasks":[{"id":"001","description":"User model","requires_review":true},{"id":"002","description":"Tokens"}]}"#
    let made = try command.run("call", "create_plan_branch", "--json", arguments)
    try #require(made.status == 0, "\(made.errors)")
  }

  @Test func `need not be named where it alone waits`() throws {
    let command = try Command()
    try founded("session-1", #"{"policy":"plan","approve_via":"any"}"#, in: command)
    try founded("session-2", #""none""#, in: command)
    #expect(try command.run("approve", "--dry-run").text.contains("Plan plan/session-1, v1"))
    #expect(try command.json("approve", "--yes")["plan_branch"] == "plan/session-1")
    // Now that nothing waits there are two again.
    let both = try command.run("approve", "--yes")
    #expect(both.status == 64 && both.errors.contains("2 plans to choose from"))
    try founded("session-3", #""plan""#, in: command)
    try founded("session-4", #""plan""#, in: command)
    let waiting = try command.run("approve", "--yes")
    #expect(waiting.errors.contains("2 plans to choose from: plan/session-3 and plan/session-4"))
    // Which is opened again, is one that ended.
    _ = try command.run("abort", "session-1", "--yes")
    let reopened = try command.run("approve", "--reopen")
    #expect(reopened.status == 65 && reopened.errors.contains("Only a person decides on plan/session-1"))
  }

  @Test func `is told to leave out --yes where a person decides`() throws {
    let command = try Command()
    try founded("session-1", #""plan""#, in: command)
    for (words, line) in [
      (["approve", "--yes"], "gitstate approve plan/session-1"),
      (["abort", "--yes"], "gitstate abort plan/session-1"),
    ] {
      let refused = try command.run(words)
      #expect(
        refused.errors.contains("hint: Leave out --yes. A person decides at a terminal: \(line)"),
        "\(refused.errors)")
    }
    #expect(try !command.run("approve").errors.contains("Leave out"))
  }

  @Test func `says in its board, its graph and its task who did without a review`() throws {
    let command = try Command()
    try founded("session-1", #""none""#, in: command)
    _ = try command.run("call", "create_task_branch", "task_id=001")
    let override =
      #"{"review_status":"override","reviewer":"Ann","reason":"a hot fix"}"#
    _ = try command.run("call", "claim_task", "plan_branch=session-1", "task_id=001", "worker_id=1")
    _ = try command.run(
      "call", "report_task", "plan_branch=session-1", "task_id=001", "worker_id=1",
      #"handoff={"status":"completed"}"#)
    let given = try command.run(
      "call", "review_task", "plan_branch=session-1", "task_id=001", "review=\(override)")
    try #require(given.status == 0, "\(given.errors)")
    for words in [
      ["plan"], ["graph"], ["parse-plan"], ["parse-task", "001"], ["plan", "report", "session-1"],
      ["overview"],
    ] {
      #expect(try command.run(words).text.contains("review overridden by Ann"), "\(words)")
    }
    let task = try command.run("parse-task", "001").text
    #expect(task.contains("Review overridden") && task.contains("by Ann, just now: a hot fix"))
    let card = try command.json("plan")["columns"]?.arrayValue?.compactMap { $0["tasks"] }
    #expect(card?.description.contains("override_reason") == true)
    #expect(try command.json("history")["history"]?.arrayValue?.first?["why"] == "001: a hot fix")
  }

  @Test func `says in its graph that it is to be revised`() throws {
    let command = try Command()
    try founded("session-1", #"{"policy":"plan","approve_via":"any"}"#, in: command)
    #expect(try command.run("approve", "--revise", "split it", "--yes").status == 0)
    #expect(try command.run("graph").text.contains("awaiting approval, to be revised, 0 of 2 delivered"))
    #expect(try command.json("ready")["revision"]?["reason"] == "split it")
  }
}
