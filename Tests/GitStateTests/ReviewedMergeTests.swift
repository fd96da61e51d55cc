import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task that must be reviewed` {
  private func crew() throws -> Crew {
    let crew = try Crew(["src/a/x.ts": "x\n", "src/b/y.ts": "y\n"])
    try crew.bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.requiresReview = true
      $0.changed = [patch]
    }
    return crew
  }

  private func review(_ crew: Crew, _ verdict: ReviewVerdict) throws -> TaskChange {
    try crew.project.reviewTask("s1", task: "001", Review(verdict, depth: .full))
  }

  @Test func `is handed in by its worker's commit, and merged only when its review passed`() throws {
    let crew = try crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    for kind in [WorkerMessage.Kind.implementation, .complete] {
      if kind == .complete { try crew.commit("1", .complete, "done") }
      #expect(try crew.status("001") == (kind == .complete ? .inReview : .claimed))
      let before = try crew.witness()
      let refused = try #require(rejection { try crew.merge(branch) })
      #expect(refused.code == .unreviewed && refused.next?.tool == "review_task")
      #expect(try crew.witness() == before, "nothing moves")
      // Nobody is told to merge it, and it is not handed out again.
      let view = try crew.bench.read()
      #expect(view.finished.isEmpty && !view.ready.map(\.id.text).contains("001"))
    }
    let merged = try crew.merge(branch) { $0.complete = false }
    #expect(merged.changed && !merged.completed)
    #expect(try crew.status("001") == .inReview)
    let change = try review(crew, .success)
    #expect(change.task.status.completion?.tip == (try crew.tip(branch)))
    #expect(try crew.delivery("001") == .merged)
    #expect(try review(crew, .success).events.isEmpty, "the same review again")
    try crew.expectWhole()
  }

  @Test func `comes back to its worktree, and work after its review is reviewed again`() throws {
    let crew = try crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.commit("1", .complete, "done")
    let back = try review(crew, .failed)
    #expect(back.task.status == .pending && back.view.plan.route(after: back.events) == .retry)
    #expect(try crew.bench.read().ready.first?.id.text == "001")
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1", .complete, "mended")
    #expect(try crew.status("001") == .inReview)
    _ = try review(crew, .success)
    #expect(try crew.delivery("001") == .unmerged)
    // What came after the review, it did not see.
    try crew.put(["a": "3\n"], in: crew.place("1"))
    try crew.commit("1", .fix, "one more thing")
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .unreviewed && refused.sentence.contains("work since"))
    _ = try review(crew, .success)
    #expect(try crew.merge(branch).completed && crew.delivery("001") == .merged)
    try crew.expectWhole()
  }

  @Test func `is reviewed as it was handed in, and what came behind is looked at by itself`() throws {
    let crew = try crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let done = try crew.commit("1", .complete, "done")
    #expect(done.notes.contains { $0.contains("handed in for a full review") })
    #expect(try crew.commit("1", .complete, "done").changed == false)
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1", .fix, "while it is reviewed")
    #expect(try review(crew, .success).task.status.completion?.tip == done.commit)
    #expect(rejection { try crew.merge(branch) }?.code == .unreviewed)
    _ = try review(crew, .success)
    #expect(try crew.merge(branch).completed)
    try crew.expectWhole()
  }

  @Test func `that takes the base in after its review needs no other`() throws {
    let crew = try crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.commit("1", .complete, "done")
    _ = try review(crew, .success)
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    #expect(try crew.sync("1").way == .merged)
    #expect(try crew.merge(branch).completed && crew.delivery("001") == .merged)
    try crew.expectWhole()
  }

  @Test func `is let through on somebody's word, which stays`() throws {
    let crew = try crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let change = try crew.project.overrideReview("s1", task: "001", by: "Ada", reason: "it is urgent")
    #expect(change.task.status.word == .claimed)
    #expect(try crew.merge(branch).completed)
    let override = try crew.task("001").review?.override
    #expect(override?.name == "Ada" && override?.reason == "it is urgent")
    #expect(
      try crew.scratch.git("log", "--format=%B", "plan/s1").contains("Ada let 001 through without its review")
    )
    try crew.expectWhole()
  }
}

@Suite struct `A task that is split` {
  @Test func `has parts with branches of their own, and is delivered by them`() throws {
    let crew = try Crew(["src/a/x.ts": "x\n", "src/b/y.ts": "y\n", "my docs/read me.md": "r\n"])
    var request = ExpandRequest(task: "001")
    request.strategy = .byFile
    let expanded = try crew.project.expandTask("s1", request)
    let (change, strategy) = (expanded.change, expanded.strategy)
    #expect(
      strategy == .byFile
        && change.task.subTasks.map(\.text) == [
          "001@README", "001@my%20docs/read%20me.md", "001@src/a/x.ts", "001@src/b/y.ts",
        ])
    #expect(try crew.project.expandTask("s1", request).change.events.isEmpty, "the same call again")
    for (index, part) in change.task.subTasks.enumerated() {
      let branch = try crew.work(part.text, by: "\(index)", ["of-\(index)": "1\n"])
      try crew.commit("\(index)", .complete, "done")
      #expect(try crew.bench.read().finished.map(\.text) == [part.text])
      let merged = try crew.merge(branch)
      #expect(merged.completed && merged.task == part.text)
      #expect(try crew.status("001") == (index < 3 ? .expanding : .completed))
    }
    #expect(try crew.delivery("001") == .merged)
    let view = try crew.bench.read()
    #expect(view.progress.total == 3 && view.progress.completed == 1)
    #expect(!view.warnings.contains { $0.contains("001") }, "\(view.warnings)")
    try crew.expectWhole()
  }

  @Test func `is split along what its planner named, and by its kind, where its caller does not say`() throws
  {
    let bench = try PlanBench()
    var planned = try planned("001", "Lint the code")
    planned.parallelScope = ["src/a/", "src/b/"]
    try bench.create("s1", [planned, try GitStateTests.planned("002", "Do something")])
    let expanded = try bench.project.expandTask("s1", ExpandRequest(task: "1"))
    let (change, strategy) = (expanded.change, expanded.strategy)
    #expect(strategy == .byDirectory && change.task.subTasks.map(\.text) == ["001@src/a", "001@src/b"])
    let whole = try bench.project.expandTask("s1", ExpandRequest(task: "002"))
    #expect(
      whole.reason
        == "Its kind is not split by itself: by_directory, by_file or by_module as strategy splits it.")
    var nowhere = ExpandRequest(task: "002")
    nowhere.scope = ["nope", "README"]
    #expect(
      try bench.project.expandTask("s1", nowhere).reason
        == "Of the scope, flow has nothing at \"nope\". Its kind is not split by itself: by_directory, by_file or by_module as strategy splits it."
    )
    nowhere.scope = ["nope"]
    nowhere.strategy = .byFile
    #expect(
      try bench.project.expandTask("s1", nowhere).reason
        == "Of the scope, flow has nothing at \"nope\". It would be one part alone, and that is the task itself."
    )
    #expect(expanded.reason == nil)
    #expect(whole.strategy == .none && whole.change.events.isEmpty && whole.change.task.status == .pending)
    // A server that starts anew after a crash finds all of it in the ledger.
    let claimed = try bench.stranger().claimNext("s1", worker: WorkerID("1"), minutes: nil)
    #expect(claimed?.task.id.text == "001@src/a")
    #expect(try bench.verify().problem == nil)
  }
}
