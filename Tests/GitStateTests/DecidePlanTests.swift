import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan that waits for a decision` {
  private func founded(
    _ asks: ApprovalPolicy.Asks = .plan, via: ApprovalPolicy.Via = .person, request: String = "Add login",
    _ tasks: [TaskDefinition]? = nil
  ) throws -> PlanBench {
    let bench = try PlanBench()
    var draft = PlanFounding(session: try SessionID("s1"), request: request, base: "flow")
    draft.tasks =
      try tasks ?? [
        planned("001", provides: ["User model"]), planned("002", needs: ["User model"]), planned("003"),
      ]
    draft.approval = ApprovalPolicy(asks, via: via)
    _ = try bench.project.createPlan(draft)
    return bench
  }

  private func approve(_ bench: PlanBench, _ decision: Decision = .approve) throws {
    let asked = try bench.project.whatWaits("s1")
    #expect(try bench.project.decide("s1", decision, by: .terminal, seen: asked.seen).changed)
  }

  @Test func `hands nothing out, by whatever call`() throws {
    let bench = try founded()
    let branch = try bench.project.createTaskBranch(TaskBranchRequest(task: "001")).branch
    let before = try bench.scratch.refs()
    let one = try WorkerID("1")
    func expectRefused(_ refusal: Rejection?) {
      #expect(refusal?.code == .awaitingDecision && refusal?.next?.tool == "request_approval")
    }
    expectRefused(rejection { try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil) })
    expectRefused(rejection { try bench.project.claimNext("s1", worker: one, minutes: nil) })
    expectRefused(
      rejection { try bench.project.createWorkerTree(WorkerTreeRequest(worker: one, branch: branch)) })
    let (view, batch, _) = try bench.project.nextTasks("s1")
    #expect(batch.tasks.isEmpty && view.ready.isEmpty && view.state == .awaitingApproval)
    #expect(view.workflowState == "plan_created")
    #expect(try bench.scratch.refs() == before)
    #expect(try bench.project.overview().next?.tool == "request_approval")
    _ = try bench.project.requestApproval("s1", at: .plan, note: nil)
    #expect(try bench.read().workflowState == "awaiting_approval")
    try approve(bench)
    #expect(try bench.project.claimNext("s1", worker: one, minutes: nil)?.task.id.text == "001")
    #expect(try bench.read().workflowState == "executing")
    #expect(try bench.verify().problem == nil)
  }

  @Test func `keeps its approval through a hundred claims and reports`() throws {
    let bench = try founded()
    let asked = try bench.project.requestApproval("s1", at: nil, note: nil)
    try approve(bench)
    let one = try WorkerID("1")
    for _ in 0..<50 {
      _ = try bench.project.claimTask("s1", task: "003", worker: one, minutes: 30)
      _ = try bench.project.releaseTask("s1", task: "003", worker: one, reason: nil)
      let view = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil).view
      var report = TaskReport(.blocked)
      report.reason = "no server"
      let after = try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, report).view
      #expect(view.plan.digest == asked.seen && after.plan.digest == asked.seen && after.state == .active)
    }
    #expect(
      try !bench.project.decide("s1", .approve, by: .terminal, seen: asked.seen).changed)
  }

  @Test func `is another to be seen after each change of its content`() throws {
    let bench = try founded()
    var seen: Set<String> = [try bench.read().plan.digest]
    func change(_ body: (inout TaskPatch) throws -> Void) throws {
      try bench.update { update in
        var patch = TaskPatch(id: try PlanTaskID("003"))
        try body(&patch)
        update.changed = [patch]
      }
      #expect(seen.insert(try bench.read().plan.digest).inserted)
    }
    try change { $0.description = "Other" }
    try change { $0.files = ["a.py"] }
    try change { $0.priority = .high }
    try change { $0.dependsOn = [try PlanTaskID("001")] }
    try change { $0.provides = [try Capability("More")] }
    try bench.update { $0.added = [.init(definition: try planned("004"), hasID: true)] }
    #expect(seen.insert(try bench.read().plan.digest).inserted)
    try bench.update { $0.cancelled = [try PlanTaskID("004")] }
    #expect(seen.insert(try bench.read().plan.digest).inserted)
    for policy in [ApprovalPolicy(.planAndBatches), ApprovalPolicy(.plan, via: .any)] {
      let other = try founded(policy.asks, via: policy.via)
      #expect(seen.insert(try other.read().plan.digest).inserted)
    }
  }

  @Test func `refuses a decision on what was changed since, and names it`() throws {
    let bench = try founded()
    let asked = try bench.project.requestApproval("s1", at: nil, note: nil)
    try bench.update { update in
      var patch = TaskPatch(id: try PlanTaskID("002"))
      patch.description = "Something else"
      update.changed = [patch]
      update.added = [.init(definition: try planned("004"), hasID: true)]
    }
    let stale = rejection { try bench.project.decide("s1", .approve, by: .terminal, seen: asked.seen) }
    #expect(stale?.code == .outdated && stale?.next?.tool == "request_approval")
    #expect(stale?.sentence.contains("added 004; changed 002") == true, "\(stale?.sentence ?? "")")
    #expect(try bench.read().state == .awaitingApproval)
    let again = try bench.project.requestApproval("s1", at: nil, note: nil)
    #expect(again.changed && again.seen != asked.seen)
    #expect(try bench.project.decide("s1", .approve, by: .elicitation, seen: again.seen).changed)
  }

  @Test func `is not decided by an agent, but where its policy says so`() throws {
    let bench = try founded()
    let seen = try bench.project.requestApproval("s1", at: nil, note: nil).seen
    for decision in [Decision.approve, .confirm, .revise, .abort] {
      let refused = rejection {
        try bench.project.decide("s1", decision, by: .agent, seen: seen, reason: "r")
      }
      #expect(refused?.code == .needsPerson && refused?.remedy?.contains("gitstate ") == true)
    }
    let open = try founded(via: .any)
    let decided = try open.project.decide("s1", .approve, by: .agent, seen: try open.read().plan.digest)
    #expect(decided.view.plan.consent.last?.consent.way == .agent)
    #expect(try open.trailer("Event").contains(#""via":"agent""#))
    let reopen = rejection { try open.project.decide("s1", .reopen, by: .agent, seen: nil) }
    #expect(reopen?.code == .needsPerson)
  }

  @Test func `shows minor changes to whoever confirms next, and asks again for major ones`() throws {
    let bench = try founded(.planAndBatches)
    try approve(bench)
    let one = try WorkerID("1")
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    try bench.update { update in
      var patch = TaskPatch(id: try PlanTaskID("002"))
      patch.files = ["login.py"]
      update.changed = [patch]
    }
    #expect(try bench.read().state == .active)
    let done = try bench.project.reportTask(
      "s1", task: "001", worker: one, claim: nil, TaskReport(.completed))
    #expect(done.view.state == .awaitingConfirmation && done.view.workflowState == "batch_complete")
    #expect(done.newlyReady.isEmpty)
    let asked = try bench.project.requestApproval("s1", at: .batch, note: "go on")
    #expect(asked.view.workflowState == "awaiting_confirmation")
    for line in [
      "The batch: 001", "001  Work: completed", "changed 002", "files: login.py", "Remaining: 2 of 3",
      "| go on",
    ] {
      #expect(asked.shown().contains(line), "\(line) in \(asked.shown())")
    }
    try approve(bench, .confirm)
    try bench.update { $0.added = [.init(definition: try planned("004"), hasID: true)] }
    let again = try bench.read()
    #expect(again.state == .awaitingApproval && again.plan.consent.foremost?.reason == "added 004")
    #expect(try bench.verify().problem == nil)
  }

  @Test func `ends in the middle: leases end, a late report is a note, and nothing is merged`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a.txt": "a\n"])
    try crew.create("2", crew.branch("002"))
    let project = crew.project
    let ended = try project.decide("s1", .abort, by: .terminal, seen: nil, reason: "enough")
    #expect(ended.changed && ended.view.state == .aborted && ended.view.workflowState == "aborted")
    #expect(ended.view.plan.tasks.allSatisfy { $0.status.claim == nil })
    #expect(try !project.decide("s1", .abort, by: .terminal, seen: nil).changed)
    let (one, three) = (try WorkerID("1"), try WorkerID("3"))
    let late = rejection {
      try project.reportTask("s1", task: "001", worker: one, claim: nil, TaskReport(.completed))
    }
    #expect(late?.sentence.contains("was aborted") == true && late?.detail("noted_seq") != nil)
    #expect(try crew.bench.trailer("Event").contains("reportNoted"))
    #expect(try crew.status("001") == .pending)
    let before = try crew.tip("flow")
    var third = TaskBranchRequest(task: "003")
    third.plan = "s1"
    for refused in [
      rejection { try crew.merge(branch) },
      rejection { try project.claimTask("s1", task: "003", worker: three, minutes: nil) },
      rejection { try project.claimNext("s1", worker: three, minutes: nil) },
      rejection { try project.createTaskBranch(third) },
      rejection { try project.requestApproval("s1", at: nil, note: nil) },
    ] {
      #expect(refused?.code == .planAborted && refused?.remedy?.contains("--reopen") == true)
    }
    #expect(try crew.tip("flow") == before && project.overview().active.isEmpty)
    #expect(try project.decide("s1", .reopen, by: .terminal, seen: nil).view.state == .active)
    #expect(try crew.merge(branch).completed)
    try crew.expectWhole()
  }

  @Test func `halts by a security block, whatever its policy, until a person decides`() throws {
    let bench = try founded(.nothing, via: .any)
    let one = try WorkerID("1")
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    _ = try bench.project.claimTask("s1", task: "003", worker: WorkerID("2"), minutes: nil)
    var report = TaskReport(.failed)
    report.failure = .securityBlock
    report.reason = "a key in the diff"
    let halted = try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, report)
    #expect(halted.view.plan.route(after: halted.events) == .halt && halted.task.status.word == .failed)
    #expect(halted.view.state == .awaitingConfirmation && halted.view.plan.consent.foremost?.point == .halt)
    #expect(
      rejection { try bench.project.claimNext("s1", worker: one, minutes: nil) }?.code == .awaitingDecision)
    let asked = try bench.project.requestApproval("s1", at: .halt, note: nil)
    #expect(
      asked.shown().contains("HALTED by task 001") && asked.shown().contains("because: a key in the diff"))
    // Who is at work goes on, and what they report does not change what is decided on.
    let other = try bench.project.reportTask(
      "s1", task: "003", worker: WorkerID("2"), claim: nil, TaskReport(.completed))
    #expect(other.task.status.word == .completed && other.view.plan.digest == asked.seen)
    #expect(
      rejection { try bench.project.decide("s1", .confirm, by: .agent, seen: asked.seen) }?.code
        == .needsPerson)
    #expect(
      try bench.project.decide("s1", .confirm, by: .elicitation, seen: asked.seen).view.state == .active)
    #expect(try bench.verify().problem == nil)
  }

  @Test func `is shown without anything that steers, and cut where it is long`() throws {
    let evil = "Add\u{1b}[2J login\nPolicy: none\u{202e}"
    var task = try planned("001", "One\nWave 9")
    task.implementationNotes = "Digest of all of it: 0\u{7}"
    let bench = try founded(request: evil, [task] + (2...400).map { try planned("\(1000 + $0)") })
    let asked = try bench.project.requestApproval("s1", at: nil, note: "approve\u{1b}]0;me\u{7}\nHALTED")
    let whole = asked.shown()
    for scalar in whole.unicodeScalars where scalar != "\n" {
      #expect(![.control, .format].contains(scalar.properties.generalCategory), "\(scalar.value)")
    }
    let lines = whole.split(separator: "\n").map(String.init)
    // What agents wrote never begins a line.
    for word in ["Policy: none", "Wave 9", "Digest", "HALTED"] {
      #expect(!lines.contains { $0.hasPrefix(word) }, "\(word)")
    }
    #expect(lines.last == "  | HALTED")
    let cut = asked.shown(limit: 4_000)
    #expect(cut.utf8.count < 4_200 && cut.contains("more lines: gitstate approve plan/s1 shows all"))
    #expect(cut.hasSuffix("  | HALTED"))
    // However much an agent says, what is decided stays to be seen.
    let long = Array(repeating: String(repeating: "trust me ", count: 100), count: 60).joined(separator: "\n")
    let talked = try bench.project.requestApproval("s1", at: nil, note: long).shown(limit: 12_000)
    #expect(talked.utf8.count < 12_400 && talked.contains("Wave 1") && talked.contains("  001  One"))
    #expect(talked.hasSuffix("  | … and 40 more lines"))
  }

  @Test func `that asks for nothing is stored as it always was`() throws {
    let bench = try founded(.nothing)
    let one = try WorkerID("1")
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    let stored = try bench.trailer("State") + bench.message()
    #expect(!stored.contains("consent") && !stored.lowercased().contains("approval"))
    #expect(
      rejection { try bench.project.requestApproval("s1", at: nil, note: nil) }?.sentence
        == "Nothing of plan/s1 waits for a decision: its policy asks for none.")
  }
}
