import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `A page of a run` {
  private func page(_ run: Run) -> RunPage {
    var page = RunPage(run: run, branch: "run/\(SampleRun.id)", now: SamplePlan.now)
    page.warnings = ["1 commit of others on it changed nothing."]
    return page
  }

  @Test func `shows phases, attempts, modules, checkpoints and the next command`() throws {
    try GoldenFile("output/run.txt").expect(page(SampleRun.run()).render(Style()))
  }

  @Test func `is as wide as it may be, plain where the locale is, and says that a rollback is not ended`()
    throws
  {
    let text = try page(SampleRun.run(rollingBack: true)).render(Style(isUnicode: false, width: 60))
    try GoldenFile("output/run-narrow-ascii.txt").expect(text)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `in colour says the same as without`() throws {
    let run = try SampleRun.run()
    let coloured = page(run).render(Style(isColored: true))
    #expect(coloured.contains("\u{1b}["))
    #expect(coloured.replacing(/\u{1b}\[[0-9;]*m/, with: "") == page(run).render(Style()))
  }

  @Test func `lists runs, and names the first`() throws {
    let table = RunTable(
      runs: [try SampleRun.run(), try SampleRun.run(rollingBack: true)], now: SamplePlan.now)
    try GoldenFile("output/runs.txt").expect(table.render(Style()) + "\n")
    #expect(RunTable(runs: [], now: SamplePlan.now).render(Style()).contains("gitstate run start"))
  }

  @Test func `stands in the overview beside plans, and alone`() throws {
    var both = OverviewPage(
      active: [.init(branch: "plan/x", plan: try SamplePlan.plan(), facts: SamplePlan.facts)], completed: 1,
      sentence: "Task 005 is ready to start.", now: SamplePlan.now)
    both.runs = [try SampleRun.run()]
    both.completedRuns = 2
    var alone = OverviewPage(active: [], completed: 0, sentence: "Go on.", now: SamplePlan.now)
    alone.runs = [try SampleRun.run(), try SampleRun.run(rollingBack: true)]
    let text = [
      both.render(Style()), alone.render(Style()), PrimePage(overview: both).render(),
      PrimePage(overview: alone, call: "get_task_state {}").render(),
    ]
    try GoldenFile("output/overview-runs.txt").expect(text.joined(separator: "\n---\n\n"))
    var ended = OverviewPage(active: [], completed: 0, sentence: "No plan is active.", now: SamplePlan.now)
    ended.completedRuns = 1
    #expect(ended.render(Style()).hasPrefix("Nothing is active, 1 completed\n"))
  }

  @Test func `tells what a tool that ended, merged or cleaned up did`() throws {
    let ended: JSONValue = [
      "success": true, "status": "completed", "commit_sha": .string(SamplePlan.merge),
      "worktrees_removed": [".worktrees/1b4e28ba-api"], "left_alone": ["notes.txt"],
    ]
    let merged: JSONValue = ["merged": ["api", "storage"], "committed": ["api"], "into": "main"]
    let cleaned: JSONValue = [
      "removed": [".worktrees/1b4e28ba-api"], "branches_deleted": ["orchestration/1b4e28ba/api"],
      "rescued": [["id": "20261121T030000Z-1f3a9c02"]],
    ]
    let texts = [
      RunCompleteCommand.text(ended, Style()), RunMergeCommand.text(merged, Style()),
      RunMergeCommand.text(["merged": []], Style()), RunCleanupCommand.text(cleaned, Style()),
      RunCleanupCommand.text(["removed": []], Style()),
    ]
    try GoldenFile("output/run-ended.txt").expect(texts.joined(separator: "\n\n") + "\n")
  }
}
