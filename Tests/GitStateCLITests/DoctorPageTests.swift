import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `The page of what doctor found` {
  private static var findings: [Finding] {
    var fixed = Finding(
      .mergeUnrecorded, "plan/p 002", "Task 002 is merged, and its plan does not know.",
      repair: [["gitstate", "doctor", "--fix"]], cure: .recordMerges(plan: "plan/p"))
    fixed.isFixed = true
    var failed = Finding(
      .halfMadeWorktree, "/home/ada/shop/.worktrees/worker-3",
      "The process that made it was killed before it was whole.",
      repair: [["gitstate", "doctor", "--fix"]], cure: .clearWorktree(name: "worker-3"))
    failed.failure = "The disk is full."
    let candidates: [Rejection.Detail] = ["1f3a", "2b4c"].map { commit in
      .record([
        .init("commit", .text(String(repeating: commit, count: 10))), .init("from", .text("reflog")),
        .init("name", .text("gitstate: plan seq 2\u{1b}[2J")),
      ])
    }
    return [
      Finding(
        .foreignLock, "/home/ada/shop/.git/index.lock",
        "Another program took it 7200 s ago. Make sure that no git is at work here before it is broken.",
        repair: [["gitstate", "doctor", "--break-locks"]],
        cure: .breakLock(path: "/home/ada/shop/.git/index.lock", inode: 1, modified: 2)),
      Finding(
        .brokenRef, "refs/heads/it's mine", "Its file holds no object id. 2 commits could be where it was.",
        evidence: [.init("candidates", .list(candidates))],
        repair: [["git", "update-ref", "refs/heads/it's mine", "1f3a"]]),
      failed, fixed,
      Finding(
        .shallow, "/home/ada/shop/.git/shallow",
        "The history ends where it was cut off: merges, landing and delivery behind that are refused.",
        repair: [["git", "fetch", "--unshallow"]]),
    ]
  }

  private func page(_ findings: [Finding], fixing: Bool = false, _ style: Style = Style()) -> String {
    DoctorPage(diagnosis: Diagnosis(findings), wasFixing: fixing).render(style)
  }

  @Test func `tells what is so, what was repaired and what to run`() throws {
    let style = Style(width: 80)
    let all = page(Self.findings, style)
    let ascii = page(Self.findings, fixing: true, Style(isUnicode: false, width: 60))
    let clean = page([Self.findings[4]], style)
    let repaired = page([Self.findings[3]], style)
    try GoldenFile("output/doctor.txt").expect(
      [all, ascii, clean, repaired, page([], style)].joined(separator: "\n\n=====\n\n") + "\n")
    #expect(!all.contains("\u{1b}") && ascii.allSatisfy(\.isASCII))
  }

  @Test func `says whether doctor can do more`() {
    let merge = Finding(.mergeUnrecorded, "p", "x.", cure: .recordMerges(plan: "p"))
    #expect(page([merge]).hasSuffix("1 finding left · gitstate doctor --fix repairs 1"))
    #expect(page([merge], fixing: true).hasSuffix("1 finding left"))
  }
}
