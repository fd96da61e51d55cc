import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A ledger commit` {
  @Test func `stands on the base's tip with its tree, and touches nothing else`() throws {
    let bench = try PlanBench()
    let head = try bench.scratch.git("rev-parse", "HEAD")
    let change = try bench.create()
    #expect(change.changed && change.view.plan.version == 1)
    #expect(change.notes == ["Branch flow did not exist and was made at main, \(head.prefix(12))."])
    #expect(try bench.scratch.git("rev-parse", "plan/s1^") == head)
    #expect(try bench.scratch.git("diff", "--stat", "plan/s1^", "plan/s1") == "")
    #expect(try bench.scratch.refs().count == 3)
    #expect(try bench.scratch.status() == [])
    #expect(try bench.scratch.git("symbolic-ref", "HEAD") == "refs/heads/main")
    try bench.scratch.expectClean()
  }

  @Test func `tells people what happened, and programs the truth in trailers`() throws {
    let bench = try PlanBench()
    try bench.create()
    bench.pass()
    try bench.update {
      $0.completed = [.init(id: try PlanTaskID("001"))]
      $0.learnings = "bcrypt cost 12"
    }
    #expect(
      try bench.scratch.git("log", "--format=%s", "flow..plan/s1")
        == "plan v2: completed 001\nplan v1: created with 2 tasks")
    #expect(try bench.message().contains("\n  bcrypt cost 12\n"))
    #expect(try bench.trailer("Format") == "1")
    #expect(try bench.trailer("Kind") == "plan")
    #expect(try bench.trailer("Seq") == "2")
    #expect(
      try bench.trailer("Event")
        == #"[{"at":"2026-01-01T01:01:00Z","by":"Ada","task":"001","type":"taskCompleted"},{"at":"2026-01-01T01:01:00Z","by":"Ada","text":"bcrypt cost 12","type":"learningRecorded"},{"at":"2026-01-01T01:01:00Z","by":"Ada","type":"planUpdated"}]"#
    )
    #expect(try bench.trailer("State").hasPrefix(#"{"created":"2026-01-01T01:00:00Z","learnings":["#))
    #expect(
      try bench.scratch.git("log", "--format=%ai %ci", "-1", "plan/s1")
        == "2026-01-01 01:01:00 +0000 2026-01-01 01:01:00 +0000")
    try bench.scratch.expectClean()
  }

  @Test func `has a subject of at most 72 bytes`() throws {
    let bench = try PlanBench()
    try bench.create("s1", (1...60).map { try planned("\($0)") })
    try bench.update { $0.completed = try (1...60).map { .init(id: try PlanTaskID("\($0)")) } }
    let subject = try bench.scratch.git("log", "-1", "--format=%s", "plan/s1")
    #expect(subject.utf8.count <= 72 && subject.hasSuffix("…"))
  }

  @Test func `is not made where nothing changes`() throws {
    let bench = try PlanBench()
    try bench.create()
    let refs = try bench.scratch.refs()
    #expect(try !bench.create().changed)
    #expect(try !bench.update { _ in }.changed)
    #expect(try bench.scratch.refs() == refs)
  }

  @Test func `is not made where something is refused, and neither is a base`() throws {
    let bench = try PlanBench()
    let refs = try bench.scratch.refs()
    #expect(rejection { try bench.create("s1", [planned("001", after: ["001"])]) }?.code == .cycle)
    #expect(try bench.scratch.refs() == refs)
    try bench.create()
    let after = try bench.scratch.refs()
    #expect(rejection { try bench.update { $0.cancelled = [try PlanTaskID("009")] } }?.code == .unknownTask)
    #expect(rejection { try bench.create("s1", [planned("001", "Other")]) }?.code == .exists)
    #expect(try bench.scratch.refs() == after)
    try bench.scratch.expectClean()
  }

  @Test func `works in a bare repository and on an unborn branch`() throws {
    let bare = try PlanBench(ScratchRepository(bare: true))
    let change = try bare.create()
    #expect(change.notes == ["The repository had no commit: branch flow starts with an empty root commit."])
    try bare.learn("x")
    #expect(try bare.read().plan.version == 2)
    #expect(try bare.scratch.git("rev-list", "--count", "plan/s1") == "3")
    try bare.scratch.expectClean()
  }

  @Test func `is made in order: its seq counts every commit, its version only updates`() throws {
    let bench = try PlanBench()
    try bench.create()
    _ = try bench.project.createTaskBranch(TaskBranchRequest(task: "1"))
    try bench.learn("x")
    let view = try bench.read()
    #expect(view.reading.seq == 3)
    #expect(view.plan.version == 2)
    #expect(try bench.verify().problem == nil)
    try bench.scratch.expectClean()
  }

  @Test func `of a plan whose branch collides with another is refused`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "plan/S1")
    let rejection = rejection { try bench.create() }
    #expect(rejection?.code == .nameTaken)
    try bench.scratch.git("branch", "-D", "plan/S1")
    try bench.scratch.git("branch", "plan/s1/deeper")
    #expect(GitStateTests.rejection { try bench.create() }?.code == .nameTaken)
  }
}

@Suite struct `A ledger's snapshots` {
  @Test func `stand in every commit while the state is small`() throws {
    let bench = try PlanBench()
    try bench.create()
    for index in 1...5 { try bench.learn("\(index)") }
    #expect(try states(bench) == [true, true, true, true, true, false])
    #expect(try bench.verify().snapshots == 5)
  }

  @Test func `of a large plan come when the events have grown to a quarter of it`() throws {
    let bench = try PlanBench()
    try bench.create("s1", (1...200).map { try planned("\($0)", String(repeating: "word ", count: 40)) })
    let founding = try bench.trailer("Event").utf8.count
    #expect(founding > 40_000)
    var without = 0
    var bytes = 0
    var paid = false
    for index in 1...40 {
      try bench.learn(String(repeating: "learned \(index) ", count: 60))
      bytes += try bench.trailer("Event").utf8.count
      if try bench.trailer("State").isEmpty {
        without += 1
        #expect(bytes * 4 < founding)
      } else {
        #expect(bytes * 4 >= founding)
        paid = true
        break
      }
    }
    #expect(paid && without > 5)
    #expect(try bench.read().plan.learnings.count == without + 1)
    #expect(try bench.verify().problem == nil)
  }

  @Test func `are never more than 256 commits apart`() throws {
    let bench = try PlanBench()
    // So large that no number of small events is a quarter of it.
    try bench.create("s1", (1...1_500).map { try planned("\($0)", String(repeating: "word ", count: 100)) })
    for index in 1...260 {
      let id = try PlanTaskID("\(index)")
      _ = try bench.update { $0.cancelled = [id] }
    }
    let states = try states(bench)
    #expect(states.count == 261)
    #expect(states.filter { $0 }.count == 1)
    #expect(states.reversed().firstIndex(of: true) == 256)
    #expect(try bench.read().plan.tasks.count { $0.status.word == .cancelled } == 260)
  }

  /// Whether each commit carries its state, the newest first.
  private func states(_ bench: PlanBench) throws -> [Bool] {
    try bench.scratch.git(
      "log", "--format=%(trailers:key=Gitstate-State,keyonly,separator=)|", "flow..plan/s1"
    )
    .split(separator: "\n").map { $0 != "|" }
  }
}
