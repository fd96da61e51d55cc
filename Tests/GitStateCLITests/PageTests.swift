import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `A page` {
  private func page() throws -> PlanPage {
    let plan = try SamplePlan.plan()
    var page = PlanPage(
      plan: plan, facts: SamplePlan.facts, branch: "plan/session-20250112-143000", now: SamplePlan.now)
    page.ahead = 4
    page.warnings = plan.warnings(given: SamplePlan.facts)
    return page
  }

  @Test func `of a plan shows waves, marks, who and since when`() throws {
    try GoldenFile("output/plan.txt").expect(page().render(Style(width: 100)))
  }

  @Test func `of a plan is as wide as it may be and plain where the locale is`() throws {
    let style = Style(isUnicode: false, width: 60)
    let text = try page().render(style)
    try GoldenFile("output/plan-narrow-ascii.txt").expect(text)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    // A line is longer only where one word is: a command that is to be copied.
    for line in text.split(separator: "\n") where line.count > 60 {
      #expect(line.split(separator: " ").contains { $0.count > 20 }, "\(line)")
    }
  }

  @Test func `in colour says the same as without`() throws {
    let coloured = try page().render(Style(isColored: true, width: 100))
    try GoldenFile("output/plan-colour.txt").expect(coloured.replacing("\u{1b}", with: "␛"))
    let bare = try page().render(Style(width: 100))
    #expect(withoutColour(coloured) == bare)
  }

  @Test func `of a plan shows only the tasks that are asked for`() throws {
    var page = try page()
    page.isShown = { $0.id.text == "003" }
    let text = page.render(Style())
    #expect(text.contains("Token service"))
    #expect(!text.contains("Password hashing"))
    #expect(text.contains("1 of 9 delivered"))
  }

  @Test func `of what is ready names what each waiting task waits for`() throws {
    let page = ReadyPage(
      plan: try SamplePlan.plan(), facts: SamplePlan.facts, branch: "plan/session-20250112-143000",
      now: SamplePlan.now)
    try GoldenFile("output/ready.txt").expect(page.render(Style()))
  }

  @Test func `of an overview ends with the next command`() throws {
    var page = OverviewPage(
      active: [
        .init(branch: "plan/session-20250112-143000", plan: try SamplePlan.plan(), facts: SamplePlan.facts)
      ],
      completed: 2, rescues: 1, sentence: "Task 005 is ready to start.", now: SamplePlan.now)
    page.landing = "flow is 4 commits ahead of main: gitstate land"
    page.collisions = ["003 and 004: requirements.txt"]
    page.command = "gitstate call create_task_branch task_id=005"
    try GoldenFile("output/overview.txt").expect(page.render(Style()))
    let prime = PrimePage(overview: page, call: "create_task_branch {\"task_id\":\"005\"}")
    try GoldenFile("output/prime.txt").expect(prime.render())
  }

  @Test func `of an overview of nothing is two lines at most`() {
    let page = OverviewPage(active: [], completed: 0, sentence: "No plan is active.", now: SamplePlan.now)
    #expect(page.render(Style()) == "No plan is active.\n")
    #expect(PrimePage(overview: page).render().split(separator: "\n").count == 1)
  }

  @Test func `of a history is by day, and tells commits of others`() throws {
    var page = HistoryLog(
      ledger: "plan/x", total: 12,
      lines: [
        .init(
          seq: 12, at: SamplePlan.ago(1), by: "worker-1", what: "plan v3: completed 001",
          commit: SamplePlan.merge),
        .init(
          seq: nil, at: SamplePlan.ago(5), by: "Mallory the Very Long Named", what: "odd",
          commit: SamplePlan.gone),
        .init(seq: 9, at: SamplePlan.ago(1500), by: "Ada", what: "plan v1: created", commit: SamplePlan.gone),
      ])
    page.more = "gitstate history plan/x --cursor c.3"
    page.zone = { _ in 90 }
    try GoldenFile("output/history.txt").expect(page.render(Style(width: 80)))
  }

  @Test func `of one thing leaves out what is empty`() {
    var sheet = Sheet(heading: "001  Title")
    sheet.facts = ["", "high"]
    sheet.fields = [("needs", ""), ("provides", "A, B")]
    sheet.texts = [("Notes", ""), ("Learned", "one\n\n  two")]
    #expect(sheet.render(Style()) == "001 Title\nhigh\n\nprovides  A, B\n\nLearned\n  one\n\n    two\n")
  }

  @Test func `names what git ignored and went with a worktree, in one line`() {
    let answer: JSONValue = [
      "worktree_path": ".worktrees/worker-1", "changed": true,
      "ignored_removed": ["count": 7, "files": ["node_modules/", "\u{1b}.env"]],
    ]
    let lines = WorktreeRemoveCommand.text(answer, Style()).split(separator: "\n")
    #expect(lines.last == "  ignored by git, so gone with it: node_modules/, \\u{1b}.env and 5 more")
  }

  private func withoutColour(_ text: String) -> String {
    text.replacing(/\u{1b}\[[0-9;]*m/, with: "")
  }
}

@Suite struct `Time that has gone by` {
  @Test(
    arguments: [
      (-500, "under 1 min"), (59, "under 1 min"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"),
      (11_100, "3 h 5 min"),
      (36_060, "10 h"), (172_799, "47 h"), (172_800, "2 days"),
    ] as [(Int64, String)])
  func `is said in the words that it needs`(seconds: Int64, words: String) {
    #expect(
      elapsed(since: Timestamp(seconds: 1_000_000), at: Timestamp(seconds: 1_000_000 + seconds)) == words)
  }
}
