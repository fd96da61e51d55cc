import GitState
import StateMachine
import TestSupport
import Testing

/// Where one part of the work meets another.
@Suite struct `A plan's parts together` {
  private func done() throws -> Crew {
    let crew = try Crew()
    _ = try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    try crew.remove("1")
    try crew.bench.update { $0.completed = try ["002", "003"].map { .init(id: try PlanTaskID($0)) } }
    _ = try crew.project.archivePlan("s1")
    return crew
  }

  @Test func `say of an archived plan and its branches how they come back`() throws {
    let crew = try done()
    let way = "Bring it back with: gitstate plan unarchive s1"
    for refusal in [
      rejection { try crew.project.whatWaits("s1") },
      rejection { try crew.project.requestApproval("s1", at: nil, note: nil) },
      rejection { try crew.project.decide("s1", .abort, by: .terminal, seen: nil) },
      rejection { try crew.merge("task/001-first") },
      rejection { try crew.project.readTask("task/001-first") },
      rejection { try crew.create("9", "task/001-first") },
    ] {
      #expect(refusal?.remedy == way, "\(String(describing: refusal))")
      #expect(refusal?.next == .init("parse_plan", [.init("branch", .text("archive/s1"))]))
    }
    let other = try #require(rejection { try crew.merge("task/001-other") })
    #expect(other.code == .notFound && other.remedy == nil, "what no archive holds")
  }

  @Test func `say of a plan that takes an archived one's id that it does`() throws {
    let crew = try done()
    var draft = PlanFounding(session: try SessionID("s1"), request: "Again", base: "flow")
    draft.tasks = [try planned("001")]
    let change = try crew.project.createPlan(draft)
    #expect(
      change.notes == [
        "archive/s1 is an earlier plan of that id, and can't come back while this one has it."
      ])
    #expect(try crew.project.createPlan(draft).notes == [], "once")
    #expect(rejection { try crew.project.unarchivePlan("s1") } != nil)
  }

  @Test func `send work that came after a review to be reviewed, whoever asks`() throws {
    let crew = try Crew()
    try crew.bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.requiresReview = true
      $0.changed = [patch]
    }
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.commit("1", .complete, "done")
    _ = try crew.project.reviewTask("s1", task: "001", Review(.success, depth: .full))
    _ = try crew.merge(branch)
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1", .fix, "late")
    let overview = try crew.project.overview()
    #expect(overview.next?.tool == "review_task" && overview.sentence.contains("since its review"))
    let left = try crew.project.finishWave("s1", learnings: nil).left
    #expect(left.map(\.next?.tool) == ["review_task"])
    // What that call leads to is what the merge then takes.
    _ = try crew.project.reviewTask("s1", task: "001", Review(.success, depth: .full))
    #expect(try crew.project.overview().next?.tool == "merge_task_branch")
    #expect(try crew.merge(branch).completed)
    try crew.expectWhole()
  }

  @Test func `open what failed of a task in parts, where nothing else is left to do`() throws {
    let crew = try Crew(["src/a/x.ts": "x\n", "src/b/y.ts": "y\n"])
    var whole = try planned("002", "Lint")
    whole.files = ["src/a/", "src/b/"]
    whole.maxRetries = 1
    try crew.bench.create("w", [try planned("001", "Later", after: ["002"]), whole])
    try crew.bench.update { $0.completed = try ["001", "002", "003"].map { .init(id: try PlanTaskID($0)) } }
    var byFolder = ExpandRequest(task: "002")
    byFolder.strategy = .byDirectory
    _ = try crew.project.expandTask("w", byFolder)
    let id = try WorkerID("1")
    for (part, outcome) in [("002@src/a", TaskReport.Outcome.completed), ("002@src/b", .failed)] {
      _ = try crew.project.claimTask("w", task: part, worker: id, minutes: nil)
      var report = TaskReport(outcome)
      report.reason = "no"
      _ = try crew.project.reportTask("w", task: part, worker: id, claim: nil, report)
    }
    let next = try #require(try crew.project.overview().next)
    #expect(next.tool == "expand_task" && next.arguments.last?.value == .text("002"))
    let again = try crew.project.expandTask("w", ExpandRequest(task: "002")).change
    #expect(again.view.ready.map(\.id.text) == ["002@src/b"])
    try crew.expectWhole()
  }

  @Test func `promise no wave to a task of a plan that waits or was aborted`() throws {
    let crew = try Crew.ofWaves()
    let wave = try crew.start("1")
    let id = try WorkerID("1")
    _ = try crew.project.releaseTask("w", task: "001", worker: id, reason: nil)
    #expect(try crew.finish().left.map(\.why) == ["Task 001 is open again; start_wave goes on with it."])
    _ = try crew.project.claimTask("w", task: "002", worker: id, minutes: nil)
    var report = TaskReport(.failed, handoff: "{}")
    report.failure = .securityBlock
    report.reason = "a key"
    _ = try crew.project.reportTask("w", task: "002", worker: id, claim: nil, report)
    let halted = try crew.finish().left
    #expect(halted.map(\.next?.tool) == ["request_approval"])
    #expect(try crew.project.decide("w", .abort, by: .terminal, seen: nil).view.state == .aborted)
    let aborted = try crew.finish().left
    #expect(aborted.map(\.next?.tool) == ["remove_worktree"] && aborted[0].why.contains("was aborted"))
    #expect(wave.assignments.count == 1)
    try crew.expectWhole()
  }
}
