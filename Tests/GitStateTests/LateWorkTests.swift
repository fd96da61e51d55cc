import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Work after a task's merge` {
  let crew: Crew
  let branch: String

  init() throws {
    crew = try Crew()
    branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.merge(branch)
  }

  private var told: String {
    "Task 001 is completed, and \(branch) has work since its merge: merge_task_branch delivers it."
  }

  @Test func `is told by what reads the plan, until it is merged`() throws {
    #expect(try crew.bench.read().warnings == [])
    // The base alone is no work.
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    #expect(try crew.sync("1").way == .merged)
    #expect(try crew.bench.read().warnings == [] && crew.project.overview().late == [])
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    let seq = try crew.bench.read().reading.seq
    #expect(try crew.bench.read().warnings == [told])
    let overview = try crew.project.overview()
    #expect(overview.late == [branch] && overview.sentence == told)
    #expect(overview.next?.tool == "merge_task_branch" && overview.next?.text("task_branch") == branch)
    try crew.merge(branch)
    #expect(try crew.bench.read().warnings == [] && crew.project.overview().late == [])
    #expect(try crew.bench.read(at: "\(seq)").warnings == [])
  }

  @Test func `is told of a plan that ended, and not of what a person merged`() throws {
    for id in ["002", "003"] { try crew.bench.update { $0.cancelled = [try PlanTaskID(id)] } }
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    #expect(try crew.bench.read().state == .completed)
    #expect(try crew.project.overview().late == [branch])
    try crew.scratch.git("checkout", "--quiet", "flow")
    try crew.scratch.git("merge", "--quiet", "--no-ff", "-m", "by hand", branch)
    #expect(try crew.project.overview().late == [])
  }
}
