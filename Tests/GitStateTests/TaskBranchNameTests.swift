import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task branch` {
  @Test(arguments: ["001", "1", "task/001", "001-first", "refs/heads/task/001-first", "task/001-first"])
  func `is understood by a shorter name where only one fits`(name: String) throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    try crew.branch("002")
    #expect(try crew.project.readTask(name).branch.name == branch)
    #expect(try crew.create("1", name).branch == branch)
    try crew.put(["a": "1\n"], in: crew.place("1"))
    let commit = try crew.commit("1").commit
    #expect(try crew.project.readWorkerCommit(name).sha == commit)
    #expect(try crew.merge(name).task == "001")
    #expect(try crew.status("001") == .completed)
  }

  @Test func `of a task in several plans is told in full, unless only one of them goes on`() throws {
    let crew = try Crew()
    let first = try crew.branch("001")
    try crew.bench.create("s2", [planned("001", "Other")])
    var request = TaskBranchRequest(task: "001")
    request.plan = "s2"
    let missing = try #require(rejection { try crew.merge("003") })
    #expect(missing.code == .notFound && missing.next?.tool == "create_task_branch")
    #expect(missing.next?.text("task_id") == "003" && missing.next?.text("plan_branch") == "plan/s1")
    let second = try crew.project.createTaskBranch(request).branch
    let refused = try #require(rejection { try crew.merge("1") })
    #expect(refused.code == .ambiguous && refused.texts("candidates") == [first, second].sorted())
    // The first plan ends, and only the second goes on.
    try crew.bench.put("by hand\n", on: first)
    try crew.merge(first)
    try crew.bench.update { $0.cancelled = [try PlanTaskID("002"), try PlanTaskID("003")] }
    #expect(try crew.project.readTask("1").branch.name == second)
    #expect(try crew.project.readTask(first).branch.metadata.sessionID == "s1")
  }
}
