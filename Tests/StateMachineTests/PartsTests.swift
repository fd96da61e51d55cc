import StateMachine
import Testing

@Suite struct `A task in parts` {
  private let tree = [
    "README.md", "src/a/x.ts", "src/a/y.ts", "src/b/z.ts", "src/main.ts", "tests/t.ts", ".github/ci.yml",
  ]

  private func keys(_ strategy: SplitStrategy, _ scope: [String]) -> [String] {
    TaskSplit(strategy, scope: scope, tree: tree).parts.map {
      "\($0.key): \($0.files.joined(separator: " "))"
    }
  }

  @Test func `is split by directory, file or module, along what is named or what there is`() {
    #expect(keys(.byDirectory, ["src/a", "src/b/"]) == ["src/a: src/a/", "src/b: src/b/"])
    #expect(keys(.byDirectory, ["src"]) == ["src/a: src/a/", "src/b: src/b/", "src: src/main.ts"])
    #expect(keys(.byDirectory, []) == ["root: README.md", "src: src/", "tests: tests/"])
    #expect(
      keys(.byDirectory, ["src/a/x.ts", "src/b/z.ts", "src/a/y.ts"]) == [
        "src/a: src/a/x.ts src/a/y.ts", "src/b: src/b/z.ts",
      ])
    #expect(
      keys(.byFile, ["src/a/", "new.ts"]) == [
        "new.ts: new.ts", "src/a/x.ts: src/a/x.ts", "src/a/y.ts: src/a/y.ts",
      ])
    #expect(keys(.byFile, []).count == tree.count)
    #expect(
      keys(.byModule, ["src/a/x.ts", "src/a/y.ts", "src/b/z.ts"]) == [
        "src/a: src/a/x.ts src/a/y.ts", "src/b: src/b/z.ts",
      ])
    #expect(keys(.none, ["src"]) == [])
  }

  @Test func `is as its kind in the table, where nobody says otherwise`() throws {
    let rows: [(String, TaskWeight.Kind, Bool, SplitStrategy, Int)] = [
      ("Lint the code", .lint, true, .byDirectory, 8), ("Run prettier", .lint, true, .byDirectory, 8),
      ("Fix type errors", .typecheck, true, .byFile, 8),
      ("Extract the parser", .refactor, false, .byModule, 4),
      ("Verify the build", .verify, false, .none, 4), ("Write tests", .test, true, .byFile, 8),
      ("Add login", .other, false, .none, 4),
    ]
    for (text, kind, isLight, split, most) in rows {
      let found = TaskWeight(of: try task("001", text)).kind
      #expect(
        found == kind && found.isLight == isLight && found.split == split && found.mostAtOnce == most,
        "\(text)")
    }
    var planned = try task("001", "Lint the code")
    planned.parallelStrategy = SplitStrategy.none
    let bench = try PlanUnderTest(planned, task("002", "Lint the code"))
    #expect(bench.plan.strategy(for: try bench.task("001")) == SplitStrategy.none)
    #expect(bench.plan.strategy(for: try bench.task("002")) == .byDirectory)
  }

  @Test(
    arguments: [
      ("src/a", "src/a"), ("src/my file.ts", "src/my%20file.ts"), ("a..b", "a%2E.b"), ("x.lock", "x.lock~"),
      ("é", "%C3%A9"), ("100%", "100%25"), (String(repeating: "d/", count: 100) + "x", ""),
    ])
  func `has ids that name the file`(key: String, name: String) throws {
    let split = TaskSplit(.byFile, [.init(key, files: ["a"]), .init("other", files: ["b"])])
    var bench = try PlanUnderTest(task("001"))
    try bench.run(.expand(try PlanTaskID("001"), split))
    let id = try #require(try bench.task("001").subTasks.first)
    #expect(id.text.hasPrefix("001@") && id.isPart && (try? PlanTaskID(id.text)) == id)
    #expect(name.isEmpty ? id.text.utf8.count <= 164 : id.text == "001@\(name)")
    #expect(!id.branchStem.contains("/") && id.branchStem.hasPrefix("001@"))
  }

  @Test func `has an id of which none else is made`() throws {
    #expect(refusal { try PlanUnderTest(task("001@src")) }?.code == .invalidName)
    var bench = try PlanUnderTest(task("001"))
    let stranger = try task("001@src")
    #expect(
      refusal { try bench.update { $0.added = [.init(definition: stranger, hasID: true)] } }?.code
        == .invalidName)
    for text in ["@a", "001@", "001@a b", "001@a\n", "é@a", "001@a.lock", "001@a..b"] {
      #expect((try? PlanTaskID(text)) == nil, "\(text)")
    }
  }

  @Test func `of one folder does another's file, and leaves out what another does`() throws {
    var bench = try PlanUnderTest(
      task("001", "Lint", priority: .low), task("002", "Fix types", priority: .high))
    let whole = try PlanTaskID("002")
    try bench.run(
      .expand(
        try PlanTaskID("001"),
        TaskSplit(.byFile, [.init("src/a.ts", files: ["src/a.ts"]), .init("b.ts", files: ["b.ts"])])))
    try bench.run(
      .expand(
        whole, TaskSplit(.byDirectory, [.init("src", files: ["src/"]), .init("lib", files: ["lib/"])])))
    let shared = try bench.task("001@src/a.ts")
    #expect(shared.parents.map(\.text) == ["001", "002"] && shared.priority == .high)
    #expect(shared.definition.description.contains("Also for task 002, in src/a.ts: Fix types"))
    #expect(try bench.task("002").subTasks.map(\.text) == ["002@src", "002@lib", "001@src/a.ts"])
    #expect(
      try bench.task("002@src").definition.description.contains("Not src/a.ts, which 001@src/a.ts does."))
    // What somebody has taken up is read already: its file is done by itself afterwards.
    var third = try PlanUnderTest(task("001", "Lint"), task("002", "Format"))
    let split = TaskSplit(.byFile, [.init("a", files: ["a"]), .init("b", files: ["b"])])
    try third.run(.expand(try PlanTaskID("001"), split))
    try third.run(.claim(try PlanTaskID("001@a"), try WorkerID("1"), until: nil))
    try third.run(.expand(whole, split))
    #expect(try third.task("002").subTasks.map(\.text) == ["002@a", "001@b"])
    let batch = third.plan.batch(given: third.facts, at: third.now)
    #expect(batch.held.map(\.task.id.text) == ["002@a"] && batch.tasks.map(\.id.text) == ["001@b"])
  }

  @Test func `of a light and a heavy task is heavy`() throws {
    var bench = try PlanUnderTest(task("001", "Lint the code"), task("002", "Rewrite the parser"))
    let split = TaskSplit(.byFile, [.init("a", files: ["a"]), .init("b", files: ["b"])])
    try bench.run(.expand(try PlanTaskID("001"), split))
    try bench.run(.expand(try PlanTaskID("002"), TaskSplit(.byFile, [.init("a", files: ["a"])])))
    #expect(bench.plan.weight(of: try bench.task("001@a")) == .other)
    #expect(bench.plan.weight(of: try bench.task("001@b")) == .lint)
    // Light first, and never together.
    let batch = bench.plan.batch(given: bench.facts, at: bench.now)
    #expect(batch.isLight && batch.tasks.map(\.id.text) == ["001@b"])
  }

  @Test func `is delivered when its parts are`() throws {
    var bench = try PlanUnderTest(task("001", "Lint"), task("002", after: ["001"]))
    let split = TaskSplit(.byFile, [.init("a", files: ["a"]), .init("b", files: ["b"])])
    try bench.run(.expand(try PlanTaskID("001"), split))
    try bench.branch("001@a")
    for part in ["001@a", "001@b"] {
      try bench.run(.claim(try PlanTaskID(part), try WorkerID("1"), until: nil))
      try bench.run(.report(try PlanTaskID(part), try WorkerID("1"), claim: nil, TaskReport(.completed)))
    }
    let whole = try bench.task("001")
    #expect(
      whole.status.word == .completed && bench.plan.delivery(of: whole, given: bench.facts) == .unmerged)
    #expect(bench.ready == [] && bench.plan.progress(given: bench.facts).completed == 0)
    try bench.merge("001@a")
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .merged)
    #expect(bench.ready == ["002"] && bench.plan.progress(given: bench.facts).total == 2)
    bench.facts.reachable = []
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .lost)
  }

  @Test func `that is cancelled, completed or opened by hand leaves nobody at work on its parts`() throws {
    let split = TaskSplit(.byFile, [.init("a", files: ["a"]), .init("b", files: ["b"])])
    for action in 0..<3 {
      var bench = try PlanUnderTest(task("001", "Lint"), task("002", "Types"))
      let id = try PlanTaskID("001")
      try bench.run(.expand(id, split))
      try bench.run(.expand(try PlanTaskID("002"), TaskSplit(.byFile, [.init("a", files: ["a"])])))
      try bench.update { update in
        var patch = TaskPatch(id: id)
        patch.reopen = true
        switch action {
        case 0: update.cancelled = [id]
        case 1: update.completed = [.init(id: id)]
        default: update.changed = [patch]
        }
      }
      #expect(try bench.task("001@b").status.word == .cancelled, "\(action)")
      // Another task still waits for this one.
      #expect(try bench.task("001@a").status.word == .pending, "\(action)")
      #expect(try bench.task("002").status.word == .expanding, "\(action)")
    }
  }

  @Test func `goes every way that the table has for its parts`() throws {
    var seen: Set<TaskTransitions.Row> = []
    func fold(_ outcomes: [TaskReport.Outcome?], checked: Bool = false) throws -> PlanUnderTest {
      var whole = try task("001", "Lint")
      whole.requiresReview = checked
      var bench = try PlanUnderTest(whole)
      let parts = outcomes.indices.map { TaskSplit.Part("p\($0)", files: ["f\($0)"]) }
      try bench.run(.expand(whole.id, TaskSplit(.byFile, parts)))
      for (index, outcome) in outcomes.enumerated() {
        let id = try PlanTaskID("001@p\(index)")
        guard let outcome else {
          try bench.update { $0.cancelled = [id] }
          continue
        }
        var report = TaskReport(outcome)
        report.reason = "so it is"
        report.failure = .escalate
        try bench.run(.claim(id, try WorkerID("1"), until: nil))
        try bench.run(.report(id, try WorkerID("1"), claim: nil, report))
      }
      return bench
    }
    func expect(_ action: TaskTransitions.Action, _ from: TaskStatus.Word, _ bench: PlanUnderTest) throws {
      let row = try #require(TaskTransitions.all.first { $0.from == from && $0.action == action })
      #expect(try bench.task("001").status.word == row.to, "\(action)")
      seen.insert(row)
    }
    try expect(.partsDone, .expanding, fold([.completed, .completed, nil]))
    try expect(.partsToReview, .expanding, fold([.completed, .completed], checked: true))
    try expect(.partsGone, .expanding, fold([nil, nil]))
    var failed = try fold([.completed, .failed])
    try expect(.partsFailed, .expanding, failed)
    try failed.run(.claim(try PlanTaskID("001@p1"), try WorkerID("2"), until: nil))
    try expect(.resumed, .failed, failed)
    #expect(seen.count == 5)
  }

  @Test func `of too many files is refused with another way to split it`() throws {
    let bench = try PlanUnderTest(task("001", "Lint"))
    let parts = (0...200).map { TaskSplit.Part("f\($0)", files: ["f\($0)"]) }
    let refused = refusal {
      try bench.plan.decide(
        .expand(try PlanTaskID("001"), TaskSplit(.byFile, parts)), given: bench.facts, at: bench.now)
    }
    #expect(refused?.code == .limitExceeded && refused?.next?.tool == "expand_task")
  }
}
