import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Importing a plan` {
  private func text(_ name: String) throws -> String {
    try #require(GoldenFile("plans/\(name)").text)
  }

  @discardableResult
  private func take(
    _ text: String, into bench: PlanBench, applies: Bool = false, guarded: WriteGuard = WriteGuard()
  ) throws -> ImportedPlan {
    try bench.project.importPlan(
      [.init(name: "plan.yaml", text: text)], applies: applies, guarded: guarded)
  }

  @Test(arguments: ["2.5", "2026-03", "2026-08"])
  func `founds it, exports it as it came, and does nothing the second time`(name: String) throws {
    let bench = try PlanBench()
    let first = try take(text("\(name).yaml"), into: bench)
    #expect(first.changed && first.comparison == nil && !first.isPreview)
    let session = first.view.session.text
    let exported = try bench.project.exportPlan(session)
    let other = try PlanBench()
    #expect(try take(exported.text, into: other).changed)
    #expect(try other.project.exportPlan(session).text == exported.text)
    for again in [
      try text("\(name).yaml"), exported.text, try bench.project.exportPlan(session, as: .json).text,
    ] {
      let repeated = try take(again, into: bench, applies: true)
      #expect(!repeated.changed && repeated.comparison?.isEmpty == true && !repeated.isPreview)
    }
    #expect(try bench.project.readPlan(session).reading.seq == 1)
    // What was completed has no branch here, and so counts as delivered.
    let done = first.view.plan.tasks.filter { $0.status.word == .completed }
    #expect(done.allSatisfy { first.view.plan.delivery(of: $0, given: first.view.facts) == .none })
    #expect(first.view.progress.completed == done.count)
    #expect(try bench.project.verify(session).problem == nil)
    try bench.scratch.expectClean()
  }

  @Test func `over one that is there shows what would change, and changes it where it may`() throws {
    let bench = try PlanBench()
    try take(text("2.5.yaml"), into: bench)
    let session = "PLAN-260205-0155"
    // As its orchestrator keeps it by itself: a person approves the plan, and every task is reviewed.
    let asked = try bench.project.whatWaits(session)
    _ = try bench.project.decide(session, .approve, by: .terminal, seen: asked.seen)
    _ = try bench.project.claimTask(session, task: "task-001", worker: WorkerID("1"), minutes: 60)
    _ = try bench.project.reportTask(
      session, task: "task-001", worker: WorkerID("1"), claim: nil, TaskReport(.completed))
    _ = try bench.project.reviewTask(session, task: "task-001", Review(.success, depth: .full))
    let revised = try text("2.5.yaml")
      .replacing("title: Create User model with email/password", with: "title: Another title")
      .replacing(
        "  - id: task-003\n    title: Fix lint errors", with: "  - id: task-005\n    title: Fix lint errors"
      )
      .replacing(
        "    priority: MEDIUM\n    status: not-started", with: "    priority: HIGH\n    status: in-progress"
      )
      .replacing("  usability: LOW", with: "  usability: HIGH")
    let before = try bench.project.readPlan(session)
    let preview = try take(revised, into: bench)
    let comparison = try #require(preview.comparison)
    #expect(preview.isPreview && !preview.changed)
    #expect(comparison.added.map(\.text) == ["task-005"] && comparison.cancelled.map(\.text) == ["task-003"])
    #expect(comparison.changed.map { "\($0.id) \($0.keys)" } == ["task-002 [\"priority\"]"])
    #expect(comparison.keys == ["validation_matrix"])
    #expect(
      preview.warnings.contains(
        "Task task-001 is completed, so what the file says of it otherwise is not taken in: \"title\".")
        && preview.warnings.contains(
          "Task task-001 is completed and stays so, though the file has it \"not-started\".")
    )
    #expect(try bench.project.readPlan(session).reading.seq == before.reading.seq)
    let applied = try take(revised, into: bench, applies: true)
    #expect(applied.changed && applied.view.plan.version == 2)
    #expect(
      applied.view.plan.tasks.map { "\($0.id) \($0.status.word)" } == [
        "task-001 completed", "task-002 pending", "task-003 cancelled", "task-004 pending",
        "task-005 pending",
      ])
    #expect(applied.view.plan.tasks[0].definition.title == "Create User model with email/password")
    let out = try bench.project.exportPlan(session).text
    #expect(out.contains("usability: HIGH") && out.contains("status: cancelled"))
    #expect(try !take(revised, into: bench, applies: true).changed)
    #expect(try bench.project.verify(session).problem == nil)
  }

  @Test func `over one of gitstate's own keeps its words, and changes only what differs`() throws {
    let bench = try PlanBench()
    try bench.create()
    let exported = try bench.project.exportPlan("s1")
    #expect(
      exported.text.hasPrefix("version: \"2.5\"\nplan_id: s1\ntl_dr: Add login\nobjective: Add login\n"))
    #expect(try take(exported.text, into: bench, applies: true).comparison?.isEmpty == true)
    let changed = exported.text.replacing(
      "status: not-started", with: "status: not-started\n    priority: LOW")
    let applied = try take(changed, into: bench, applies: true)
    #expect(applied.changed && applied.view.plan.tasks.allSatisfy { $0.definition.priority == .low })
    #expect(applied.view.founding.source == nil)
    #expect(applied.view.plan.tasks[0].definition.provides.map(\.text) == ["User model"])
  }

  @Test func `takes what rules ask for, and gives it back as it came`() throws {
    let bench = try PlanBench()
    let source = try text("2.5.yaml").replacing(
      "      domain: backend", with: "      focus_areas: [security, speed]\n      domain: backend")
    let plan = try take(source, into: bench).view.plan
    #expect(plan.tasks.map(\.definition.parallelStrategy) == [.some(.none), nil, .byDirectory, nil])
    #expect(plan.tasks[2].definition.parallelScope == ["services/", "models/"])
    #expect(plan.tasks[0].definition.concerns == [.security, .pii])
    #expect(plan.tasks[0].definition.focusAreas == ["security", "speed"])
    let out = try bench.project.exportPlan("PLAN-260205-0155").text
    for kept in ["parallel_strategy: none", "parallel_strategy: by_directory", "max_batch: 8", "pii: true"] {
      #expect(out.contains(kept))
    }
    let bad = try text("2.5.yaml").replacing("parallel_strategy: none", with: "parallel_strategy: by_mood")
    let refusal = #expect(throws: Rejection.self) { try take(bad, into: PlanBench()) }
    #expect(refusal?.sentence.contains("parallel_strategy") == true)
  }

  @Test func `over a task that failed too often opens it again where the file plans it otherwise`() throws {
    let bench = try PlanBench()
    try take(text("2.5.yaml"), into: bench)
    let session = "PLAN-260205-0155"
    let asked = try bench.project.whatWaits(session)
    _ = try bench.project.decide(session, .approve, by: .terminal, seen: asked.seen)
    _ = try bench.project.claimTask(session, task: "task-001", worker: WorkerID("1"), minutes: 60)
    var report = TaskReport(.specRejected)
    report.reason = "no such table"
    _ = try bench.project.reportTask(session, task: "task-001", worker: WorkerID("1"), claim: nil, report)
    let same = try take(text("2.5.yaml"), into: bench, applies: true)
    #expect(!same.changed && same.comparison?.reopened == [])
    #expect(same.warnings.contains { $0.hasPrefix("Task task-001 is needs_replan and stays so") })
    let other = try text("2.5.yaml").replacing(
      "A User with a unique email", with: "A table, and a User with a unique email")
    let anew = try take(other, into: bench, applies: true)
    #expect(anew.changed && anew.comparison?.reopened.map(\.text) == ["task-001"])
    #expect(anew.view.plan.tasks[0].status == .pending)
    #expect(try bench.project.verify(session).problem == nil)
  }

  @Test func `that is refused writes nothing`() throws {
    let bench = try PlanBench()
    let bad = try text("2.5.yaml").replacing("      - task-001\n      - task-002", with: "      - task-009")
    #expect(rejection { try take(bad, into: bench) }?.code == .unknownDependency)
    let circle =
      "plan_id: P\ntasks:\n- {id: a, title: A, dependencies: [b]}\n- {id: b, title: B, dependencies: [a]}\n"
    #expect(rejection { try take(circle, into: bench) }?.code == .cycle)
    #expect(
      try bench.scratch.git("for-each-ref", "--format=%(refname)").split(separator: "\n") == [
        "refs/heads/main"
      ])
    try take(text("2.5.yaml"), into: bench)
    let seq = try bench.project.readPlan("PLAN-260205-0155").reading.seq
    let closing = try text("2.5.yaml").replacing(
      "    dependencies: []\n    effort: S", with: "    dependencies: [task-004]\n    effort: S")
    #expect(rejection { try take(closing, into: bench) }?.code == .cycle)
    #expect(try bench.project.readPlan("PLAN-260205-0155").reading.seq == seq)
  }

  @Test func `of a file goes beneath the working tree only, and replaces nothing unasked`() throws {
    let bench = try PlanBench()
    try bench.create()
    let written = try bench.project.exportPlan("s1", to: "docs/plan/s1/plan.yaml")
    #expect(written.changed && written.path == "docs/plan/s1/plan.yaml")
    #expect(try bench.project.planTexts(at: ["docs/plan/s1/plan.yaml"]).map(\.text) == [written.text])
    #expect(try !bench.project.exportPlan("s1", to: bench.scratch.path + "/docs/plan/s1/plan.yaml").changed)
    let refused = rejection { try bench.project.exportPlan("s1", as: .json, to: "docs/plan/s1/plan.yaml") }
    #expect(refused?.code == .exists)
    #expect(
      try bench.project.exportPlan("s1", as: .json, to: "docs/plan/s1/plan.yaml", overwrite: true).changed)
    let outside = try ScratchFolder()
    try FileManager.default.createSymbolicLink(
      atPath: bench.scratch.path + "/out", withDestinationPath: outside.path)
    for path in ["../x", "/etc/x", "a/../../x", ".git/config", "docs/.GIT/x", "", "out/x"] {
      #expect(
        rejection { try bench.project.exportPlan("s1", to: path) }?.code == .outsideRepository, "\(path)")
      #expect(rejection { try bench.project.planTexts(at: [path]) }?.code == .outsideRepository, "\(path)")
    }
    try FileManager.default.createSymbolicLink(
      atPath: bench.scratch.path + "/link.yaml", withDestinationPath: outside.path + "/x")
    #expect(
      rejection { try bench.project.exportPlan("s1", to: "link.yaml", overwrite: true) }?.code == .exists)
    #expect(rejection { try bench.project.planTexts(at: ["nothing.yaml"]) }?.code == .notFound)
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
  }

  @Test func `and exporting it come out the same, whatever the plan is`() throws {
    let seed = newSeed()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let made = RandomPlanFile(using: &random)
      let now = Timestamp(seconds: 0)
      let file = try PlanFile.read([.init(name: "p", text: made.text)], reindex: false, at: now) { _ in [] }
      let first = try plan(of: file)
      let once = PlanDocument(first).yaml
      let again = try PlanFile.read([.init(name: "p", text: once)], reindex: false, at: now) { _ in [] }
      #expect(try PlanDocument(plan(of: again)).yaml == once, "seed \(seed)\n\(made.text)")
      let json = try PlanFile.read(
        [.init(name: "p", text: PlanDocument(first).json)], reindex: false, at: now
      ) { _ in [] }
      #expect(try PlanDocument(plan(of: json)).yaml == once, "seed \(seed)")
      #expect(PlanComparison(first, with: again).isEmpty, "seed \(seed)\n\(made.text)\n\(once)")
      for key in made.keys where !once.contains(key) { Issue.record("seed \(seed): \(key) is lost\n\(once)") }
    }
  }

  private func plan(of file: PlanFile) throws -> Plan {
    var draft = file.founding
    draft.base = "flow"
    var plan = Plan()
    for event in try plan.decide(
      .take(draft, tasks: file.tasks, learnings: file.learnings), given: PlanFacts(),
      at: Timestamp(seconds: 0))
    {
      plan.apply(Recorded(event, at: Timestamp(seconds: 0), by: "t", seq: 1))
    }
    return plan
  }
}

/// A plan.yaml of any dialect, with keys that mean nothing at every level.
private struct RandomPlanFile {
  private(set) var text = ""
  /// Keys that must come back.
  private(set) var keys: [String] = []

  init(using random: inout SeededGenerator) {
    let dialect = PlanDialect.allCases.randomElement(using: &random) ?? .hyphens
    var generator = random
    func chance(_ part: Int) -> Bool { Int.random(in: 0..<part, using: &generator) == 0 }
    func word() -> String {
      [
        "plain", "'no'", "\"a\\tb\"", "001", "1.5", "2026-01-31", "[x, 'y z', {k: ~}]", "{a: [1, 2], b: {}}",
        "|\n        one\n        two\n", "~", "''", "é🙂",
      ]
      .randomElement(using: &generator) ?? "x"
    }
    var lines: [String] = []
    func extra(_ indent: String) {
      let key = "key_\(keys.count)"
      keys.append(key)
      lines.append("\(indent)\(key): \(word())")
    }
    if dialect == .hyphens { lines.append("version: '2.5'") }
    if chance(2) { extra("") }
    lines.append("plan_id: P-1")
    switch dialect {
    case .hyphens: lines += ["tl_dr: Short", "objective: \"Do: it\""]
    case .underscores: lines += ["status: in_progress", "pre_mortem: {overall_risk_level: low}"]
    case .waves: lines += ["status: approved", "tldr: Short", "baseline: {objective: Do it}"]
    }
    if chance(2) { extra("") }
    lines.append("tasks:")
    let count = Int.random(in: 1...6, using: &generator)
    for number in 1...count {
      lines.append("  - id: task-\(number)")
      if chance(4) {
        lines.append("    description: Only a description")
      } else {
        lines.append("    title: Title \(number)")
      }
      if chance(2) {
        lines.append("    priority: \(["high", "HIGH", "Low", "~"].randomElement(using: &generator) ?? "~")")
      }
      if chance(2) { extra("    ") }
      let states = PlanTaskWords.of(dialect).filter {
        !["in-progress", "in_progress", "expanding"].contains($0)
      }
      if !chance(4) { lines.append("    status: \(states.randomElement(using: &generator) ?? "completed")") }
      if dialect == .waves || chance(3) {
        lines.append("    wave: \(Int.random(in: 1...3, using: &generator))")
      }
      if dialect != .waves, number > 1, chance(2) { lines.append("    dependencies: [task-\(number - 1)]") }
      if chance(3) { lines.append("    retries_used: \(Int.random(in: 0...2, using: &generator))") }
      if chance(3) { lines.append("    context: {files: [a/./b.swift, c], more: 1}") }
      if chance(3) { lines.append("    acceptance_criteria: [\(chance(2) ? "" : "One, 'two: three'")]") }
      if chance(3) { lines.append("    metadata: {deep: {deeper: [\(number), {x: y}]}}") }
      if chance(4) { lines.append("    effort: \(chance(2) ? "xs" : "XL")") }
    }
    if chance(2) { extra("") }
    // A circle by waves is none of these: a task waits for the one before it, in whichever wave.
    if lines.contains(where: { $0.contains("wave:") }) {
      lines.removeAll { $0.contains("    dependencies:") }
    }
    text = lines.joined(separator: "\n") + "\n"
    random = generator
  }
}

private enum PlanTaskWords {
  static func of(_ dialect: PlanDialect) -> [String] {
    TaskStatus.Word.allCases.map { dialect.word(for: $0) }
  }
}
