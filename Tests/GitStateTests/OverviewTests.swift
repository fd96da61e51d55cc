import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `The overview` {
  let crew: Crew

  init() throws { crew = try Crew() }

  private func overview() throws -> ProjectOverview { try crew.bench.stranger().overview() }

  /// A worker says that its task is complete.
  private func finish(_ id: String, by worker: String) throws -> String {
    let branch = try crew.work(id, by: worker, [id: "\(id)\n"])
    try crew.commit(worker, .complete, "Done")
    return branch
  }

  @Test func `tells of work that is reported complete, until it is merged`() throws {
    let branch = try finish("001", by: "1")
    let told = "Worker 1 reports that task 001 is complete: merge_task_branch delivers \(branch)."
    var seen = try overview()
    #expect(seen.sentence == told && seen.next?.tool == "merge_task_branch")
    #expect(seen.next?.text("task_branch") == branch && seen.active[0].finished.map(\.text) == ["001"])
    #expect(try crew.bench.read().warnings == [told])
    // Its folder gone, the task is ready again: it is not handed out anew.
    try crew.remove("1")
    seen = try overview()
    #expect(try crew.status("001") == .pending && seen.next?.text("task_branch") == branch)
    #expect(seen.next?.tool == "merge_task_branch" && seen.active[0].ready.map(\.id.text) == ["002", "003"])
    try crew.merge(branch)
    #expect(try overview().active[0].finished == [] && crew.bench.read().warnings == [])
  }

  @Test func `does not call finished what went on, or was opened again`() throws {
    let branch = try finish("001", by: "1")
    try crew.put(["001": "more\n"], in: crew.place("1"))
    try crew.commit("1", .fix, "Not yet")
    #expect(try overview().active[0].finished == [])
    // A person's own commit on top of a report is no report.
    try crew.commit("1", .complete, "Now")
    try crew.scratch.git("commit", "--quiet", "--allow-empty", "-m", "by hand", in: crew.place("1"))
    #expect(try overview().active[0].finished.map(\.text) == ["001"])
    try crew.merge(branch)
    try crew.set("flow", to: crew.tip("main"))
    #expect(try overview().active[0].finished == [])
  }

  @Test func `asks every active plan, and names the first that has something to do`() throws {
    for (id, worker) in [("001", "1"), ("002", "2")] { try crew.create(worker, crew.branch(id)) }
    crew.bench.pass()
    try crew.bench.create("s2", [planned("007", "Other")])
    let other = try crew.project.createTaskBranch(TaskBranchRequest(task: "007")).branch
    try crew.create("7", other)
    let seen = try overview()
    #expect(seen.active.map(\.branch) == ["plan/s2", "plan/s1"])
    #expect(seen.next?.tool == "create_task_branch" && seen.next?.text("task_id") == "003")
    #expect(seen.next?.text("plan_branch") == "plan/s1")
    crew.bench.pass()
    try crew.create("3", crew.branch("003"))
    #expect(
      try overview().sentence
        == "Waiting for worker 1 on 001, worker 2 on 002, worker 3 on 003 and worker 7 on 007.")
    // Where all plans wait, a run may go on.
    _ = try RunBench([try phase("One")], bench: crew.bench)
    #expect(try overview().next?.tool == "get_task_state")
  }

  @Test func `names a worker whose folder is gone, whatever else there is to do`() throws {
    try crew.create("1", crew.branch("001"))
    try FileManager.default.removeItem(atPath: crew.place("1"))
    let gone = "Worker 1 holds task 001 and its worktree is gone: removing it frees the task."
    var seen = try overview()
    #expect(seen.next?.text("task_id") == "002" && seen.sentence == "Task 002 is ready to start. \(gone)")
    for (id, worker) in [("002", "2"), ("003", "3")] { try crew.create(worker, crew.branch(id)) }
    seen = try overview()
    #expect(seen.sentence == gone && seen.next?.tool == "remove_worktree")
    #expect(seen.next?.text("worker_id") == "1")
  }

  @Test func `misses no worktree that never was`() throws {
    // By claim_task, with a lease and without one, and on a branch that was made already.
    for (id, minutes) in [("001", 30), ("002", nil)] as [(String, Int?)] {
      _ = try crew.project.claimTask("s1", task: id, worker: WorkerID("far-\(id)"), minutes: minutes)
    }
    let branch = try crew.branch("003")
    _ = try crew.project.claimTask("s1", task: "003", worker: WorkerID("3"), minutes: 30)
    var seen = try overview()
    #expect(seen.dead == [] && seen.next == nil)
    #expect(seen.sentence == "Waiting for worker far-001 on 001, worker far-002 on 002 and worker 3 on 003.")
    // Once it was made and is gone it is missed, lease or not.
    try crew.create("3", branch)
    #expect(try overview().dead == [])
    try FileManager.default.removeItem(atPath: crew.place("3"))
    seen = try overview()
    #expect(seen.dead == [try WorkerID("3")] && seen.next?.tool == "remove_worktree")
    // Who has a task without a worktree besides is alive: removing would take that one, too.
    _ = try crew.project.releaseTask("s1", task: "001", worker: WorkerID("far-001"), reason: nil)
    _ = try crew.project.claimTask("s1", task: "001", worker: WorkerID("3"), minutes: 30)
    #expect(try overview().dead == [])
  }

  @Test func `names a lease that ran out, and the way on`() throws {
    let wave = try crew.project.startWave("s1", workers: [WorkerID("1")])
    #expect(wave.assignments.count == 1)
    _ = try crew.project.claimTask("s1", task: "002", worker: WorkerID("far"), minutes: 300)
    let until = crew.project.now.adding(minutes: 240)
    let told =
      "The lease of worker 1 on task 001 ran out at \(until): claim_task takes it over, start_wave gives it out again."
    crew.bench.pass(4 * 3_600 + 1)
    var seen = try overview()
    #expect(seen.sentence == "Task 003 is ready to start. \(told)")
    _ = try crew.project.claimTask("s1", task: "003", worker: WorkerID("near"), minutes: 300)
    seen = try overview()
    #expect(
      seen.sentence == told && seen.next == .init("start_wave", [.init("plan_branch", .text("plan/s1"))]))
    // Its worktree gone as well, that says more.
    try FileManager.default.removeItem(atPath: crew.place("1"))
    #expect(try overview().next?.tool == "remove_worktree")
    #expect(try !overview().sentence.contains("ran out"))
    try crew.remove("1")
    _ = try crew.project.claimTask("s1", task: "001", worker: WorkerID("1"), minutes: 300)
    // What never had a branch is taken over as it was taken.
    crew.bench.pass(3_600)
    seen = try overview()
    #expect(seen.next?.tool == "claim_task" && seen.next?.text("task_id") == "002")
    let worker = try #require(seen.next?.text("worker_id"))
    let taken = try crew.project.claimTask("s1", task: "002", worker: WorkerID(worker), minutes: 30)
    #expect(taken.isClaimed)
  }

  @Test func `does not forget late work of a plan that ended`() throws {
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.merge(branch)
    for id in ["002", "003"] { try crew.bench.update { $0.cancelled = [try PlanTaskID(id)] } }
    try crew.put(["a": "2\n"], in: crew.place("1"))
    #expect(
      try crew.commit("1").notes == [
        "Task 001 is completed already: this work is on its branch only until merge_task_branch merges it."
      ])
    crew.bench.pass()
    try crew.bench.create("s2", [planned("007", "Other")])
    let told =
      "Task 001 is completed, and \(branch) has work since its merge: merge_task_branch delivers it."
    var seen = try overview()
    #expect(seen.late == [branch] && seen.sentence == "Task 007 is ready to start. \(told)")
    try crew.create("7", crew.project.createTaskBranch(TaskBranchRequest(task: "007")).branch)
    seen = try overview()
    #expect(seen.sentence == told && seen.next?.text("task_branch") == branch)
    // One that ended before the last one: its worktree tells that somebody is at it.
    crew.bench.pass()
    try crew.bench.create("s3", [planned("008", "Gone")])
    try crew.bench.update("s3") { $0.completed = [.init(id: try PlanTaskID("008"))] }
    #expect(try overview().late == [branch])
    try crew.remove("1")
    #expect(try overview().late == [])
  }

  @Test func `says that a task is blocked, and why`() throws {
    try crew.create("1", crew.branch("001"))
    try crew.commit("1", .blocked, "No key for the \"bank\"")
    for id in ["002", "003"] { try crew.create(id, crew.branch(id)) }
    let seen = try overview()
    #expect(
      seen.sentence
        == "Task 001 is blocked: \"No key for the \\\"bank\\\"\". Waiting for worker 002 on 002 and worker 003 on 003."
    )
    #expect(seen.next == .init("parse_task", [.init("branch", .text("task/001-first"))]))
  }

  @Test func `hands out no branch that the main working tree has`() throws {
    let branch = try crew.branch("001")
    #expect(try overview().next?.text("task_branch") == branch)
    try crew.scratch.git("checkout", "--quiet", branch)
    let seen = try overview()
    #expect(seen.next == nil && seen.sentence.contains("`git switch flow`"))
    let refused = try #require(rejection { try crew.create("1", branch) })
    #expect(refused.code == .branchInUse && refused.next == nil)
    #expect(refused.remedy == "Check out another branch there: git switch flow")
    try crew.scratch.git("switch", "--quiet", "flow")
    try crew.create(#require(try overview().next?.text("worker_id")), branch)
  }
}

@Suite struct `A fresh clone` {
  @Test func `is told of plans and tasks that the remote has`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    let clone = try PlanBench(ScratchRepository(cloning: crew.scratch))
    let seen = try clone.project.overview()
    #expect(seen.remote == ["origin/plan/s1"] && seen.next?.text("branch") == "origin/plan/s1")
    #expect(seen.sentence.contains("`git branch plan/s1 origin/plan/s1`"))
    for name in [branch, "001-first", "001"] {
      let task = try #require(rejection { try clone.project.readTask(name) })
      #expect(task.code == .notFound && task.next?.text("branch") == "origin/\(branch)", "\(name)")
      #expect(task.sentence.contains("\"origin/\(branch)\""))
    }
    _ = try clone.project.readTask("origin/\(branch)")
    let update = try #require(rejection { try clone.learn("more") })
    #expect(update.remedy == "Take it over with: git branch plan/s1 origin/plan/s1")
    try clone.scratch.git("branch", "plan/s1", "origin/plan/s1")
    #expect(try clone.stranger().overview().remote == [])
    #expect(try clone.learn("more").view.reading.seq > 1)
  }

  @Test func `without any plan names what a plan takes`() throws {
    let bench = try PlanBench()
    let refused = try #require(rejection { try bench.read("nothing") })
    #expect(refused.next == nil)
    #expect(
      refused.remedy == "create_plan_branch begins one: it takes session_id, user_request and tasks.")
    let next = try #require(try bench.project.overview().next)
    #expect(next.arguments.map(\.name) == ["session_id", "user_request", "tasks"])
  }
}
