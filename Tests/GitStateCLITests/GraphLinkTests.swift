import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

/// What a drawn graph links, and how it names what has no room.
@Suite struct `A graph's lines` {
  private func graph(_ tasks: [PlanTask]) throws -> PlanGraph {
    let founding = PlanFounding(session: try SessionID("s"), request: "r", base: "flow")
    let plan = Plan(founding: founding, created: SamplePlan.now, version: 1, tasks: tasks, learnings: [])
    return PlanGraph(
      plan, given: PlanFacts(), finished: [], branch: "plan/s", state: "active", at: SamplePlan.now)
  }

  private func mermaid(_ tasks: [PlanTask]) throws -> [String] {
    try GraphMermaid(graph: graph(tasks)).render().split(separator: "\n").map(String.init)
  }

  @Test func `lead from task to task in Mermaid: no wave that one touches has a direction of its own`() throws
  {
    let lines = try mermaid([
      try SamplePlan.task("001", "a"), try SamplePlan.task("002", "b"),
      try SamplePlan.task("003", "c", after: ["001"]),
    ])
    #expect(lines.contains("  t0 --> t2"))
    #expect(!lines.contains { $0.contains("direction") || $0.contains("~~~") })
  }

  @Test func `that are not drawn keep Mermaid's waves in their order, and their tasks below each other`()
    throws
  {
    var second = try SamplePlan.task("003", "c")
    second.definition.wave = 2
    var first = [try SamplePlan.task("001", "a"), try SamplePlan.task("002", "b")]
    for index in first.indices { first[index].definition.wave = 1 }
    var gone = try SamplePlan.task("004", "d")
    gone.status = .cancelled(reason: "")
    let lines = try mermaid(first + [second, gone])
    #expect(lines.count { $0 == "    direction LR" } == lines.count { $0.hasPrefix("  subgraph") })
    #expect(lines.filter { $0.contains("~~~") } == ["  w0 ~~~ w1", "  w1 ~~~ w2"])
  }

  @Test func `end at tasks whose titles are no formulas`() {
    #expect(GraphMermaid.label("$$x^2$$ costs $5") == "$#8288;$x^2$#8288;$ costs $5")
    #expect(GraphMermaid.label("$$$") == "$#8288;$#8288;$")
  }

  @Test
  func
    `that go on elsewhere in the picture name as many tasks as there is room for, and all where the pointer rests`()
    throws
  {
    // Two waves on each shelf, and each task leads to all of the next wave but one.
    var tasks: [PlanTask] = []
    for wave in 0..<30 {
      for place in 0..<5 {
        let before = wave == 0 ? [] : (0..<5).filter { $0 != place }.map { "t\(wave - 1)-\($0)" }
        tasks.append(try SamplePlan.task("t\(wave)-\(place)", "Task", after: before))
      }
    }
    let svg = try GraphSVG(graph: graph(tasks)).render()
    let far = svg.split(separator: "\n").filter { $0.contains("class=\"far\"") }
    #expect(!far.isEmpty)
    #expect(!far.contains { $0.contains("…") }, "no name is cut")
    let cut = far.filter { $0.contains(" +") }
    #expect(!cut.isEmpty)
    #expect(
      cut.allSatisfy { $0.hasPrefix("<g><title>goes on to t") || $0.hasPrefix("<g><title>comes from t") })
    #expect(cut.allSatisfy { $0.split(separator: "</title>")[0].count { $0 == " " } >= 4 })
  }
}
