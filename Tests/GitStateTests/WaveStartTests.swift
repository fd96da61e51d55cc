import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A wave that is started` {
  @Test func `gives each worker a task with its branch, worktree and lease`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start()
    #expect(wave.given == ["1: 001", "2: 002", "3: 003"] && wave.failures.isEmpty && wave.idle.isEmpty)
    for given in wave.assignments {
      #expect(given.changed && FileManager.default.fileExists(atPath: given.brief.path + "/README"))
      #expect(given.brief.branch == given.tree.branch && given.brief.path == given.tree.worktree.path)
      let claim = try #require(try crew.waveTask(given.brief.task.id.text).status.claim)
      #expect(
        claim.worker == given.brief.worker && claim.until == crew.bench.project.now.adding(minutes: 240))
      #expect(given.brief.beside.count == 2)
    }
    try crew.expectWhole()
  }

  @Test func `is answered the same when it is asked for again`() throws {
    let crew = try Crew.ofWaves()
    let first = try crew.start("ada", "2", "ada")
    #expect(first.given == ["ada: 001", "2: 002"])
    try crew.put(["draft": "x"], in: crew.place("2"))
    let seq = first.view.reading.seq
    crew.bench.pass(600)
    let again = try crew.start("ada", "2")
    #expect(again.given == first.given && again.assignments.allSatisfy { !$0.changed })
    #expect(again.view.reading.seq == seq && crew.scratch.read("draft", in: crew.place("2")) == "x")
    // Who asks without names gets the one with a number, and what is left.
    #expect(try crew.start().given == ["2: 002", "1: 003"])
  }

  @Test func `goes on wherever it was left`() throws {
    let crew = try Crew.ofWaves()
    // A claim without a branch, a branch without a claim, a worktree whose folder is gone.
    _ = try crew.project.claimTask("w", task: "001", worker: WorkerID("1"), minutes: 240)
    var asked = TaskBranchRequest(task: "002")
    asked.plan = "w"
    _ = try crew.project.createTaskBranch(asked)
    let first = try crew.start("3")
    #expect(first.given == ["3: 002"])
    try crew.scratch.shell("rm -rf .worktrees/worker-3")
    let wave = try crew.start("1", "2", "3")
    #expect(wave.given == ["1: 001", "3: 002", "2: 003"] && wave.assignments.allSatisfy(\.changed))
    for id in ["001", "002", "003"] { #expect(try crew.waveTask(id).attempts == 1) }
    #expect(try crew.start("1", "2", "3").assignments.allSatisfy { !$0.changed })
    try crew.expectWhole()
  }

  @Test func `renews a lease that ran out, and leaves one alone that did not`() throws {
    let crew = try Crew.ofWaves()
    let until = try #require(try crew.start("1").assignments.first?.brief.task.status.claim?.until)
    crew.bench.pass(3_600)
    #expect(try crew.start("1").assignments.first?.brief.task.status.claim?.until == until)
    crew.bench.pass(4 * 3_600)
    let later = try crew.start("1")
    #expect(later.given == ["1: 001"] && later.assignments[0].changed)
    #expect(later.assignments[0].brief.task.status.claim?.until == crew.project.now.adding(minutes: 240))
  }

  @Test func `tells what failed for one, and gives the others theirs`() throws {
    let crew = try Crew.ofWaves()
    try crew.scratch.git("branch", "task/001-alpha")
    try crew.scratch.write(".worktrees/worker-2", "in the way")
    let wave = try crew.start()
    // The worker goes on with the next task, and the task to the next worker.
    #expect(wave.given == ["1: 002", "3: 003"])
    #expect(wave.failures.map(\.task.text) == ["001", "003"])
    #expect(wave.failures.map(\.worker.text) == ["1", "2"])
    #expect(wave.failures[0].rejection.code == .nameTaken)
    #expect(wave.failures[0].rejection.next?.tool == "create_task_branch")
    #expect(wave.failures[1].rejection.code == .outsideRepository)
    #expect(try crew.waveTask("001").status == .pending)
    // The call that is named mends the one, a person the other; then it goes on.
    var mended = TaskBranchRequest(task: "001")
    mended.plan = "w"
    mended.slug = try Slug(try #require(wave.failures[0].rejection.next?.text("branch_slug")))
    _ = try crew.project.createTaskBranch(mended)
    try crew.scratch.shell("rm .worktrees/worker-2")
    let again = try crew.start()
    #expect(again.failures.isEmpty && Set(again.given) == ["1: 002", "3: 003", "2: 001"])
    try crew.expectWhole()
  }

  @Test func `gives a task back to whose folder has its branch, with what went wrong`() throws {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1", "2").given == ["1: 001", "2: 002"])
    try crew.put(["a": "half\n"], in: crew.place("1"))
    try crew.commit("1", .implementation, "Half")
    var report = TaskReport(.failed)
    report.error = TaskError("no compiler")
    _ = try crew.project.reportTask("w", task: "001", worker: WorkerID("1"), claim: nil, report)
    let again = try crew.start("3", "1")
    #expect(Set(again.given) == ["1: 001", "3: 003"])
    let brief = try #require(again.assignments.first { $0.brief.worker.text == "1" }?.brief)
    #expect(brief.hasWork && brief.task.errors.map(\.error.message) == ["no compiler"])
  }

  @Test func `leaves alone who waits with a task, and takes others instead`() throws {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1").given == ["1: 001"])
    try crew.commit("1", .blocked, "Which database?")
    let named = try crew.start("1")
    #expect(named.given == [] && named.idle.map(\.text) == ["1"])
    #expect(try crew.start().given == ["2: 002", "3: 003"])
    #expect(try crew.waveTask("001").status.claim?.worker.text == "1")
  }

  @Test func `refuses a worker of another plan and hands out the rest`() throws {
    let crew = try Crew.ofWaves()
    try crew.create("2", crew.firstOfOther())
    let named = try crew.start("1", "2")
    #expect(named.given == ["1: 001"] && named.failures.map(\.rejection.code) == [.workerBusy])
    #expect(named.failures.map(\.task.text) == ["002"])
    // By numbers it takes one that is free.
    #expect(try crew.start().given == ["1: 001", "3: 002", "4: 003"])
  }

  @Test func `tells what its tasks build on`() throws {
    let crew = try Crew.ofWaves()
    for given in try crew.start("1", "2").assignments {
      try crew.deliver(given, [given.brief.task.definition.files[0]: "2\n"])
    }
    _ = try crew.finish("a and b are 2")
    let wave = try crew.start("1", "2")
    #expect(wave.given == ["1: 003", "2: 004"])
    let brief = wave.assignments[1].brief
    #expect(
      brief.needs.map(\.capability.text) == ["A", "B"] && brief.needs.map(\.from?.id.text) == ["001", "002"])
    #expect(crew.scratch.read("a", in: brief.path) == "2\n")
    #expect(brief.view.plan.learnings.map(\.text) == ["a and b are 2"])
  }

  @Test func `of several that are started at once gives no task twice`() async throws {
    let crew = try Crew.ofWaves()
    let projects = try (0..<4).map { _ in try crew.bench.stranger() }
    let given = try await withThrowingTaskGroup(of: [String].self) { group in
      for (index, project) in projects.enumerated() {
        group.addTask {
          let wave = try project.startWave("w", workers: [WorkerID("w\(index)a"), WorkerID("w\(index)b")])
          return wave.assignments.filter(\.changed).map(\.brief.task.id.text)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(given.sorted() == ["001", "002", "003"])
    let holders = try crew.bench.read("w").plan.tasks.compactMap(\.status.claim?.worker)
    #expect(Set(holders).count == 3)
    try crew.expectWhole()
  }

  @Test func `that was killed between two claims goes on by the same call`() throws {
    let crew = try Crew.ofWaves()
    let guarded = WriteGuard(key: try LedgerKey("k", using: "start_wave"))
    #expect(try crew.start("1", guarded: guarded).given == ["1: 001"])
    let again = try crew.start("1", "2", guarded: guarded)
    #expect(again.given == ["1: 001", "2: 002"] && again.isRepeated && !again.isOver)
    try crew.deliver(again.assignments[0], ["a": "2\n"])
    let late = try crew.start("1", "2", guarded: guarded)
    #expect(late.given == ["2: 002"] && late.idle.map(\.text) == ["1"] && late.isOver)
  }

  @Test func `that was killed while a worker without a place held a task gives it to the next`() throws {
    let crew = try Crew.ofWaves()
    let guarded = WriteGuard(key: try LedgerKey("k", using: "start_wave"))
    #expect(try crew.start("1", guarded: guarded).given == ["1: 001"])
    try crew.scratch.write(".worktrees/worker-2", "in the way")
    _ = try crew.project.claimTask("w", task: "002", worker: WorkerID("2"), minutes: 30)
    let again = try crew.start("1", "2", "3", guarded: guarded)
    #expect(again.given == ["1: 001", "3: 002"])
    #expect(again.failures.map(\.worker.text) == ["2"] && again.idle == [])
    // Who held it before this call keeps it.
    try crew.scratch.write(".worktrees/worker-4", "in the way")
    _ = try crew.project.claimTask("w", task: "003", worker: WorkerID("4"), minutes: 30)
    let other = WriteGuard(key: try LedgerKey("l", using: "start_wave"))
    #expect(try crew.start("4", "5", guarded: other).failures.map(\.worker.text) == ["4"])
    #expect(try crew.waveTask("003").status.claim?.worker.text == "4")
  }

  @Test func `with a key that was used hands nothing out`() throws {
    let crew = try Crew.ofWaves()
    let key = try LedgerKey("k", using: "start_wave")
    let first = try crew.start("1", guarded: WriteGuard(key: key))
    #expect(first.given == ["1: 001"])
    try crew.deliver(first.assignments[0], ["a": "2\n"])
    let again = try crew.start("1", guarded: WriteGuard(key: key))
    #expect(again.given == [] && again.idle.map(\.text) == ["1"])
    let other = rejection { try crew.start("1", guarded: WriteGuard(key: LedgerKey("k", using: "other"))) }
    #expect(other?.code == .keyReused)
    let late = rejection { try crew.start("1", guarded: WriteGuard(expectedSeq: 1)) }
    #expect(late?.code == .overtaken)
  }

  @Test func `holds back what another changes although it did not say so`() throws {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1").given == ["1: 001"])
    try crew.put(["b": "mine\n"], in: crew.place("1"))
    let wave = try crew.start("1", "2")
    #expect(wave.given == ["1: 001", "2: 003"])
    #expect(wave.batch.held.map(\.task.id.text) == ["002"] && wave.batch.held.map(\.by) == ["001"])
  }
}
