import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A merge that would complete a task` {
  @Test func `on which nobody worked is refused, and nothing moves`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    func refused(_ tool: String, _ worker: String) throws {
      let before = try crew.witness()
      let refused = try #require(rejection { try crew.merge(branch) })
      #expect(refused.code == .noWork && refused.sentence.contains("on \(branch), so"))
      #expect(refused.next?.tool == tool && refused.next?.text("worker_id") == worker)
      #expect(try crew.witness() == before)
    }
    try refused("create_worktree", "1")
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    try refused("create_worktree", "1")
    // The base comes into a branch without work, which is nobody's work either.
    try crew.create("7", branch)
    #expect(try crew.tip(branch) != crew.task("001").branch?.start)
    try refused("commit_task", "7")
    try crew.merge(crew.work("003", by: "3", ["c": "3\n"]))
    #expect(try crew.sync("7").way == .merged)
    try refused("commit_task", "7")
    // A report without a file is work: somebody says that nothing was to be done.
    try crew.commit("7", .complete, "nothing to do")
    #expect(try crew.merge(branch).completed)
    try crew.expectWhole()
  }

  @Test func `on which nothing was to be done is completed in either way that the refusal names`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    let merged = try crew.merge(branch) { $0.complete = false }
    #expect(merged.changed && !merged.completed && merged.notes.contains { $0.contains("holds no work") })
    #expect(rejection { try crew.merge(branch) }?.code == .noWork)
    try crew.bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    #expect(try crew.delivery("001") == .merged)
    let second = try crew.branch("002")
    try crew.bench.update { $0.completed = [.init(id: try PlanTaskID("002"))] }
    #expect(try crew.merge(second).completed && crew.delivery("002") == .merged)
  }

  @Test func `opened again takes new work, whatever else was merged`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let merge = try crew.merge(branch).commit
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    func reopen() throws {
      try crew.bench.update {
        var patch = TaskPatch(id: try PlanTaskID("001"))
        patch.reopen = true
        $0.changed = [patch]
      }
    }
    try reopen()
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .noWork && refused.sentence.contains("since its last merge"))
    try crew.create("1", branch)
    #expect(try crew.sync("1").way == .merged)
    #expect(rejection { try crew.merge(branch) }?.code == .noWork)
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    #expect(try crew.merge(branch).completed)
    // What a base lost is work again.
    try reopen()
    try crew.set("flow", to: "\(merge)~1")
    #expect(try crew.merge(branch).completed && crew.delivery("001") == .merged)
  }

  @Test func `whose worker reported last that it is blocked is refused with its reason`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.commit("1", .blocked, "no key for the API")
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .wrongState && refused.sentence.contains("no key for the API"))
    #expect(refused.sentence.contains("complete: false") && refused.sentence.contains("type complete"))
    #expect(refused.next?.tool == "parse_task" && refused.next?.text("branch") == branch)
    #expect(try crew.witness() == before)
    #expect(try !crew.merge(branch) { $0.complete = false }.completed)
    #expect(rejection { try crew.merge(branch) }?.code == .wrongState)
    try crew.commit("1", .complete, "the key came")
    #expect(try crew.merge(branch).completed)
    try crew.expectWhole()
  }
}
