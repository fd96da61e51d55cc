import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `A page of checkpoints` {
  private func table() -> CheckpointTable {
    CheckpointTable(
      rows: [
        .init(
          id: "branch/e607e0d60c68/12", number: 12, phase: "Phase 2: Transform", taken: SamplePlan.ago(3),
          branch: "main", files: 4, validated: true, size: 12_345),
        .init(
          id: "branch/e607e0d60c68/3", number: 3, phase: "work", taken: SamplePlan.ago(2_000), branch: nil,
          files: 0, validated: nil, size: 0),
        .init(
          id: "branch/e607e0d60c68/2", number: 2, phase: "Phase 1", taken: SamplePlan.ago(4_000),
          branch: "main",
          files: 1, validated: false, size: 7),
      ], left: 2, now: SamplePlan.now)
  }

  private func rollback(asCommit: Bool = false, changed: Bool = true) -> RollbackPage {
    RollbackPage(
      target: "checkpoint 2", phase: "Phase 1", taken: SamplePlan.ago(42),
      trees: [
        .init(
          path: ".", branch: "main", from: SamplePlan.merge, to: asCommit ? nil : SamplePlan.gone,
          written: ["src/pipeline.py", "tests/test_pipeline.py"], removed: ["src/new.py"]),
        .init(
          path: ".worktrees/1b4e28ba-api", branch: "orchestration/1b4e28ba/api", from: SamplePlan.gone,
          to: SamplePlan.gone, written: (1...25).map { "api/file\($0).py" }, removed: []),
      ],
      changed: changed, asCommit: asCommit, reopened: ["Phase 1", "Phase 2"], now: SamplePlan.now,
      words: " --run 1b4e28ba")
  }

  @Test func `lists them with age, size and what was validated`() throws {
    var all = table()
    all.namesAll = true
    let text = [table().render(Style()), all.render(Style(isUnicode: false, width: 60))]
    try GoldenFile("output/checkpoints.txt").expect(text.joined(separator: "\n\n---\n\n") + "\n")
  }

  @Test func `shows a rollback before and after`() throws {
    let text = [
      rollback().preview(Style()), rollback(asCommit: true).preview(Style(isUnicode: false)),
      rollback().done(keeping: ("20261121T030000Z-1f3a9c02", 3), Style()),
      rollback(changed: false).preview(Style()), rollback(changed: false).done(keeping: nil, Style()),
    ]
    try GoldenFile("output/rollback.txt").expect(text.joined(separator: "\n\n---\n\n") + "\n")
  }

  @Test func `tells of a push by git's own lines, and of a fetch`() throws {
    let pushed = PushReport(porcelain: [
      "To file:///srv/shop.git", "*\trefs/gitstate/rescue/x:refs/gitstate/rescue/x\t[new reference]",
      "=\trefs/a:refs/a\t[up to date]", "Done",
    ])
    let refused = PushReport(porcelain: [
      "!\trefs/gitstate/checkpoints/branch/a/1:refs/gitstate/checkpoints/branch/a/1\t[rejected] (non-fast-forward)",
      "!\tbroken",
    ])
    #expect(pushed.pushed == ["refs/gitstate/rescue/x"] && pushed.known == 1 && pushed.refused.isEmpty)
    #expect(refused.refused.count == 1)
    let fetched = FetchReport(
      new: ["refs/gitstate/checkpoints/branch/a/2"], known: 3,
      collisions: [
        .init(
          ref: "refs/gitstate/checkpoints/branch/a/1", here: SamplePlan.merge, there: SamplePlan.gone,
          free: "refs/gitstate/checkpoints/branch/a/3")
      ], odd: ["refs/gitstate/rescue/odd"])
    let text = [
      pushed.render(to: "origin", Style()), refused.render(to: "origin", Style()),
      FetchReport().render(from: "origin", Style()), fetched.render(from: "origin", Style()),
    ]
    try GoldenFile("output/carried.txt").expect(text.joined(separator: "\n\n---\n\n") + "\n")
  }
}
