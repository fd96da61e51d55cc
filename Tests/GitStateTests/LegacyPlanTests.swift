import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan that another program wrote` {
  /// A bench with that fixture on a plan branch.
  private func bench(_ fixture: String, as id: String = "session-20250112-143000") throws -> PlanBench {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    let message = try #require(GoldenFile("legacy/\(fixture).txt").text)
    try bench.put(message, on: "plan/\(id)", at: 1_767_225_000)
    return bench
  }

  @Test func `is read from its sections`() throws {
    let bench = try bench("plan-v1")
    let view = try bench.read("session-20250112-143000")
    #expect(view.reading.isLegacy && view.reading.seq == 0)
    #expect(view.plan.version == 1)
    #expect(view.founding.request == "Add user authentication")
    #expect(view.founding.architecture == "A service with a user table.")
    #expect(view.founding.designPatterns == "Repository for storage")
    #expect(view.founding.technologyStack == "Python, Flask")
    #expect(view.founding.estimatedTotalTime == "23 minutes")
    #expect(view.founding.dependencyGraph == "Wave 1: 001, 003\nWave 2: 002")
    #expect(view.plan.tasks.map(\.id.text) == ["001", "002", "003"])
    #expect(
      view.plan.tasks[0].definition.provides.map(\.text) == ["User model class", "User.check_password"])
    #expect(view.plan.tasks[1].definition.preconditions.map(\.text) == ["User model class"])
    #expect(view.plan.tasks[1].definition.files == ["api/login.py", "tests/test_login.py"])
    #expect(view.plan.tasks[2].definition.provides == [] && view.plan.tasks[2].definition.priority == .low)
    #expect(view.plan.ready(given: view.facts).map(\.id.text) == ["001", "003"])
    #expect(view.warnings.isEmpty)
  }

  @Test func `keeps its statuses, its version and everything that it learned`() throws {
    let plan = try bench("plan-v2").read("session-20250112-143000").plan
    #expect(plan.version == 4)
    #expect(plan.tasks.map(\.status.word) == [.completed, .pending, .blocked])
    #expect(plan.founding?.architecture == "A service with a user table.\n\n### Storage\nSQLite in one file.")
    #expect(plan.learnings.map(\.text) == ["bcrypt cost 12", "The login endpoint needs\na rate limit"])
  }

  @Test func `may have a design document`() throws {
    let plan = try bench("plan-design-document", as: "session-20251114-090000").read(
      "session-20251114-090000"
    ).plan
    #expect(
      plan.founding?.designPatterns == "# Chart\nA canvas, no library.\n\n### Data\nJSON from /api/points")
  }

  @Test func `may be written by hand, without empty lines, with empty fields and words of its own`() throws {
    let plan = try bench("plan-by-hand", as: "session-20251112-101010").read("session-20251112-101010").plan
    #expect(plan.founding?.request == "A greeting page\nthat says hello\nand waves")
    #expect(plan.founding?.architecture == nil && plan.founding?.estimatedTotalTime == nil)
    #expect(plan.tasks.map(\.id.text) == ["task-001x", "api-2"])
    let page = plan.tasks[0].definition
    #expect(
      page.description
        == "Create the page. It provides: nothing that\nFiles: of others need, and\nkeeps preconditions: short"
    )
    #expect(page.files == ["index.html (create)", "\"style.css\""])
    #expect(page.provides.map(\.text) == ["Hello page", "Wave button"])
    #expect(page.estimatedTime == nil && page.priority == .high)
    let answer = plan.tasks[1]
    #expect(answer.status.word == .completed)
    #expect(answer.definition.preconditions.map(\.text) == ["Hello page", "Wave button"])
    #expect(answer.definition.provides.map(\.text) == ["Greeting endpoint"])
    #expect(answer.definition.dependsOn.map(\.text) == ["task-001x"])
    #expect(answer.definition.priority == nil)
  }

  @Test func `is adopted by the first write, with its version`() throws {
    let bench = try bench("plan-v2")
    let legacy = try #require(try bench.scratch.tip("plan/session-20250112-143000"))
    let id = "session-20250112-143000"
    let before = try bench.read(id).plan
    let change = try bench.update(id) {
      $0.completed = [.init(id: try PlanTaskID("002"))]
      $0.learnings = "and a lock"
    }
    #expect(change.view.reading.seq == 1 && !change.view.reading.isLegacy)
    #expect(change.view.plan.version == 5)
    let after = try bench.read(id).plan
    #expect(after.founding == before.founding)
    #expect(after.tasks.map(\.status.word) == [.completed, .completed, .blocked])
    #expect(after.tasks.map(\.definition) == before.tasks.map(\.definition))
    #expect(after.learnings.map(\.text) == before.learnings.map(\.text) + ["and a lock"])
    #expect(try bench.scratch.git("rev-parse", "plan/\(id)^") == legacy)
    #expect(try bench.verify(id).problem == nil)
    #expect(
      try bench.update(id) { $0.completed = [.init(id: try PlanTaskID("003a"))] }.view.plan.version == 6)
    #expect(try bench.project.history(of: id, limit: 9, cursor: nil).steps.map(\.seq) == [2, 1])
    try bench.scratch.expectClean()
  }

  @Test func `is not adopted by a write that changes nothing`() throws {
    let bench = try bench("plan-v1")
    let refs = try bench.scratch.refs()
    #expect(try !bench.update("session-20250112-143000") { _ in }.changed)
    #expect(try bench.scratch.refs() == refs)
  }

  @Test func `is read through commits on top of it, and by its newest message`() throws {
    let bench = try bench("plan-v1")
    try bench.put(try #require(GoldenFile("legacy/plan-v2.txt").text), on: "plan/session-20250112-143000")
    try bench.put("a note\n", on: "plan/session-20250112-143000")
    #expect(try bench.read("session-20250112-143000").plan.version == 4)
  }

  @Test(arguments: ["v0", "v99999999999999999999999", "v9223372036854775807", "vNext", "", "7"])
  func `may claim any version`(version: String) throws {
    let bench = try PlanBench()
    try bench.put(
      "Update execution plan\n\n## Session Information\nPlan Version: \(version)\n\n## Tasks\n### Task 001\nStatus: pending\n"
    )
    let plan = try bench.read().plan
    #expect(plan.tasks.count == 1 && plan.founding?.session.text == "s1")
    #expect(try bench.learn("x").changed)
    #expect(try bench.verify().problem == nil)
  }

  @Test func `is adopted whatever its date`() throws {
    let bench = try bench("plan-v2")
    let id = "session-20250112-143000"
    let text = try bench.scratch.git("cat-file", "commit", "plan/\(id)").replacing(
      "1767225000", with: "4000000000000000")
    let made = try bench.scratch.git(
      "hash-object", "-t", "commit", "-w", "--stdin", "--literally", input: text + "\n")
    try bench.scratch.git("update-ref", "refs/heads/plan/\(id)", made)
    #expect(try bench.learn("x", id).view.plan.tasks.count == 3)
    #expect(try bench.verify(id).problem == nil)
  }
}
