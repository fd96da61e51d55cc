import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan.yaml` {
  private func text(_ name: String) throws -> String {
    try #require(GoldenFile("plans/\(name)").text)
  }

  private func read(_ text: String, _ name: String = "plan.yaml", reindex: Bool = false) throws -> PlanFile {
    try PlanFile.read([.init(name: name, text: text)], reindex: reindex, at: Timestamp(seconds: 0)) { _ in []
    }
  }

  private func exported(_ file: PlanFile) throws -> String {
    var plan = Plan()
    var draft = file.founding
    draft.base = "flow"
    let events = try plan.decide(
      .take(draft, tasks: file.tasks, learnings: file.learnings), given: PlanFacts(),
      at: Timestamp(seconds: 0))
    for event in events { plan.apply(Recorded(event, at: Timestamp(seconds: 0), by: "t", seq: 1)) }
    return PlanDocument(plan).yaml
  }

  /// A plan with one task, and keys of it.
  private func plan(_ keys: String, _ head: String = "version: '2.5'\nplan_id: P\n") -> String {
    "\(head)tasks:\n  - id: task-001\n    title: T\n\(keys.split(separator: "\n").map { "    \($0)\n" }.joined())"
  }

  @Test func `of version 2 5 fills the fields that it has, and keeps the others`() throws {
    let file = try read(text("2.5.yaml"))
    #expect(file.founding.session.text == "PLAN-260205-0155" && file.founding.source?.dialect == .hyphens)
    #expect(file.founding.request == "Add user authentication with JWT to the Flask API")
    #expect(file.founding.technologyStack == "Python 3.10, Flask 2.3, PyJWT" && file.founding.maxWorkers == 4)
    let first = file.tasks[0].definition
    #expect(first.priority == .high && first.effort == .small && first.requiresReview == true)
    #expect(first.files == ["models/user.py", "tests/test_user.py"] && first.agent == "gem-implementer")
    #expect(first.extra.map(\.key) == ["reflection", "metadata"])
    #expect(file.tasks[3].definition.dependsOn.map(\.text) == ["task-001", "task-002"])
    #expect(file.warnings.isEmpty && file.remarks.isEmpty && file.tasks.allSatisfy { $0.status == .pending })
    #expect(try exported(file).contains("        - services/auth.py\n      notes: The session table"))
  }

  @Test func `of the newest kind has waves for barriers, and its states and retries are taken over`() throws {
    let file = try read(text("2026-08.yaml"))
    #expect(file.founding.source?.dialect == .waves && file.founding.maxWorkers == 2)
    #expect(file.founding.request == "Limit requests by client")
    #expect(file.tasks.map(\.definition.wave) == [1, 2, 2, 3])
    #expect(file.tasks.map(\.status.word) == [.completed, .pending, .needsReplan, .pending])
    #expect(file.tasks.map(\.failures) == [0, 1, 3, 0])
    let kinds = try read(text("2026-03.yaml"))
    #expect(kinds.founding.source?.dialect == .underscores)
    #expect(kinds.tasks.map(\.status.word) == [.completed, .failed, .blocked])
    #expect(
      kinds.tasks[2].status.reason == "No staging site yet" && kinds.tasks.map(\.failures) == [1, 2, 0])
  }

  @Test(arguments: ["2.5", "2026-03", "2026-08"])
  func `comes back with every key in its order, and from then on byte by byte`(name: String) throws {
    let original = try text("\(name).yaml")
    let once = try exported(read(original))
    #expect(try exported(read(once)) == once)
    // Every word that the file has but its comments and its marks.
    func words(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: " ")
        .split { !($0.isLetter || $0.isNumber) }
    }
    // What is done decides the plan's own status.
    let said = original.replacing("status: pending\ntldr", with: "status: in_progress\ntldr")
    #expect(words(once) == words(said))
  }

  @Test(arguments: [
    ("not-started", TaskStatus.Word.pending, "not-started"), ("in-progress", .pending, "not-started"),
    ("completed", .completed, "completed"), ("failed", .failed, "failed"), ("blocked", .blocked, "blocked"),
    ("spec_rejected", .needsReplan, "spec_rejected"), ("needs_replan", .needsReplan, "spec_rejected"),
    ("expanding", .pending, "not-started"), ("cancelled", .cancelled, "cancelled"),
    ("skipped", .cancelled, "cancelled"),
    ("Done", .completed, "completed"), ("in_review", .inReview, "in-progress"),
  ])
  func `has each dialect's words for a state, and its own on the way out`(
    word: String, state: TaskStatus.Word, out: String
  ) throws {
    let file = try read(plan("status: \(word)\n"))
    #expect(file.tasks[0].status.word == state)
    #expect(file.remarks.isEmpty == !["in-progress", "expanding"].contains(word))
    #expect(try exported(file).contains("status: \(out)\n"))
  }

  @Test func `names a task as it is written, whatever YAML would make of it`() throws {
    let file = try read(
      "plan_id: 20260320\nversion: 2.5\ntasks:\n  - {id: 001, title: 12}\n  - {id: 002, title: no, dependencies: [1]}\n"
    )
    #expect(file.tasks.map(\.id.text) == ["001", "002"] && file.founding.session.text == "20260320")
    #expect(file.tasks[0].definition.title == "12" && file.tasks[1].definition.title == "no")
    #expect(file.tasks[1].definition.dependsOn.map(\.text) == ["001"])
    let once = try exported(file)
    #expect(once.contains("id: \"001\"") && once.contains("title: \"no\""))
  }

  @Test(arguments: [
    (
      "priority: urgent",
      "plan.yaml, line 6, column 15: tasks[0].priority: expected high, medium or low, got \"urgent\". Nothing was written."
    ),
    (
      "status: perhaps",
      "plan.yaml, line 6, column 13: tasks[0].status: expected a status: not-started, pending, in-progress, in_progress, completed, failed, blocked, needs_revision, needs_replan, spec_rejected, expanding, in_review or cancelled, got \"perhaps\". Nothing was written."
    ),
    (
      "effort: XXL",
      "plan.yaml, line 6, column 13: tasks[0].effort: expected XS, S, M, L or XL, got \"XXL\". Nothing was written."
    ),
    (
      "wave: first",
      "plan.yaml, line 6, column 11: tasks[0].wave: expected an integer, got \"first\". Nothing was written."
    ),
    (
      "requires_review: perhaps",
      "plan.yaml, line 6, column 22: tasks[0].requires_review: expected true or false, got \"perhaps\". Nothing was written."
    ),
    (
      "acceptance_criteria: {a: b}",
      "plan.yaml, line 6, column 26: tasks[0].acceptance_criteria: expected a list of texts, got {\"a\":\"b\"}. Nothing was written."
    ),
    (
      "context: {files: [../x]}",
      "plan.yaml, line 6, column 22: tasks[0].context.files: \"../x\" is no path inside the repository: it must be relative, without \"..\" and control characters. Nothing was written."
    ),
    (
      "dependencies: [task-01]",
      "plan.yaml, line 6, column 20: tasks[0].dependencies[0]: \"task-01\" is no task of the plan. Nothing was written."
    ),
    (
      "title: again",
      "plan.yaml, line 6, column 5: tasks[0]: the key \"title\" is there twice, first on line 5: take one of the two out. Nothing was written."
    ),
    (
      "retries_used: -1",
      "plan.yaml, line 6, column 19: tasks[0].retries_used: expected a number from 0 to 1000000, got -1. Nothing was written."
    ),
  ])
  func `is refused with line, column, path and what would be taken`(keys: String, want: String) {
    #expect(rejection { try read(plan(keys)) }?.sentence == want)
  }

  @Test(arguments: [
    ("[]", "plan.yaml, line 1, column 1: expected a mapping, got []. Nothing was written."),
    ("tasks: []", "plan.yaml, line 1, column 1: plan_id is required. Nothing was written."),
    ("plan_id: P", "plan.yaml, line 1, column 1: tasks is required. Nothing was written."),
    (
      "plan_id: P\ntasks: []",
      "plan.yaml, line 2, column 8: tasks: a plan has at least one task. Nothing was written."
    ),
    (
      "plan_id: a/b\ntasks: [{id: 1, title: x}]",
      "plan.yaml, line 1, column 10: plan_id: \"a/b\" is no session id: character 2, \"/\", is not allowed. A valid one is \"a-b\". Nothing was written."
    ),
    (
      "plan_id: P\nversion: 3\ntasks: [{id: 1, title: x}]",
      "plan.yaml, line 2, column 10: version: expected \"2.5\", or no version at all, got 3. Nothing was written."
    ),
    (
      "plan_id: P\ntasks:\n  - {id: 1, title: x}\n  - {id: 1, title: y}\n",
      "plan.yaml, line 4, column 5: tasks[1]: task 1 is there twice, first on line 3. Nothing was written."
    ),
    (
      "plan_id: P\ntasks: [{title: x}]",
      "plan.yaml, line 2, column 9: tasks[0]: id is required. Nothing was written."
    ),
    (
      "plan_id: P\ntasks: [{id: 1}]",
      "plan.yaml, line 2, column 9: tasks[0]: title or description is required. Nothing was written."
    ),
    (
      "plan_id: P\ntasks: [{id: '1 2', title: x}]",
      "plan.yaml, line 2, column 14: tasks[0].id: \"1 2\" is no task id: it can't begin with \"1\". Nothing was written."
    ),
  ])
  func `that is no plan is refused at its place`(text: String, want: String) {
    #expect(rejection { try read(text) }?.sentence == want)
  }

  @Test func `in parts is numbered anew, and the parts refer to each other`() throws {
    let parts = try ["plan_a.yaml", "plan_b.yaml"].map {
      PlanFile.Text(name: $0, text: try text("parts/\($0)"))
    }
    func joined(_ reindex: Bool) throws -> PlanFile {
      try PlanFile.read(parts, reindex: reindex, at: Timestamp(seconds: 0)) { _ in [] }
    }
    let refused = rejection { try joined(false) }
    #expect(
      refused?.sentence
        == "plan_b.yaml, line 11, column 5: task task-001 is in plan_a.yaml, line 11, too; reindex numbers the tasks of all files anew. Nothing was written."
    )
    #expect(refused?.code == .duplicateID)
    let file = try joined(true)
    #expect(file.tasks.map(\.id.text) == ["task-001", "task-002", "task-003", "task-004"])
    #expect(
      file.tasks.map { $0.definition.dependsOn.map(\.text) } == [
        [], ["task-001"], ["task-002"], ["task-003"],
      ])
    #expect(file.idMap.map(\.file) == ["plan_a.yaml", "plan_b.yaml"])
    #expect(file.idMap[1].ids.map { "\($0.from) \($0.to)" } == ["task-001 task-003", "task-002 task-004"])
    #expect(file.founding.request == "Let people rate articles")
    #expect(file.founding.technologyStack == "Python 3.10, Flask 2.3, TypeScript 5.4")
    #expect(
      file.warnings == [
        "\"focus_area\" is \"backend\"; what plan_b.yaml says of it, \"frontend\", is left out."
      ])
    let once = try exported(file)
    #expect(once.contains("tl_dr: |-\n  The server half.\n\n  The browser half.\n"))
    #expect(try exported(read(once)) == once)
  }

  @Test func `with 10 000 tasks is read, compared and written in bounded time and space`() throws {
    var text = "version: '2.5'\nplan_id: P\ntasks:\n"
    for number in 1...10_000 {
      text +=
        "  - id: task-\(number)\n    title: Task \(number)\n    dependencies: [\(number > 1 ? "task-\(number - 1)" : "")]\n"
    }
    let file = try read(text)
    #expect(file.tasks.count == 10_000 && file.tasks[9_999].definition.dependsOn.map(\.text) == ["task-9999"])
    text += "  - {id: task-10001, title: one too many}\n"
    #expect(
      rejection { try read(text) }?.sentence
        == "plan.yaml, line 4, column 3: tasks: it has 10001 tasks, and the limit is 10000. Nothing was written."
    )
  }

  /// A kill leaves a neighbour of the file, which is nobody's own.
  @Test func `is written without what a killed export left, and with all else beside it`() throws {
    let scratch = try Crew.repository(["shared": "1\n"])
    let project = try Project(at: scratch.path)
    let plan = try project.importPlan([.init(name: "plan.yaml", text: text("2.5.yaml"))], applies: true)
    let others = [
      "plan.yaml.tmp", "plan.yaml.0123456789abcdef", "plan.yaml.0123456789abcdeg.tmp",
      "a.0123456789abcdef.tmp",
    ]
    for name in others + ["plan.yaml.0123456789abcdef.tmp"] { try scratch.write("out/\(name)", "half\n") }
    #expect(try project.exportPlan(plan.view.session.text, to: "out/plan.yaml").changed)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out")
    #expect(Set(names) == Set(others + ["plan.yaml"]))
  }
}
