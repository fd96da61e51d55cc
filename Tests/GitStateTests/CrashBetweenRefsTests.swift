import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// A process that was killed after the base had moved and before the ledger took the completion: made by moving the
/// plan's ref back.
@Suite struct `A merge whose completion a crash kept from the ledger` {
  let crew: Crew
  let branch: String
  let merged: MergedTask

  init() throws {
    crew = try Crew()
    branch = try crew.work("001", by: "1", ["a": "1\n"])
    let before = try crew.tip("plan/s1")
    merged = try crew.merge(branch)
    try crew.set("plan/s1", to: before)
  }

  private func expectCompleted(_ location: SourceLocation = #_sourceLocation) throws {
    guard case .completed(let completion) = try crew.task("001").status else {
      Issue.record("task 001 is not completed", sourceLocation: location)
      return
    }
    #expect(completion.merge == merged.commit, sourceLocation: location)
    #expect(try completion.tip == crew.tip(branch), sourceLocation: location)
    try crew.expectWhole(location)
  }

  @Test func `is told by every read`() throws {
    let view = try crew.bench.read()
    #expect(view.facts.unfinished.map(\.task.text) == ["001"])
    #expect(view.warnings.contains { $0.contains("001") && $0.contains("merged") })
    #expect(try crew.status("001") == .claimed)
    // Reading completes nothing.
    #expect(try crew.bench.read().facts.unfinished.count == 1)
  }

  @Test func `is made up for by the same call`() throws {
    let base = try crew.tip("flow")
    let again = try crew.bench.stranger().mergeTask(MergeRequest(branch: branch))
    #expect(again.changed && again.completed && again.commit == merged.commit)
    #expect(try crew.tip("flow") == base)
    try expectCompleted()
    #expect(try crew.merge(branch).changed == false)
  }

  /// Any call that writes to the plan, for another task.
  enum Write: String, CaseIterable {
    case update, taskBranch, worktree, removal, blocked, merge
  }

  @Test(arguments: Write.allCases) func `is made up for by the next write`(write: Write) throws {
    let project = try crew.bench.stranger()
    switch write {
    case .update: try crew.bench.learn("something")
    case .taskBranch: _ = try project.createTaskBranch(TaskBranchRequest(task: "002"))
    case .worktree: try crew.create("2", crew.branch("002"))
    case .removal: try crew.remove("1")
    case .blocked:
      try crew.create("2", crew.branch("002"))
      try crew.set("plan/s1", to: "plan/s1~1")
      try crew.create("2", "task/002-second")
      try crew.commit("2", .blocked, "no way")
    case .merge:
      let second = try crew.branch("002")
      try crew.bench.put("by hand\n", on: second)
      _ = try project.mergeTask(MergeRequest(branch: second))
      #expect(try crew.status("002") == .completed)
    }
    try expectCompleted()
    #expect(try crew.bench.read().facts.unfinished == [])
  }

  @Test func `is made up for once, by the newest of several merges`() throws {
    try crew.put(["b": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    let before = try crew.tip("plan/s1")
    let second = try crew.merge(branch)
    try crew.set("plan/s1", to: before)
    try crew.bench.learn("something")
    guard case .completed(let completion) = try crew.task("001").status else { return #expect(Bool(false)) }
    #expect(completion.merge == second.commit)
    // Opened again, neither the newest nor the one before it completes the task.
    try reopen()
    try crew.bench.learn("more")
    #expect(try crew.status("001") == .pending)
  }

  @Test func `does not complete a task that was opened again`() throws {
    try crew.bench.learn("something")
    try expectCompleted()
    try reopen()
    #expect(try crew.status("001") == .pending && crew.bench.read().facts.unfinished == [])
    try crew.bench.learn("more")
    try crew.create("1", branch)
    #expect(try crew.status("001") == .claimed)
    // Asked for in so many words, it does.
    try crew.commit("1", .complete, "it was right")
    #expect(try crew.merge(branch).completed)
    #expect(try crew.status("001") == .completed)
  }

  @Test func `does not complete a task that was cancelled meanwhile, and stops no write`() throws {
    // As a clone might have it that never saw the merge.
    try crew.scratch.git("update-ref", "refs/heads/flow", "main")
    try crew.bench.update { $0.cancelled = [try PlanTaskID("001")] }
    try crew.set("flow", to: merged.commit)
    try crew.bench.learn("something")
    #expect(try crew.status("001") == .cancelled)
    try crew.expectWhole()
  }

  private func reopen() throws {
    try crew.bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      $0.changed = [patch]
    }
  }
}

@Suite struct `A call that a crash cut in two` {
  @Test func `that recorded a branch and made no ref is completed by the same call`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    let start = try crew.tip(branch)
    try crew.scratch.git("update-ref", "-d", "refs/heads/\(branch)")
    let seq = try crew.bench.read().reading.seq
    let again = try crew.bench.stranger().createTaskBranch(TaskBranchRequest(task: "1"))
    #expect(again.changed && again.branch == branch)
    #expect(try crew.tip(branch) == start && crew.bench.read().reading.seq == seq)
    #expect(try crew.project.createTaskBranch(TaskBranchRequest(task: "001")).changed == false)
    try crew.expectWhole()
  }

  @Test func `that recorded a branch whose commit git has thrown away begins anew`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    let start = try crew.tip(branch)
    try crew.scratch.git("update-ref", "-d", "refs/heads/\(branch)")
    try crew.scratch.git("reflog", "expire", "--expire=now", "--all")
    try crew.scratch.git("prune", "--expire=now")
    #expect(try crew.scratch.outcome(of: ["cat-file", "-e", start]).status != 0)
    crew.bench.pass()
    let again = try crew.bench.stranger().createTaskBranch(TaskBranchRequest(task: "001"))
    #expect(again.changed && again.branch == branch)
    #expect(try crew.task("001").branch?.start == crew.tip(branch))
    #expect(try crew.tip(branch) != start)
    try crew.expectWhole()
  }

  @Test func `that claimed a task and made no worktree is completed by the same call`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    try crew.create("1", branch)
    try crew.scratch.shell("rm -rf .worktrees/worker-1 .git/worktrees")
    let other = try #require(rejection { try crew.create("2", branch) })
    #expect(other.code == .claimed && other.next?.tool == "parse_plan")
    #expect(try crew.project.overview().dead.map(\.text) == ["1"])
    let seq = try crew.bench.read().reading.seq
    let again = try crew.create("1", branch)
    #expect(try again.changed && !again.reused && crew.bench.read().reading.seq == seq)
    #expect(try crew.project.overview().dead.isEmpty)
    #expect(try crew.scratch.status(in: crew.place("1")) == [])
    try crew.expectWhole()
  }

  @Test func `that removed a worktree and kept its claim is completed by the same call`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.shell("rm -rf .worktrees/worker-1")
    let removed = try crew.remove("1")
    #expect(removed.released == ["001"])
    #expect(
      try crew.status("001") == .pending && crew.scratch.git("worktree", "list").contains("worker-1") == false
    )
    #expect(try crew.remove("1").released == [])
    try crew.expectWhole()
  }

  @Test func `that made a worktree whose claim was lost is completed by the same call`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    let before = try crew.tip("plan/s1")
    try crew.create("1", branch)
    try crew.set("plan/s1", to: before)
    #expect(try crew.status("001") == .pending)
    let again = try crew.create("1", branch)
    #expect(again.changed && again.reused)
    #expect(try crew.task("001").status.claim?.worker.text == "1")
    try crew.expectWhole()
  }

  @Test func `that committed a blocked task and told nobody is completed by the same call`() throws {
    let crew = try Crew()
    try crew.create("1", crew.branch("001"))
    let before = try crew.tip("plan/s1")
    let first = try crew.commit("1", .blocked, "no key")
    try crew.set("plan/s1", to: before)
    let again = try crew.commit("1", .blocked, "no key")
    #expect(!again.changed && again.commit == first.commit)
    #expect(try crew.status("001") == .blocked && crew.task("001").status.reason == "no key")
  }
}
