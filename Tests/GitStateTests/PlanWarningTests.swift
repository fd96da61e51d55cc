import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan warns` {
  @Test func `of a task that depends on a cancelled one, which it does not wait for`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001"), planned("002", after: ["001"])])
    let warning = "Task 002 depends on 001, which was cancelled, and does not wait for it."
    let change = try bench.update { $0.cancelled = [try PlanTaskID("001")] }
    #expect(change.view.warnings == [warning])
    #expect(try bench.read().warnings == [warning])
    let view = try bench.project.createTaskBranch(TaskBranchRequest(task: "002")).view
    #expect(view.plan.cancelledNeeds(of: try #require(view.plan[PlanTaskID("002")])) == [warning])
    try bench.update { $0.completed = [.init(id: try PlanTaskID("002"))] }
    #expect(try !bench.read().warnings.contains(warning))
  }

  @Test func `of the worker that still has a cancelled task, and that worker when it commits`() throws {
    let crew = try Crew()
    try crew.create("1", crew.branch("001"))
    let id = try PlanTaskID("001")
    for _ in 1...2 {
      let change = try crew.bench.update { $0.cancelled = [id] }
      #expect(change.warnings.count == 1)
      #expect(change.warnings[0].hasPrefix("Worker 1 still has a worktree with the cancelled task 001"))
      #expect(change.warnings[0].contains("remove_worktree {\"worker_id\": \"1\"}"))
    }
    try crew.put(["a": "1\n"], in: crew.place("1"))
    #expect(
      try crew.commit("1").notes == [
        "Task 001 was cancelled: this work stays on its branch and is not merged."
      ])
    try crew.remove("1")
    #expect(try crew.bench.update { $0.cancelled = [id] }.warnings == [])
  }

  @Test func `of a new task that says the same as an open one, unless it was given an id`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001", "Write the docs"), planned("002", "Other")])
    func add(_ id: String, hasID: Bool) throws -> [String] {
      let definition = try planned(id, " write the Docs")
      return try bench.update { $0.added = [.init(definition: definition, hasID: hasID)] }.warnings
    }
    let warnings = try add("unnamed", hasID: false)
    #expect(warnings.count == 1 && warnings[0].contains("task 001, which is pending"))
    #expect(try bench.read().plan.tasks.count == 3)
    #expect(try add("007", hasID: true) == [])
    for task in try bench.read().plan.tasks where task.id.text != "002" {
      try bench.update { $0.completed = [.init(id: task.id)] }
    }
    #expect(try add("unnamed", hasID: false) == [])
  }

  @Test func `of what git says now only as it stands now`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let before = try crew.tip("plan/s1")
    try crew.merge(branch)
    try crew.set("plan/s1", to: before)
    #expect(try crew.bench.read().warnings.contains { $0.contains("the next write") })
    let seq = try crew.bench.read().reading.seq
    #expect(try crew.bench.read(at: "\(seq)").warnings.contains { $0.contains("the next write") })
    #expect(try crew.bench.read(at: "\(seq - 1)").warnings == [])
    // And of a delivery that was lost since.
    try crew.bench.learn("x")
    try crew.bench.learn("y")
    try crew.set("flow", to: "flow~1")
    #expect(try crew.bench.read().warnings.contains { $0.contains("no longer reaches") })
    #expect(try crew.bench.read(at: "v2").warnings == [])
  }
}
