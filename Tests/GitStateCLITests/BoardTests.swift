import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `A plan's board` {
  private func board(_ plan: Plan, _ facts: PlanFacts, branch: String = "plan/session-20250112-143000")
    -> BoardPage
  {
    BoardPage(page: PlanPage(plan: plan, facts: facts, branch: branch, now: SamplePlan.now))
  }

  @Test func `has a column for each state, and says who, since when and which attempt`() throws {
    let sample = board(try SamplePlan.plan(), SamplePlan.facts)
    try GoldenFile("output/board-80.txt").expect(sample.render(Style(width: 80)))
    try GoldenFile("output/board-160.txt").expect(sample.render(Style(width: 160)))
    var large = board(try LargePlan.plan(), PlanFacts(), branch: "plan/PLAN-100")
    large.limit = 12
    try GoldenFile("output/board-100.txt").expect(large.render(Style(width: 120)))
  }

  @Test func `is as wide as it may be, in colour and without, and plain where the locale is`() throws {
    for width in [40, 80, 120, 160] {
      for plan in [try SamplePlan.plan(), try LargePlan.plan()] {
        let text = board(plan, PlanFacts()).render(Style(width: width))
        // What stands above the columns is as long as a branch's name.
        for line in text.split(separator: "\n\n").dropFirst().joined(separator: "\n").split(separator: "\n") {
          #expect(Style.columns(of: line) <= width, "\(line)")
        }
        let coloured = board(plan, PlanFacts()).render(Style(isColored: true, width: width))
        #expect(withoutColour(coloured) == text)
      }
    }
    let ascii = board(try SamplePlan.plan(), SamplePlan.facts).render(Style(isUnicode: false, width: 60))
    #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
  }

  private func withoutColour(_ text: String) -> String {
    text.replacing(/\u{1b}\[[0-9;]*m/, with: "")
  }

  @Test func `counts what a column leaves out, and has what was done last first`() throws {
    var large = board(try LargePlan.plan(), PlanFacts())
    large.limit = 2
    let lines = large.render(Style(width: 160)).split(separator: "\n")
    #expect(lines.contains { $0.contains("and 18 more") })
    let done = try #require(lines.firstIndex { $0.contains("✓ 001") })
    #expect(lines[(done + 1)...].contains { $0.contains("✓ 002") })
  }

  /// The sample with other tasks, or another decision.
  private func changed(_ change: (inout [PlanTask], inout PlanConsent) throws -> Void) throws -> Plan {
    let plan = try SamplePlan.plan()
    var tasks = Array(plan.tasks)
    var consent = plan.consent
    try change(&tasks, &consent)
    return Plan(
      founding: try #require(plan.founding), created: plan.created, version: plan.version, tasks: tasks,
      learnings: [], consent: consent)
  }

  @Test func `says who brought what stands still there, and since when`() throws {
    let plan = try changed { tasks, _ in tasks[1].status = .inReview(nil) }
    var sample = board(plan, SamplePlan.facts)
    for (id, by) in [("002", "worker-4"), ("007", "worker-5"), ("010", "Ada")] {
      sample.stands[try PlanTaskID(id)] = TaskStand(by: by, at: SamplePlan.ago(9))
    }
    let text = sample.render(Style(width: 200))
    for by in ["worker-4", "worker-5", "Ada"] { #expect(text.contains("\(by), 9 min ago"), "\(text)") }
  }

  @Test func `has what was split among what waits, and counts it there`() throws {
    let plan = try changed { tasks, _ in
      tasks[4].status = .expanding
      tasks[4].subTasks = try ["005a", "005b", "005c"].map { try PlanTaskID($0) }
    }
    let lines = board(plan, SamplePlan.facts).render(Style(width: 200)).split(separator: "\n")
    #expect(
      lines.contains { $0.contains("Waiting 3") } && lines.contains { $0.contains("split into 3 parts") })
    #expect(lines.contains { $0.contains("2 at work") && $0.contains("3 waiting") })
  }

  @Test func `of an aborted plan says that a person may open it again`() throws {
    let plan = try changed { _, consent in
      consent.aborted = Decided(
        .abort, Consent(.terminal), at: SamplePlan.ago(1), by: "Ada", seq: 9)
    }
    let text = board(plan, SamplePlan.facts).render(Style(width: 200))
    #expect(text.contains("waits for a person") && !text.contains("a decision"), "\(text)")
  }

  @Test func `leaves room for who did last what, and when`() throws {
    var frame = WatchFrame(board: board(try SamplePlan.plan(), SamplePlan.facts))
    frame.last = (
      "plan v3: worker k3 released task 014, and the plan goes on with what is left", "worker-k3",
      SamplePlan.ago(2)
    )
    let foot = try #require(frame.lines(Style(width: 80), rows: 24).last)
    #expect(foot.contains("…, by worker-k3 2 min ago") && foot.hasPrefix("plan v3: worker k3 released"))
  }

  @Test func `is drawn in as many lines as a terminal has`() throws {
    for (width, rows) in [(80, 24), (160, 50), (64, 10), (80, 3), (80, 2), (80, 1)] {
      var frame = WatchFrame(board: board(try LargePlan.plan(), PlanFacts()))
      frame.last = ("plan v3: completed 001 \(SamplePlan.hostile)", "worker-1", SamplePlan.ago(2))
      let lines = frame.lines(Style(width: width), rows: rows)
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { Style.columns(of: $0) <= width }, "\(lines)")
      if rows > 3 { #expect(lines.last?.hasSuffix("q ends") == true) }
      let drawn = WatchFrame.drawn(lines)
      #expect(drawn.count { $0 == "\r\n" } == rows - 1)
    }
    let calm = WatchFrame(board: board(try SamplePlan.plan(), SamplePlan.facts)).lines(
      Style(width: 160), rows: 50)
    #expect(!calm.contains { $0.contains(" more") })
  }

  @Test func `measures what a terminal shows`() {
    for (text, width) in [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("📬", 2), ("❤️", 2), ("🇩🇪", 2), ("ｆｕ", 4), ("한글", 4),
      ("…", 1),
      ("", 0), ("ضبط", 3), ("✓", 1),
    ] {
      #expect(Style.columns(of: text) == width, "\(text)")
    }
    let style = Style()
    #expect(style.clipped("漢字漢字", to: 6) == "漢字…")
    #expect(style.clipped("漢字漢字", to: 8) == "漢字漢字")
    #expect(style.clipped("ab cd", to: 4) == "ab…")
    #expect(style.folded("one two three four", to: 9, limit: 2) == ["one two", "three fo…"])
    #expect(style.folded("unbreakable", to: 5, limit: 3) == ["unbr…"])
  }

  @Test func `is reported as Markdown, all of it`() throws {
    var plan = try SamplePlan.plan()
    try GoldenFile("output/report.md").expect(report(plan, SamplePlan.facts))
    plan = try LargePlan.plan()
    let text = report(plan, PlanFacts())
    #expect(!text.contains("<script") && !text.contains("\u{1b}") && !text.contains("\u{202e}"))
    for row in text.split(separator: "\n") where row.hasPrefix("| 0") {
      // Six cells, however many bars the titles have.
      #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 7, "\(row)")
    }
    #expect(
      markdown("# *a* _b_ [c](d) `e` <f> & 1 | 2 \\")
        == "\\# \\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` &lt;f&gt; &amp; 1 \\| 2 \\\\")
  }

  private func report(_ plan: Plan, _ facts: PlanFacts) -> String {
    var report = PlanReport(
      plan: plan, facts: facts, branch: "plan/session-20250112-143000", state: "awaiting_confirmation",
      updated: SamplePlan.ago(1), now: SamplePlan.now)
    report.landing = "flow is 4 commits ahead of main: gitstate land"
    report.documents = Set(plan.tasks.prefix(1).map(\.id))
    report.warnings = plan.warnings(given: facts)
    return report.render()
  }
}
