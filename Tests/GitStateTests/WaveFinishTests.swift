import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A wave that is finished` {
  @Test func `takes away what is merged, and keeps and names everything else`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start()
    try crew.deliver(wave.assignments[0], ["a": "2\n"])
    try crew.deliver(wave.assignments[1], ["b": "2\n"])
    try crew.put(["late": "x"], in: crew.place("2"))
    try crew.put(["c": "2\n"], in: crew.place("3"))
    let before = try crew.witness(in: crew.place("3"))
    let done = try crew.finish("two is more than one")
    #expect(done.changed && done.removed.map(\.worker) == ["1"] && done.removed[0].rescued == nil)
    #expect(done.left.map(\.worker) == ["2", "3"])
    #expect(done.left[0].why.contains("\"late\"") && done.left[0].next?.tool == "remove_worktree")
    #expect(done.left[1].why == "Worker 3 is at work on task 003.")
    #expect(!FileManager.default.fileExists(atPath: crew.place("1")))
    #expect(crew.scratch.read("late", in: crew.place("2")) == "x")
    #expect(try crew.witness(in: crew.place("3")).files == before.files)
    #expect(done.view.plan.version == 2 && done.view.ready.map(\.id.text) == ["004"])
    // Nothing more to do: nothing changes.
    let again = try crew.finish("two is more than one")
    #expect(!again.changed && again.view.reading.seq == done.view.reading.seq)
    try crew.expectWhole()
  }

  @Test func `says how to go on where a lease ran out`() throws {
    let crew = try Crew.ofWaves()
    _ = try crew.start("1")
    crew.bench.pass(4 * 3_600 + 1)
    let left = try #require(try crew.finish().left.first)
    #expect(
      left.why
        == "The lease of worker 1 ran out on task 001: claim_task takes it over, start_wave gives it out again."
    )
    #expect(left.next == .init("start_wave", [.init("plan_branch", .text("plan/w"))]))
    #expect(try crew.start().given.contains("1: 001"))
    // While a decision is waited for, no call takes it over.
    crew.bench.pass(4 * 3_600 + 1)
    var report = TaskReport(.failed)
    report.failure = .securityBlock
    report.reason = "a key in the diff"
    _ = try crew.project.reportTask("w", task: "002", worker: WorkerID("2"), claim: nil, report)
    let held = try #require(try crew.finish().left.first)
    #expect(
      held.why
        == "The lease of worker 1 ran out on task 001, and nothing is handed out until it is decided."
        && held.next?.tool == "request_approval")
    #expect(try !crew.bench.stranger().overview().sentence.contains("ran out"))
  }

  @Test func `completes what was merged by git itself`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start()
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1", .complete, "Done")
    let flow = try crew.bench.checkout("flow")
    try crew.scratch.git(
      "merge", "--no-ff", "-q", "-m", "by hand", wave.assignments[0].brief.branch, in: flow)
    let done = try crew.finish()
    #expect(done.completed.map(\.text) == ["001"] && done.removed.map(\.worker) == ["1"])
    #expect(
      try crew.waveTask("001").status.word == .completed && crew.waveTask("002").status.word == .claimed)
    #expect(done.view.plan.isDone(try crew.waveTask("001"), given: done.view.facts))
    try crew.expectWhole()
  }

  @Test func `does not take a fresh branch or an old delivery for work`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start("1", "2")
    try crew.deliver(wave.assignments[0], ["a": "2\n"])
    // 002 has only brought the base in; 001 is opened again.
    let synced = try crew.sync("2")
    #expect(synced.conflicts.isEmpty)
    try crew.scratch.git("update-ref", "refs/heads/flow", try crew.tip(wave.assignments[1].brief.branch))
    try crew.bench.update("w") { update in
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      update.changed = [patch]
    }
    let done = try crew.finish()
    #expect(done.completed.isEmpty && done.removed.isEmpty)
    #expect(try crew.waveTask("001").status == .pending && crew.waveTask("002").status.word == .claimed)
  }

  @Test func `keeps every kind of work that is not delivered`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start()
    // Reported complete and not merged; delivered and gone on; failed too often.
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1", .complete, "Done")
    try crew.deliver(wave.assignments[1], ["b": "2\n"])
    try crew.put(["b": "3\n"], in: crew.place("2"))
    try crew.commit("2", .implementation, "More")
    var report = TaskReport(.failed)
    report.failure = .needsReplan
    report.error = TaskError("can't be")
    _ = try crew.project.reportTask("w", task: "003", worker: WorkerID("3"), claim: nil, report)
    let refs = try crew.scratch.refs()
    let done = try crew.finish()
    #expect(done.removed.isEmpty && done.left.map(\.task.text) == ["001", "002", "003"])
    #expect(done.left.map { $0.next?.tool } == ["merge_task_branch", "merge_task_branch", "parse_task"])
    #expect(done.left[1].why.contains("since its merge") && done.left[2].why.contains("can't be"))
    #expect(try crew.scratch.refs() == refs && !done.changed)
    for left in done.left { #expect(FileManager.default.fileExists(atPath: crew.place(left.worker))) }
    // Completed by a report alone: still not on the base.
    try crew.merge(wave.assignments[0].brief.branch)
    #expect(try crew.finish().removed.map(\.task.text) == ["001"])
  }

  @Test func `leaves the folder of who holds another task, of who locked it, and of other plans`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start("1", "2")
    try crew.deliver(wave.assignments[0], ["a": "2\n"])
    try crew.deliver(wave.assignments[1], ["b": "2\n"])
    _ = try crew.project.claimTask("w", task: "003", worker: WorkerID("1"), minutes: nil)
    try crew.scratch.git("worktree", "lock", "--reason", "mine", crew.place("2"))
    try crew.create("3", crew.firstOfOther())
    let done = try crew.finish()
    #expect(done.removed.isEmpty && done.left.map(\.worker) == ["1", "2"])
    #expect(done.left[0].why.contains("holds task 003") && done.left[1].why.contains("\"mine\""))
    #expect(FileManager.default.fileExists(atPath: crew.place("3")))
  }

  @Test func `names what git ignores and so is not kept`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start("1")
    try crew.deliver(wave.assignments[0], ["a": "2\n", ".gitignore": "build/\n"])
    try crew.put(["build/big": "x"], in: crew.place("1"))
    #expect(try crew.finish().removed.map(\.ignored) == [["build/"]])
  }
}
