import StateMachine
import Testing

@Suite struct `A diagnosis` {
  private let lock = Finding(
    .foreignLock, "a.lock", "Held.", cure: .breakLock(path: "a.lock", inode: 1, modified: 2))
  private let lost = Finding(.workLost, "plan/p 001", "Lost.")
  private let merge = Finding(.mergeUnrecorded, "plan/p 002", "Merged.", cure: .recordMerges(plan: "plan/p"))
  private let note = Finding(.shallow, "shallow", "Cut off.")

  @Test func `stands in the order of its kinds, and of its finding within one`() {
    let second = Finding(.workLost, "plan/p 000", "Lost.")
    let found = Diagnosis([note, lost, merge, second, lock]).findings
    #expect(found == [lock, merge, lost, second, note])
  }

  @Test func `is clean where nothing is left but advice`() {
    var fixed = merge
    fixed.isFixed = true
    #expect(Diagnosis([]).isClean)
    #expect(Diagnosis([note, fixed]).isClean)
    #expect(!Diagnosis([note, merge]).isClean)
    let all = Diagnosis([note, fixed, lost])
    #expect(all.left == [lost] && all.fixed == [fixed] && all.advice == [note])
  }

  @Test func `says whose each repair is`() {
    #expect([lock, lost, merge].map(\.mender) == [.breakLocks, .person, .doctor])
  }

  @Test func `takes two looks at one thing for the same`() {
    var again = merge
    again.evidence = [.init("merge", .text("8d9d"))]
    #expect(merge.isSame(as: again))
    #expect(!merge.isSame(as: Finding(.mergeUnrecorded, "plan/p 003", "Merged.")))
    #expect(!merge.isSame(as: Finding(.workLost, merge.subject, "Lost.")))
  }

  @Test func `repairs what others build on first`() {
    let cures: [Cure] = [
      .clearLocks, .putBack(ref: "refs/heads/plan/p", commit: ""), .clearWorktree(name: "worker-1"),
      .recordMerges(plan: "plan/p"), .makeBranch(plan: "plan/p", task: "001"), .freeWorker("1"),
    ]
    #expect(cures.map(\.turn) == [0, 1, 2, 3, 4, 5])
  }

  @Test func `has an id of its own for every kind, and words for each`() {
    #expect(Set(FindingKind.allCases.map(\.rawValue)).count == FindingKind.allCases.count)
    #expect(Set(FindingKind.allCases.map(\.meaning)).count == FindingKind.allCases.count)
    // Advice is shown last.
    let advice = FindingKind.allCases.map(\.isAdvice)
    #expect(advice == advice.sorted { !$0 && $1 })
  }
}
