import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task branch that another program made` {
  private func bench(_ fixture: String, branch: String = "task/001-user-model") throws -> PlanBench {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    try bench.put(try #require(GoldenFile("legacy/\(fixture).txt").text), on: branch)
    return bench
  }

  @Test func `is read from its first commit, with work on top`() throws {
    let bench = try bench("task-001")
    for name in ["worker-design", "worker-implementation"] {
      try bench.put(try #require(GoldenFile("legacy/\(name).txt").text), on: "task/001-user-model")
    }
    let read = try bench.stranger().readTask("task/001-user-model")
    #expect(read.branch.isLegacy && read.plan == nil)
    var expected = TaskMetadata(id: "001", description: "Create User model with email/password")
    expected.provides = ["User model class", "User.check_password"]
    expected.files = ["models/user.py"]
    expected.sessionGoal = "Add user authentication"
    expected.sessionID = "session-20250112-143000"
    expected.planBranch = "plan/session-20250112-143000"
    expected.planVersion = "v1"
    expected.enables = ["002", "003"]
    expected.parallelWith = ["004"]
    expected.estimatedTime = "8 minutes"
    expected.priority = "high"
    #expect(read.branch.metadata == expected)
    #expect(read.lastReport?.step == .init(number: 2, total: 5))
  }

  @Test func `has empty fields that take nothing from their neighbours`() throws {
    let bench = try bench("task-empty-fields")
    let task = try bench.stranger().readTask("task/001-user-model").branch.metadata
    #expect(task.description == "Log in\nwith two factors\n\nand a cookie")
    #expect(task.sessionGoal == "" && task.planBranch == "" && task.estimatedTime == "")
    #expect(task.sessionID == "session-20250112-143000" && task.priority == "medium")
    #expect(task.preconditions == [] && task.provides == [] && task.files == [])
  }

  @Test func `may be written by hand`() throws {
    let bench = try bench("task-by-hand")
    let task = try bench.stranger().readTask("task/001-user-model").branch.metadata
    #expect(task.provides == ["Greeting page", "Greeting acknowledgment"])
    #expect(task.files == ["index.html (create)", "style.css (create)"])
    #expect(task.enables == ["002", "003"] && task.completedTasks == ["000"])
    #expect(task.implementationNotes == "Keep it in one file.\n\n### Later\nSplit it.")
  }

  @Test func `finds its plan, where that is here`() throws {
    let bench = try bench("task-001")
    try bench.put(try #require(GoldenFile("legacy/plan-v2.txt").text), on: "plan/session-20250112-143000")
    let read = try bench.stranger().readTask("task/001-user-model")
    #expect(read.plan?.session.text == "session-20250112-143000")
    #expect(read.task?.status.word == .completed)
  }

  @Test func `is told from a branch that holds no task`() throws {
    let bench = try bench("task-001")
    try bench.scratch.git("branch", "task/mine", "main")
    #expect(rejection { try bench.project.readTask("task/mine") }?.code == .notATask)
    let missing = rejection { try bench.project.readTask("task/001-user-modle") }
    #expect(missing?.code == .notFound)
    #expect(
      missing?.sentence == #"There is no branch "task/001-user-modle". Did you mean task/001-user-model?"#)
  }
}

@Suite struct `A worker's message` {
  private func message(_ fixture: String) throws -> WorkerMessage {
    let text = try #require(GoldenFile("legacy/\(fixture).txt").text)
    return try #require(WorkerMessage(reading: text))
  }

  @Test func `of a design is read with its sub-headings and its unnumbered steps`() throws {
    let read = try message("worker-design")
    #expect(
      read.task == "001" && read.kind == .design && read.summary == "User model design" && read.step == nil)
    #expect(read.design.overview == "A class with a hash,\nnever the password.")
    #expect(
      read.design.architectureDecisions == ["bcrypt for hashing", "email is unique\nin the whole table"])
    #expect(read.design.interfacesProvided == ["User.check_password(text)"])
    #expect(read.todo.map(\.text) == ["Write the class", "Choose the hash", "Test it"])
    #expect(read.todo.map(\.number) == [1, 2, 3])
    #expect(read.todo.map(\.done) == [false, true, false])
    #expect(read.progressStatus == "design_complete" && read.completed == 1 && read.total == 3)
  }

  @Test func `of an implementation is read with its step`() throws {
    let read = try message("worker-implementation")
    #expect(read.kind == .implementation && read.step == .init(number: 2, total: 5))
    #expect(read.summary == "the class and its hash")
    #expect(read.implementation == "Wrote the class.\n\nHash with cost 12.")
    #expect(read.design.overview == "A class with a hash.")
    #expect(read.progressStatus == "in_progress" && read.completed == 2 && read.total == 5)
  }

  @Test(
    arguments: [
      ("[task-001] Initialize: x", .design, "x"), ("[task-001] initialize: x", .design, "x"),
      ("[task-001] Design: x", .design, "x"),
      ("[task-001] Implement: x", .implementation, "x"), ("[task-001] Progress: x", .implementation, "x"),
      ("[task-001] Fix validation", .fix, "Fix validation"), ("[task-001] Fix: x", .fix, "x"),
      ("[task-001] COMPLETE: x", .complete, "x"), ("[task-001] ERROR: x", .blocked, "x"),
      ("[task-001] Blocked: x", .blocked, "x"),
      ("[task-001] Verify: x", nil, "Verify: x"), ("[task-001]", nil, ""),
      ("[task-001] a: b (x/y)", nil, "a: b (x/y)"),
      ("[task-001] Implement: :) (9/)", .implementation, ":) (9/)"),
    ] as [(String, WorkerMessage.Kind?, String)])
  func `has this kind by its title`(title: String, kind: WorkerMessage.Kind?, summary: String) throws {
    let read = try #require(WorkerMessage(reading: title + "\n"))
    #expect(read.kind == kind && read.summary == summary && read.task == "001")
  }

  @Test func `of no known verb still tells its step and progress`() throws {
    let read = try message("worker-verify")
    #expect(read.kind == nil && read.step == .init(number: 8, total: 8) && read.progressStatus == "complete")
  }

  @Test(arguments: ["", "work", "TASK_BLOCKED: Missing dependency", "[task-]", "[task-001", " [task-001] x"])
  func `is none where the title names no task`(title: String) {
    #expect(WorkerMessage(reading: title + "\n") == nil)
  }

  @Test func `comes back as it was written, whatever its texts say`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<500 {
      var written = WorkerMessage(
        task: "001", kind: WorkerMessage.Kind.allCases.randomElement(using: &generator), summary: "do it")
      written.step = .init(number: 1, total: 2)
      written.design.overview = word(using: &generator) + "\n## Progress\nStatus: complete\n### Overview\nx"
      written.design.architectureDecisions = [word(using: &generator), "b\n## TODO List\n- [x] 9. done"]
      written.todo = [
        .init(number: 1, text: word(using: &generator) + "\n- [x] 9. done\n\n  - [ ] deep", done: true),
        .init(number: 2, text: "t", done: false),
      ]
      written.progressStatus = "in_progress"
      written.completed = 1
      written.total = 2
      let read = try #require(WorkerMessage(reading: written.text))
      #expect(read.todo == written.todo, "seed \(seed) round \(round)")
      #expect(read.progressStatus == "in_progress" && read.completed == 1 && read.total == 2, "seed \(seed)")
      #expect(
        read.kind == written.kind && read.step == written.step && read.summary == "do it", "seed \(seed)")
      #expect(read.design.overview == written.design.overview, "seed \(seed) round \(round)")
      #expect(
        read.design.architectureDecisions == written.design.architectureDecisions,
        "seed \(seed) round \(round)")
    }
  }

  @Test func `of a list inside a list has an entry for each, and what is indented below one belongs to it`()
    throws
  {
    let read = try #require(
      WorkerMessage(
        reading: """
          [task-001] Implement: x

          ## TODO List
          - [ ] 1. a
            - [x] 2. b
              more of b
            - [ ] c
              ← COMPLETED
          - [x]
          no entry
          """))
    #expect(read.todo.map(\.text) == ["a", "b\nmore of b", "c\n← COMPLETED"])
    #expect(read.todo.map(\.done) == [false, true, false] && read.todo.map(\.number) == [1, 2, 3])
    let again = try #require(WorkerMessage(reading: read.text))
    #expect(again.todo == read.todo)
  }

  private func word(using generator: inout SeededGenerator) -> String {
    ["one", "two: three", "## four", "- five", "größer", "Status: complete", "[x] six"].randomElement(
      using: &generator) ?? ""
  }
}

@Suite struct `Merges of others on the base` {
  private func merge(_ fixture: String, _ bench: PlanBench) throws {
    let other = try bench.scratch.looseCommit(
      "work of \(fixture)", parents: [bench.scratch.git("rev-parse", "flow")])
    let message = try #require(GoldenFile("legacy/\(fixture).txt").text)
    let merge = try bench.scratch.git(
      "commit-tree", "flow^{tree}", "-p", "flow", "-p", other, "-F", "-", input: message)
    try bench.scratch.git("update-ref", "refs/heads/flow", merge)
  }

  @Test func `provide what they list, once`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    try merge("merge-without-provides", bench)
    #expect(try bench.project.provides(of: nil) == [])
    try merge("merge-with-provides", bench)
    #expect(try bench.project.provides(of: nil) == ["User model class", "User.check_password"])
    try bench.create("s1", [planned("001", needs: ["USER MODEL CLASS"])])
    #expect(try bench.read().plan.ready(given: bench.read().facts).count == 1)
  }

  @Test func `is claimed, worked on and delivered with its plan`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    let text = try #require(GoldenFile("legacy/task-001.txt").text)
    let second = text.replacing("Initialize task/001-user-model", with: "Initialize task/002-login")
      .replacing("ID: 001", with: "ID: 002")
    try bench.put(second, on: "task/002-login")
    try bench.put(try #require(GoldenFile("legacy/plan-v2.txt").text), on: "plan/session-20250112-143000")
    let project = try bench.stranger()
    let made = try project.createWorkerTree(
      WorkerTreeRequest(worker: try WorkerID("1"), branch: "task/002-login"))
    #expect(made.task == "002")
    let taken = try project.readTask("task/002-login")
    #expect(taken.task?.status.claim?.worker.text == "1" && taken.task?.branch?.name == "task/002-login")
    try bench.scratch.write("login.py", "pass\n", in: made.worktree.path)
    _ = try project.commitTask(
      .worker(try WorkerID("1")), WorkerMessage(task: "", kind: .complete, summary: "done"))
    let merged = try project.mergeTask(MergeRequest(branch: "task/002-login"))
    #expect(merged.completed && merged.task == "002")
    #expect(try bench.verify("session-20250112-143000").problem == nil)
  }
}
