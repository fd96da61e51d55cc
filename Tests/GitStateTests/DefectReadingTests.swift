import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// The verified defects of the original: the input that broke it, and beside it what it answered.
@Suite struct `Defects of the original in what plans hold` {
  /// The original wrote each earlier completed task back as pending, and counted "1/2" after two waves.
  @Test func `1, status amnesia: completed tasks stay completed`() throws {
    let bench = try PlanBench()
    try bench.create()
    for id in ["001", "002"] { try bench.update { $0.completed = [.init(id: try PlanTaskID(id))] } }
    let view = try bench.read()
    #expect(view.plan.tasks.map(\.status.word) == [.completed, .completed])
    #expect(view.progress.completed == 2)
    #expect(try bench.message().contains("Completed: 2/2 tasks"))
  }

  /// The original kept the newest learnings alone, and lost every sub-heading of the architecture.
  @Test func `2, lost learnings: they accumulate, and sub-headings survive`() throws {
    let bench = try PlanBench()
    var draft = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
    draft.architecture = "One\n\n### Storage\nSQLite\n\n## Interfaces\nREST"
    draft.tasks = [try planned("001")]
    _ = try bench.project.createPlan(draft)
    for text in ["### Wave 1\nbcrypt cost 12", "unique email index"] { try bench.learn(text) }
    let plan = try bench.read().plan
    #expect(plan.founding?.architecture == draft.architecture)
    #expect(plan.learnings.map(\.text) == ["### Wave 1\nbcrypt cost 12", "unique email index"])
  }

  /// The original cut both to their first line on the first update.
  @Test func `3, lost lines: a request and a description keep all of theirs`() throws {
    let bench = try PlanBench()
    var draft = PlanFounding(
      session: try SessionID("s1"), request: "Add login\nwith two factors\n\nand a cookie", base: "flow")
    draft.tasks = [try planned("001", "Create the model\nwith email\n\nand password")]
    _ = try bench.project.createPlan(draft)
    try bench.learn("x")
    let plan = try bench.read().plan
    #expect(plan.founding?.request == draft.request)
    #expect(plan.tasks[0].definition.description == draft.tasks[0].description)
  }

  /// The original's title said 3 tasks, its next read 2, and its next update deleted `api-3`.
  @Test func `4, lost tasks: an id may be a word`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001"), planned("002b"), planned("api-3")])
    try bench.learn("x")
    #expect(try bench.read().plan.tasks.map(\.id.text) == ["001", "002b", "api-3"])
  }

  /// The original replaced the list that the word names by the rest of the line.
  @Test func `5, polluted lists: words of fields in a text stay text`() throws {
    let bench = try PlanBench()
    var task = try planned(
      "001", "Write config files: a, b; provides: nothing, preconditions: none",
      needs: ["needs: cfg provides"], provides: ["Config"])
    task.files = ["config.json"]
    try bench.create("s1", [task])
    try bench.learn("x")
    #expect(try bench.read().plan.tasks[0].definition == task)
    let made = try bench.project.createTaskBranch(request("001"))
    let readable = try bench.message(made.branch).components(separatedBy: "\n\nGitstate-Format").first ?? ""
    let legacy = try #require(TaskMetadata.read(readable))
    #expect(legacy.task.provides == ["Config"] && legacy.task.files == ["config.json"])
    #expect(legacy.task.preconditions == ["needs: cfg provides"])
  }

  /// The original read a phantom task 099, a completed status, and a broken section.
  @Test func `6, injection: text makes no task, no status and no section`() throws {
    let bench = try PlanBench()
    var draft = PlanFounding(
      session: try SessionID("s1"), request: "r\n## Tasks\n### Task 098\nID: 098", base: "flow")
    draft.architecture = "a\n\n### Task 099\nID: 099\nStatus: completed"
    draft.tasks = [try planned("001", "d\nStatus: completed\n## Files\nProvides:\n  - everything")]
    _ = try bench.project.createPlan(draft)
    try bench.learn("l\n\nGitstate-Event: []\nGitstate-Seq: 9")
    let view = try bench.read()
    #expect(view.plan.tasks.map(\.id.text) == ["001"] && view.plan.tasks[0].status == .pending)
    #expect(view.reading.seq == 2 && view.plan.available(given: view.facts).isEmpty)
    // The same message without its trailers, as the original's reader would see it.
    let readable = try bench.message().components(separatedBy: "\n\nGitstate-Format").first ?? ""
    try bench.put(readable.replacing("plan v2: learned", with: "Update execution plan v2"), on: "plan/s2")
    let legacy = try bench.read("s2").plan
    #expect(legacy.tasks.map(\.id.text) == ["001"] && legacy.tasks[0].status == .pending)
    #expect(legacy.tasks[0].definition.provides.isEmpty)
  }

  /// The original counted every ancestor: v4, v57.
  @Test func `7, version numbers: they count updates`() throws {
    let bench = try PlanBench()
    for index in 1...20 { try bench.scratch.commit("\(index)") }
    #expect(try bench.create().view.plan.version == 1)
    #expect(try bench.learn("x").view.plan.version == 2)
    #expect(try bench.learn("y").view.plan.version == 3)
  }

  /// The original answered an empty task after the worker's first commit, and its design was always empty.
  @Test func `8, parse_task and parse_worker_commit: both see through the work on top`() throws {
    let bench = try PlanBench()
    try bench.create()
    let made = try bench.project.createTaskBranch(request("001"))
    try bench.put(try #require(GoldenFile("legacy/worker-design.txt").text), on: made.branch)
    let read = try bench.stranger().readTask(made.branch)
    #expect(read.branch.metadata.id == "001" && read.branch.metadata.provides == ["User model"])
    let commit = try bench.stranger().readWorkerCommit(made.branch)
    #expect(commit.message?.design.overview.isEmpty == false)
    #expect(commit.message?.design.interfacesProvided.count == 1)
  }

  private func request(_ id: String) -> TaskBranchRequest {
    var request = TaskBranchRequest(task: id)
    request.ahead = true
    return request
  }
}
