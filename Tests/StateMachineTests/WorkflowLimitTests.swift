import StateMachine
import Testing
import WorkflowWalks

@Suite struct `What a workflow holds` {
  private func started(_ agents: [String] = ["a"]) throws -> WorkflowUnderTest {
    let agents = try agents.map { WorkflowAgent(try AgentID($0)) }
    var bench = WorkflowUnderTest()
    try bench(
      .start(
        WorkflowFounding(
          id: try WorkflowID("wf-1"),
          definition: WorkflowDefinition(
            name: "x", phases: agents.map { WorkflowPhase(.sequential, [$0.id]) }, agents: agents),
          request: "go", mode: .full, why: "so")))
    return bench
  }

  @Test func `of a result's own fields is limited, and the refusal says how`() throws {
    var bench = try started()
    let long = String(repeating: "x", count: 70_000)
    for (said, limit) in [
      ((0...100).map { SaidField("f\($0)", "x") }, 100), ([SaidField("log", long)], 65_536),
      ([SaidField(String(long.prefix(501)), "x")], 500),
    ] {
      var result = AgentResult(try AgentID("a"), success: true, summary: "s")
      result.said = said
      do throws(Rejection) {
        try bench(.evaluate(phase: 1, results: [result], attempt: 1))
        Issue.record("\(limit) was let through")
      } catch {
        #expect(error.code == .limitExceeded && error.details.contains(.init("limit", .number(limit))))
      }
    }
    #expect(bench.history.count == 1)
  }

  @Test func `is handed on to the next one in short, however long it was`() throws {
    var bench = try started(["a", "b"])
    let long = String(repeating: "ä🦀", count: 10_000)
    for (phase, agent) in ["a", "b"].enumerated() {
      var result = AgentResult(try AgentID(agent), success: true, summary: long)
      result.files.created = (0..<2_000).map { "\(agent)\($0)" }
      result.decisions = (0..<200).map { WorkflowDecision("\(agent) \($0)") }
      try bench(.evaluate(phase: phase + 1, results: [result], attempt: 1))
    }
    for round in 2...4 {
      var founding = try #require(bench.workflow.founding)
      founding = founding.named(try WorkflowID("wf-\(round)"))
      founding.carried = bench.workflow.carried
      bench = WorkflowUnderTest()
      try bench(.start(founding))
      var result = AgentResult(try AgentID("a"), success: true, summary: long)
      result.files.created = (0..<2_000).map { "\(round)-\($0)" }
      try bench(.evaluate(phase: 1, results: [result], attempt: 1))
    }
    let carried = try #require(bench.workflow.carried)
    // The newest are kept.
    #expect(carried.files.created.count == WorkflowLimits.carried)
    #expect(carried.files.created.last == "4-1999" && !carried.files.created.contains("a0"))
    #expect(carried.decisions.count == 400 && carried.history.count == 5)
    for text in carried.history + carried.summaries.map(\.text) {
      #expect(text.utf8.count < WorkflowLimits.retold + 100)
    }
  }

  @Test func `is cut between letters`() {
    for limit in 3...40 {
      let cut = clipped("ä🦀e\u{301}äöü🦀🦀", toBytes: limit)
      #expect(cut.utf8.count <= limit || cut == "ä🦀e\u{301}äöü🦀🦀")
      #expect(cut.hasSuffix("…") || cut == "ä🦀e\u{301}äöü🦀🦀")
      #expect(!cut.contains("\u{fffd}"))
    }
  }

  @Test func `says which attempt results were recorded for, whatever their order`() throws {
    var bench = WorkflowUnderTest()
    let agents = try ["a", "b"].map { WorkflowAgent(try AgentID($0)) }
    var definition = WorkflowDefinition(
      name: "x", phases: [WorkflowPhase(.parallel, agents.map(\.id))], agents: agents)
    definition.maxRetries = 5
    try bench(
      .start(
        WorkflowFounding(
          id: try WorkflowID("wf-1"), definition: definition, request: "go", mode: .full, why: "so")))
    let results = agents.map { AgentResult($0.id, success: false, summary: "no \($0.id)") }
    #expect(bench.workflow.repetition(of: results, in: 1) == nil)
    try bench(.evaluate(phase: 1, results: results, attempt: nil))
    #expect(
      bench.workflow.repetition(of: results.reversed(), in: 1)
        == "These results are recorded already, as attempt 1 of phase 1: nothing changed. If a and b worked again and ended in the same words, send that with attempt: 2."
    )
    try bench(.evaluate(phase: 1, results: results, attempt: 2))
    #expect(bench.workflow.repetition(of: results, in: 1)?.contains("as attempt 2 of phase 1") == true)
    #expect(bench.workflow.recordedAttempt(of: results, in: 1, 1) == 1)
    #expect(bench.workflow.recordedAttempt(of: results, in: 1, 3) == nil)
    // A file, a word, an order of files: each makes other results.
    for change in [0, 1, 2] {
      var other = results
      switch change {
      case 0: other[0].files.created = ["x"]
      case 1: other[0].said = [SaidField("note", "x")]
      default: other[0].feedback = ""
      }
      #expect(bench.workflow.repetition(of: other, in: 1) == nil)
    }
  }
}
