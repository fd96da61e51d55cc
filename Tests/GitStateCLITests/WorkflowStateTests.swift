import Foundation
import JSON
import MCPServer
import StateMachine
import TestSupport
import Testing
import WorkflowWalks

/// The state that drivers keep in a file, of workflows to which anything happened.
///
/// `GITSTATE_STATES=<folder>` writes them there, one line each: the conformance tests read them against the schema.
@Suite struct `The state of a random workflow` {
  private static let schema = "workflows/workflow-state.schema.json"

  @Test func `has every key that the schema wants`() throws {
    let schema = try JSONValue(parsing: #require(GoldenFile(Self.schema).text))
    let wanted = try JSONReader(schema, path: "schema")["required"].strings()
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var lines: [String] = []
    var before: Workflow?
    for round in 0..<150 {
      var walk = try WorkflowWalk(using: &generator, after: before)
      var steps = 0
      while !walk.isOver, walk.broken.isEmpty, steps < 1_000 {
        steps += 1
        lines.append(Self.line(walk.bench))
        walk.step(using: &generator)
      }
      lines.append(Self.line(walk.bench))
      let isOver = walk.isOver
      #expect(isOver || !walk.broken.isEmpty, "seed \(seed) round \(round): no end after \(steps) steps")
      #expect(walk.broken.isEmpty, "seed \(seed) round \(round): \(walk.broken.first ?? "")")
      before = round % 3 == 2 ? walk.bench.workflow : nil
    }
    for line in lines {
      let state = try JSONValue(parsing: line)
      for key in wanted where state[key] == nil { Issue.record("seed \(seed): no \(key) in \(line)") }
    }
    guard let folder = ProcessInfo.processInfo.environment["GITSTATE_STATES"] else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: folder + "/states-\(seed).jsonl", atomically: true, encoding: .utf8)
  }

  @Test func `tells a long text whole once, and says that it is cut elsewhere`() throws {
    let agents = try (1...30).map { WorkflowAgent(try AgentID("a\($0)")) }
    let definition = WorkflowDefinition(
      name: "Long", phases: agents.map { WorkflowPhase(.sequential, [$0.id]) }, agents: agents)
    var bench = WorkflowUnderTest()
    try bench(
      .start(
        WorkflowFounding(
          id: try WorkflowID("wf-1"), definition: definition, request: "go", mode: .full, why: "so")))
    #expect(WorkflowResult.state(bench.workflow, seq: 1)["texts_cut"] == nil)
    for (index, agent) in agents.enumerated() {
      let text = "\(index) " + String(repeating: "ä🦀", count: 10_000)
      var result = AgentResult(agent.id, success: true, summary: text)
      result.said = [SaidField("log", text)]
      try bench(.evaluate(phase: index + 1, results: [result], attempt: 1))
      let state = JSONValue.object(WorkflowResult.state(bench.workflow, seq: bench.seq))
      let size = state.serialized().utf8.count
      // Twice in its phase, and some thousand bytes for each time that it is told again.
      #expect(size < (index + 1) * (2 * text.utf8.count + 20_000) + 10_000, "phase \(index + 1): \(size)")
      #expect(state["texts_cut"]?["bytes"] == .integer(WorkflowLimits.retold))
      #expect(state["phase_results"]?["\(index + 1)"]?["summary"]?.stringValue == text)
      let told = state["context_preservation"]?["work_summary_by_agent"]?[agent.id.text]?.stringValue
      #expect(told?.utf8.count ?? 0 <= WorkflowLimits.retold && told?.hasSuffix("…") == true)
    }
    let carried = try #require(bench.workflow.carried)
    let size = carried.history.joined().utf8.count + carried.summaries.map(\.text).joined().utf8.count
    #expect(size < 30 * 3 * WorkflowLimits.retold)
  }

  @Test func `says of which attempt a summary is that is not of the first`() throws {
    let agent = WorkflowAgent(try AgentID("a"))
    var bench = WorkflowUnderTest()
    try bench(
      .start(
        WorkflowFounding(
          id: try WorkflowID("wf-1"),
          definition: WorkflowDefinition(
            name: "x", phases: [WorkflowPhase(.sequential, [agent.id])], agents: [agent]), request: "go",
          mode: .full,
          why: "so")))
    for number in 1...2 {
      try bench(
        .evaluate(
          phase: 1, results: [AgentResult(agent.id, success: number == 2, summary: "did \(number)")],
          attempt: number))
      let context = WorkflowResult.state(bench.workflow, seq: bench.seq)["context_preservation"]
      #expect(context?["work_summary_by_agent"]?["a"] == .string("did \(number)"))
      #expect(context?["work_summary_attempts"]?["a"] == (number == 1 ? nil : .integer(2)))
    }
  }

  private static func line(_ bench: WorkflowUnderTest) -> String {
    JSONValue.object(WorkflowResult.state(bench.workflow, seq: bench.seq)).serialized()
  }
}
