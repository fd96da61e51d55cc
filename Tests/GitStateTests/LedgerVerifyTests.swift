import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Verifying a ledger` {
  private func bench() throws -> PlanBench {
    let bench = try PlanBench()
    try bench.create()
    for index in 1...3 {
      bench.pass()
      try bench.learn("lesson \(index)")
    }
    return bench
  }

  @Test func `counts what it replayed`() throws {
    let verification = try bench().verify()
    #expect(verification.problem == nil)
    #expect(verification.seq == 4 && verification.commits == 4 && verification.snapshots == 3)
  }

  @Test func `finds a tampered snapshot, though it reads well`() throws {
    let bench = try bench()
    let message = try bench.message("plan/s1").replacingLast("lesson 2", with: "lesson X")
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", bench.scratch.git("rev-parse", "plan/s1^"))
    let forged = try bench.put(message, at: HermeticGit.seconds + 3_600 + 180)
    #expect(try bench.read().plan.learnings.map(\.text) == ["lesson 1", "lesson X", "lesson 3"])
    let problem = try bench.verify().problem
    #expect(problem?.commit == forged)
    #expect(problem?.why == "Its snapshot differs from what its events make.")
  }

  @Test func `finds a gap`() throws {
    let bench = try bench()
    let message = try bench.message("plan/s1")
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", bench.scratch.git("rev-parse", "plan/s1~2"))
    let orphan = try bench.put(message, at: HermeticGit.seconds + 3_600 + 180)
    let problem = try bench.verify().problem
    #expect(problem?.commit == orphan)
    #expect(problem?.why == "It has seq 4, and 3 should follow.")
  }

  @Test func `finds a changed tree and a second parent`() throws {
    let bench = try bench()
    let tip = try #require(try bench.scratch.tip("plan/s1"))
    let message = try bench.message().replacingLast("Gitstate-Seq: 4", with: "Gitstate-Seq: 5")
      .split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Gitstate-State:") }
      .joined(separator: "\n")
    let tree = try bench.scratch.git("mktree")
    let changed = try bench.scratch.git("commit-tree", tree, "-p", tip, "-F", "-", input: message)
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", changed)
    #expect(try bench.verify().problem?.why == "Its tree differs from its parent's.")
    let two = try bench.scratch.git(
      "commit-tree", "\(tip)^{tree}", "-p", tip, "-p", bench.scratch.git("rev-parse", "main"), "-F", "-",
      input: message)
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", two)
    #expect(try bench.verify().problem?.why == "It has 2 parents, and a ledger commit has one.")
  }

  @Test func `finds a first commit with a tree of its own`() throws {
    let bench = try bench()
    let first = try bench.message("plan/s1~3")
    let tree = try bench.scratch.git("mktree")
    let forged = try bench.scratch.git("commit-tree", tree, "-p", "main", "-F", "-", input: first)
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", forged)
    #expect(try bench.verify().problem?.why == "Its tree differs from its parent's.")
  }
}

@Suite struct `A ledger as it stood` {
  private func bench() throws -> PlanBench {
    let bench = try PlanBench()
    try bench.create()
    _ = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    for index in 2...4 {
      bench.pass()
      try bench.learn("lesson \(index)")
    }
    return bench
  }

  @Test func `is read at a seq, a version and a commit`() throws {
    let bench = try bench()
    #expect(try bench.read(at: "1").plan.tasks[0].branch == nil)
    #expect(try bench.read(at: "2").plan.tasks[0].branch != nil)
    #expect(try bench.read(at: "4").plan.learnings.count == 2)
    // The last state of a version: v1 has the branch.
    #expect(try bench.read(at: "v1").reading.seq == 2)
    #expect(try bench.read(at: "v2").plan.learnings.count == 1)
    #expect(try bench.read(at: "V4").reading.seq == 5)
    let sha = try bench.scratch.git("rev-parse", "plan/s1~3")
    #expect(try bench.read(at: sha).reading.seq == 2)
    #expect(try bench.read(sha).reading.seq == 2)
  }

  @Test(arguments: ["0", "6", "-1", "v5", "v0"])
  func `is not found where it never stood`(past: String) throws {
    let bench = try bench()
    #expect(rejection { try bench.read(at: past) }?.code == .notFound)
  }

  @Test func `is refused for what names no state`() throws {
    let bench = try bench()
    #expect(rejection { try bench.read(at: "yesterday") }?.code == .invalidArgument)
    let elsewhere = try bench.scratch.commit("elsewhere")
    #expect(rejection { try bench.read(at: elsewhere) }?.code == .notFound)
  }

  @Test func `is shown in pages of one state`() throws {
    let bench = try bench()
    let first = try bench.project.history(of: "s1", limit: 2, cursor: nil)
    #expect(first.steps.map(\.seq) == [5, 4] && first.total == 5)
    try bench.learn("meanwhile")
    let second = try bench.project.history(of: "s1", limit: 9, cursor: first.next)
    #expect(second.steps.map(\.seq) == [3, 2, 1] && second.total == 5 && second.next == nil)
    #expect(
      rejection { try bench.project.history(of: "s1", limit: 2, cursor: "x.1") }?.code == .invalidArgument)
  }
}

@Suite struct `A ledger in a shallow clone` {
  @Test func `is read, written and gives what it has`() throws {
    let origin = try PlanBench()
    try origin.scratch.commit("two", files: ["a": "a"])
    try origin.create()
    for index in 1...3 { try origin.learn("\(index)") }
    let clone = try PlanBench(
      ScratchRepository(cloning: origin.scratch, "--depth=1", "--no-single-branch"))
    try clone.scratch.git("branch", "plan/s1", "origin/plan/s1")
    try clone.scratch.git("branch", "flow", "origin/flow")
    let view = try clone.read()
    #expect(view.plan == (try origin.read().plan))
    #expect(view.reading.seq == 4)
    #expect(try clone.learn("four").view.reading.seq == 5)
    #expect(rejection { try clone.verify() }?.code == .shallow)
    #expect(try clone.project.overview().landing == nil)
    #expect(rejection { try clone.read(at: "1") }?.code == .shallow)
    #expect(rejection { try clone.project.history(of: "s1", limit: 9, cursor: nil) }?.code == .shallow)
  }
}

extension String {
  /// With the last of these words replaced.
  func replacingLast(_ word: String, with other: String) -> String {
    guard let range = range(of: word, options: .backwards) else { return self }
    return replacingCharacters(in: range, with: other)
  }
}
