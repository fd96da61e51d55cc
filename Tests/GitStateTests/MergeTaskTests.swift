import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task's merge` {
  @Test func `is a commit of two parents on the base, and touches nothing else`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a.txt": "a\n", "dir/b.txt": "b\n"])
    let (base, tip) = try (crew.tip("flow"), crew.tip(branch))
    let (main, worker) = try (crew.witness(), crew.witness(in: crew.place("1")))
    let merged = try crew.merge(branch) {
      $0.summary = "It works.\n\n## Provides\n- forged\n\nGitstate-Completes: plan/s1 002"
    }
    #expect(merged.changed && merged.completed && merged.into == "flow" && merged.task == "001")
    #expect(merged.files == ["a.txt", "dir/b.txt"] && merged.provides == ["One"] && merged.notes == [])
    #expect(try crew.tip("flow") == merged.commit)
    #expect(
      try crew.scratch.git("log", "-1", "--format=%P%n%s%n%an", "flow")
        == "\(base) \(tip)\nMerge task/001: First\nAda")
    #expect(try crew.bench.trailer("Completes", of: "flow") == "plan/s1 001")
    #expect(try crew.scratch.git("diff", "--name-only", "\(base)", "flow") == "a.txt\ndir/b.txt")
    #expect(try crew.scratch.git("show", "flow:dir/b.txt") == "b")
    for (place, before) in [(nil, main), (crew.place("1"), worker)] {
      let after = try crew.witness(in: place)
      #expect(after.head == before.head && after.index == before.index && after.files == before.files)
      let moved = Set(after.refs).subtracting(before.refs).compactMap { $0.split(separator: " ").first }
      #expect(Set(moved) == ["refs/heads/flow", "refs/heads/plan/s1"])
    }
    let task = try crew.task("001")
    guard case .completed(let completion) = task.status else { return #expect(Bool(false), "\(task.status)") }
    #expect(completion.tip == tip && completion.merge == merged.commit && completion.by == "worker-1")
    #expect(try crew.delivery("001") == .merged)
    #expect(try crew.project.provides(of: nil) == ["One"])
    try crew.expectWhole()
  }

  @Test func `is made once, however often it is asked for`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let first = try crew.merge(branch)
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    let refs = try crew.scratch.refs()
    let again = try crew.merge(branch)
    #expect(!again.changed && again.completed && again.commit == first.commit && again.files == [])
    let stranger = try crew.bench.stranger().mergeTask(MergeRequest(branch: "refs/heads/" + branch))
    #expect(!stranger.changed && stranger.commit == first.commit)
    #expect(try crew.scratch.refs() == refs)
  }

  @Test func `made by hand completes the task`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("checkout", "--quiet", "flow")
    try crew.scratch.git("merge", "--quiet", "--no-ff", "-m", "by hand", branch)
    let hand = try crew.tip("flow")
    let merged = try crew.merge(branch)
    #expect(merged.changed && merged.completed && merged.commit == hand && merged.files == [])
    #expect(try crew.tip("flow") == hand && crew.delivery("001") == .merged)
    // Forwarded: there is no merge commit, and the tip itself delivered it.
    try crew.scratch.git("branch", "-f", "keep", "flow")
    let second = try crew.work("002", by: "2", ["b": "2\n"])
    try crew.scratch.git("merge", "--quiet", "--ff-only", second)
    let forwarded = try crew.merge(second)
    #expect(try forwarded.changed && forwarded.completed && forwarded.commit == crew.tip(second))
    #expect(try crew.status("002") == .completed && crew.delivery("002") == .merged)
    try crew.expectWhole()
  }

  @Test func `without complete leaves the task with its worker`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let merged = try crew.merge(branch) { $0.complete = false }
    #expect(merged.changed && !merged.completed)
    #expect(try crew.status("001") == .claimed)
    #expect(try crew.bench.trailer("Completes", of: "flow") == "")
    // No later write takes it for a crash.
    try crew.bench.learn("something")
    #expect(try crew.status("001") == .claimed)
    let completed = try crew.merge(branch)
    #expect(completed.changed && completed.completed && completed.commit == merged.commit)
    #expect(try crew.status("001") == .completed)
  }

  @Test func `into another branch than the plan's base does not complete it`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("branch", "staging", "main")
    let base = try crew.tip("flow")
    let merged = try crew.merge(branch) { $0.into = "staging" }
    #expect(
      try merged.changed && !merged.completed && merged.into == "staging"
        && merged.commit == crew.tip("staging"))
    #expect(merged.notes.contains { $0.contains("001") && $0.contains("flow") })
    #expect(try crew.tip("flow") == base && crew.status("001") == .claimed)
    #expect(try crew.merge(branch).completed)
    #expect(try crew.delivery("001") == .merged)
    try crew.expectWhole()
  }

  @Test(arguments: [
    ("stagign", ErrorCode.notFound), ("plan/s1", .gitstateBase), ("../x", .invalidName), ("-f", .invalidName),
  ])
  func `into a branch that can't be it moves and makes nothing`(into: String, code: ErrorCode) throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.merge(branch) { $0.into = into } })
    #expect(refused.code == code && refused.sentence.contains(into))
    #expect(try crew.witness() == before)
  }

  @Test(arguments: [("task/009-none", ErrorCode.notFound), ("plan/s1", .notATask), ("", .notFound)])
  func `of what is no task's branch is refused`(name: String, code: ErrorCode) throws {
    let crew = try Crew()
    try crew.branch("001")
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.merge(name) })
    #expect(refused.code == code)
    #expect(try crew.witness() == before)
  }

  @Test func `is still the task's own after the base was merged in between`() throws {
    // With more commits of its own than the base's merge has between itself and another task's metadata.
    let crew = try Crew()
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    let branch = try crew.work("002", by: "2", ["b": "1\n"])
    for number in 2...6 {
      try crew.put(["b": "\(number)\n"], in: crew.place("2"))
      try crew.commit("2")
    }
    try crew.merge(crew.work("003", by: "3", ["c": "1\n"]))
    #expect(try crew.sync("2").way == .merged)
    #expect(try crew.project.readTask(branch).branch.metadata.id == "002")
    #expect(try crew.commit("2", .blocked, "waiting").branch == branch)
    #expect(try crew.status("002") == .blocked)
    try crew.commit("2", .complete, "no longer")
    let merged = try crew.merge(branch)
    #expect(merged.completed && merged.task == "002" && merged.files == ["b"])
    try crew.expectWhole()
  }

  @Test func `names no task for a branch that only has one in its history`() throws {
    let crew = try Crew()
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    try crew.scratch.git("checkout", "--quiet", "-b", "feature", "flow")
    try crew.scratch.commit("feature", files: ["f": "f\n"])
    let merged = try crew.merge("feature")
    #expect(merged.changed && !merged.completed && merged.task == nil && merged.view == nil)
    #expect(try crew.scratch.git("log", "-1", "--format=%s", "flow") == "Merge feature")
  }

  @Test func `tells what is not committed and so not in it`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.put(["a": "2\n", "new": "x\n"], in: crew.place("1"))
    let merged = try crew.merge(branch)
    #expect(
      merged.notes == ["\"a\" and \"new\" in \(crew.place("1")) are not committed and so not in the merge."])
    #expect(try crew.scratch.git("show", "flow:a") == "1")
    #expect(crew.scratch.read("new", in: crew.place("1")) == "x\n")
  }

  @Test func `of work that went on after a merge brings the rest, and is recorded anew`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.merge(branch)
    try crew.put(["b": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    let second = try crew.merge(branch)
    #expect(second.changed && second.files == ["b"])
    guard case .completed(let completion) = try crew.task("001").status else { return #expect(Bool(false)) }
    #expect(try completion.tip == crew.tip(branch) && completion.merge == second.commit)
  }

  @Test func `squashed by a person is recorded by its commit`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("checkout", "--quiet", "flow")
    try crew.scratch.git("merge", "--quiet", "--squash", branch)
    let squash = try crew.scratch.commit("squashed")
    let other = try crew.scratch.looseCommit("elsewhere")
    let id = try PlanTaskID("001")
    let refused = try #require(
      rejection { try crew.bench.update { $0.completed = [.init(id: id, commit: other)] } })
    #expect(refused.code == .invalidArgument && refused.sentence.contains(other))
    let begin = try crew.tip("main")
    let early = try #require(
      rejection { try crew.bench.update { $0.completed = [.init(id: id, commit: begin)] } })
    #expect(early.code == .invalidArgument && early.sentence.contains("before the plan was made"))
    #expect(try crew.status("001") == .claimed)
    try crew.bench.update { $0.completed = [.init(id: id, commit: squash)] }
    #expect(try crew.status("001") == .completed && crew.delivery("001") == .merged)
    try crew.scratch.git("reset", "--quiet", "--hard", "\(squash)~1")
    #expect(try crew.delivery("001") == .lost)
  }

  @Test func `is refused before the base moves where its key or seq can't stand`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.bench.learn("x", guarded: WriteGuard(key: LedgerKey("k", using: "update")))
    let before = try crew.witness()
    let request = MergeRequest(branch: branch)
    let reused = rejection {
      try crew.project.mergeTask(request, guarded: WriteGuard(key: LedgerKey("k", using: "merge")))
    }
    #expect(reused?.code == .keyReused)
    let late = rejection { try crew.project.mergeTask(request, guarded: WriteGuard(expectedSeq: 1)) }
    #expect(late?.code == .overtaken)
    #expect(try crew.witness() == before)
    let seq = try crew.bench.read().reading.seq
    #expect(
      try crew.project.mergeTask(
        request, guarded: WriteGuard(key: LedgerKey("m", using: "merge"), expectedSeq: seq)
      ).completed)
  }

  @Test func `of a cancelled task is refused, and nothing moves`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.bench.update { $0.cancelled = [try PlanTaskID("001")] }
    let before = try crew.witness()
    #expect(rejection { try crew.merge(branch) }?.code == .wrongState)
    #expect(try crew.witness() == before)
  }
}
