import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task's branch that git rewrote` {
  /// A crew whose second task is worked on while the first is merged.
  private func crew() throws -> Crew {
    let crew = try Crew()
    for (worker, task) in [("1", "001"), ("2", "002")] {
      try crew.create(worker, crew.branch(task))
      try crew.put(["file\(worker)": "work\n"], in: crew.place(worker))
      try crew.commit(worker)
    }
    _ = try crew.project.mergeTask(MergeRequest(branch: "001"))
    return crew
  }

  private func expectCompleted(_ crew: Crew, _ branch: String) throws {
    #expect(try crew.project.readTask(branch).task?.status.word == .claimed)
    #expect(try crew.project.listWorkerTrees().contains { $0.task == "002" })
    let merged = try crew.project.mergeTask(MergeRequest(branch: branch))
    #expect(merged.completed && merged.task == "002" && merged.changed)
    let view = try crew.bench.read()
    #expect(try view.plan.isDone(#require(view.plan[PlanTaskID("002")]), given: view.facts))
    #expect(try !crew.project.mergeTask(MergeRequest(branch: branch)).changed)
    #expect(try crew.bench.verify().problem == nil)
  }

  @Test func `by a rebase is the task's still`() throws {
    let crew = try crew()
    try crew.scratch.git("rebase", "-q", "flow", in: crew.place("2"))
    let again = try crew.project.createTaskBranch(TaskBranchRequest(task: "002"))
    #expect(!again.changed)
    try expectCompleted(crew, again.branch)
  }

  @Test func `into one commit, without what it began with, is the task's still`() throws {
    let crew = try crew()
    let branch = try crew.branch("002")
    try crew.scratch.git("reset", "-q", "--soft", "main", in: crew.place("2"))
    try crew.scratch.git("commit", "-qm", "squashed", in: crew.place("2"))
    try expectCompleted(crew, branch)
  }

  @Test func `and that no plan has is merged with a word on it`() throws {
    let crew = try crew()
    try crew.scratch.git("branch", "task/009-other", "main")
    try crew.scratch.commit("other", files: ["other": "x\n"])
    try crew.scratch.git("branch", "-f", "task/009-other", "main")
    let merged = try crew.project.mergeTask(MergeRequest(branch: "task/009-other"))
    #expect(!merged.completed && merged.notes.contains { $0.contains("No task is completed") })
  }
}
