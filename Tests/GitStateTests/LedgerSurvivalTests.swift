import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A ledger whose commits are rewritten` {
  /// A ledger of five commits, with text that cleaning and patches like to eat.
  private func bench() throws -> PlanBench {
    let bench = try PlanBench()
    var task = try planned(
      "001", "Add\n# heading\n\n\n--- a/x\ndiff --git a/x b/x\nFrom: me\nGitstate-Seq: 9")
    task.title = "Subject: [PATCH] no"
    try bench.create("s1", [task, planned("002")])
    for text in ["# one", "two\n\n\n---\nGitstate-Event: []", "three  \n\nSigned-off-by: nobody", "> four"] {
      bench.pass()
      try bench.learn(text)
    }
    return bench
  }

  private func expectUnchanged(_ bench: PlanBench, from before: PlanView, _ why: String) throws {
    let after = try bench.read()
    #expect(after.plan == before.plan, "\(why)")
    #expect(after.reading.seq == before.reading.seq, "\(why)")
    #expect(after.reading.snapshot.foreign.isEmpty, "\(why)")
    #expect(try bench.verify().problem == nil, "\(why)")
    bench.pass()
    let change = try bench.learn("after \(why)")
    #expect(change.view.reading.seq == before.reading.seq + 1, "\(why)")
    #expect(try bench.verify().problem == nil, "\(why)")
    try bench.scratch.expectClean()
  }

  @Test(arguments: ["strip", "whitespace", "verbatim", "scissors", "default"])
  func `reads the same after an amend with cleanup`(mode: String) throws {
    let bench = try bench()
    let before = try bench.read()
    let place = try bench.checkout("plan/s1")
    // An editor that changes nothing: git cleans the message as it does behind a person.
    try bench.scratch.git(
      "-c", "core.editor=true", "commit", "--amend", "--allow-empty", "--cleanup=\(mode)", "--edit",
      in: place, at: 1_900_000_000)
    #expect(try bench.scratch.tip("plan/s1") != before.reading.sha)
    try expectUnchanged(bench, from: before, mode)
  }

  @Test func `reads the same with a sign-off, a Change-Id and a cherry-pick note`() throws {
    let bench = try bench()
    let before = try bench.read()
    let place = try bench.checkout("plan/s1")
    try bench.scratch.git(
      "commit", "--amend", "--allow-empty", "--no-edit", "--signoff", in: place, at: 1_900_000_000)
    try bench.scratch.git(
      "commit", "--amend", "--allow-empty", "--no-edit", "--trailer", "Change-Id: I0123456789", in: place,
      at: 1_900_000_000)
    try bench.scratch.git("checkout", "--quiet", "--detach", "HEAD^", in: place)
    try bench.scratch.git("cherry-pick", "--allow-empty", "-x", "plan/s1", in: place, at: 1_900_000_001)
    try bench.scratch.git(
      "update-ref", "refs/heads/plan/s1", try bench.scratch.git("rev-parse", "HEAD", in: place))
    let message = try bench.message()
    for word in ["Signed-off-by: Ada", "Change-Id: I0123456789", "(cherry picked from commit"] {
      #expect(message.split(separator: "\n\n").last?.contains(word) == true)
    }
    try expectUnchanged(bench, from: before, "sign-off")
  }

  @Test func `reads the same after a rebase onto work of others`() throws {
    let bench = try bench()
    let before = try bench.read()
    try bench.put("A note of a person\n")
    bench.pass()
    try bench.learn("and one more")
    let place = try bench.checkout("plan/s1")
    try bench.scratch.commit("main goes on", files: ["b": "b"])
    try bench.scratch.git("rebase", "--quiet", "main", in: place, at: 1_900_000_000)
    #expect(try bench.scratch.git("merge-base", "main", "plan/s1") == bench.scratch.git("rev-parse", "main"))
    let after = try bench.read()
    #expect(after.plan.learnings.map(\.text) == before.plan.learnings.map(\.text) + ["and one more"])
    #expect(after.reading.seq == 6 && after.reading.snapshot.foreign.count == 1)
    #expect(try bench.verify().problem == nil)
    try bench.scratch.expectClean()
  }

  @Test func `reads the same after format-patch and am`() throws {
    let bench = try bench()
    let before = try bench.read()
    let patches = try bench.scratch.git("format-patch", "--always", "--stdout", "flow..plan/s1")
    let place = try bench.checkout("flow")
    let file = bench.scratch.folder.path + "/patches"
    try Foundation.Data((patches + "\n").utf8).write(to: URL(fileURLWithPath: file))
    try bench.scratch.git("am", "--quiet", "--empty=keep", "--keep", file, in: place, at: 1_900_000_000)
    try bench.scratch.git(
      "update-ref", "refs/heads/plan/s1", try bench.scratch.git("rev-parse", "HEAD", in: place))
    try bench.scratch.git("reset", "--quiet", "--hard", "main", in: place)
    try expectUnchanged(bench, from: before, "am")
  }

  @Test func `reads the same after gc, a pack of refs and a clone`() throws {
    let bench = try bench()
    let before = try bench.read()
    try bench.scratch.git("gc", "--quiet", "--prune=now")
    try expectUnchanged(bench, from: before, "gc")
    let clone = try PlanBench(ScratchRepository(cloning: bench.scratch, "--bare"))
    #expect(try clone.read().plan == bench.read().plan)
  }
}

@Suite struct `A copy of a ledger commit on top` {
  private func bench() throws -> PlanBench {
    let bench = try PlanBench()
    try bench.create()
    for index in 1...5 {
      bench.pass()
      try bench.learn("\(index)")
    }
    return bench
  }

  /// Cherry-picks commits of the ledger, named from its first (1), onto its tip.
  private func copy(_ seqs: ClosedRange<Int>, _ bench: PlanBench, at seconds: Int64) throws {
    let place = try bench.checkout("plan/s1")
    for seq in seqs {
      let commit = try bench.scratch.git("rev-parse", "plan/s1~\(try depth(bench) - seq)")
      try bench.scratch.git("cherry-pick", "--allow-empty", commit, in: place, at: seconds)
    }
  }

  private func depth(_ bench: PlanBench) throws -> Int {
    Int(try bench.scratch.git("rev-list", "--count", "flow..plan/s1")) ?? 0
  }

  @Test(arguments: [1...1, 3...3, 6...6, 2...4, 1...4])
  func `is foreign and changes nothing`(seqs: ClosedRange<Int>) throws {
    let bench = try bench()
    let before = try bench.read()
    try copy(seqs, bench, at: 1_900_000_000)
    let after = try bench.read()
    #expect(after.plan == before.plan)
    #expect(after.reading.seq == 6)
    #expect(after.reading.snapshot.foreign.count == seqs.count)
    let verification = try bench.verify()
    #expect(verification.problem == nil && verification.seq == 6 && verification.foreign.count == seqs.count)
    bench.pass()
    #expect(try bench.learn("next").view.reading.seq == 7)
    #expect(try bench.read().plan.learnings.map(\.text) == ["1", "2", "3", "4", "5", "next"])
    #expect(try bench.project.history(of: "s1", limit: 50, cursor: nil).total == 7 + seqs.count)
    #expect(try bench.read(at: "1").plan.learnings.isEmpty)
    try bench.scratch.expectClean()
  }

  @Test func `of the last second is told by what stands below it`() throws {
    let bench = try bench()
    let before = try bench.read()
    // The very second in which the first commit was made.
    try copy(1...1, bench, at: HermeticGit.seconds + 3_600)
    #expect(try bench.read().plan == before.plan)
  }
}
