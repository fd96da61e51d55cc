import Foundation
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `The picture of phases` {
  private func picture(_ workflow: Workflow) -> String {
    PhaseSVG(graph: PhaseGraph(workflow, branch: "workflow/wf-1764148200123")).render()
  }

  @Test func `shows who works, who is left out and what may go back`() throws {
    try GoldenFile("output/graph-workflow.svg").expect(picture(SampleWorkflow.sentBack()))
    let svg = try picture(SampleWorkflow.sentBack())
    #expect(svg.contains("↺ frontend back, 1 of 2") && svg.contains("prefers-color-scheme:dark"))
    #expect(
      svg.components(separatedBy: "<g class=").count - 1 == 6 + 4, "a box for each agent, and the legend")
  }

  @Test func `shows stored text and obeys none of it`() throws {
    let svg = try picture(SampleWorkflow.hostile())
    #expect(
      svg.unicodeScalars.allSatisfy {
        $0 == "\n" || ![.control, .format].contains($0.properties.generalCategory)
      })
    #expect(!svg.contains("<script"))
  }

  @Test func `of a run without phases is an empty frame`() {
    #expect(PhaseSVG(graph: PhaseGraph(Run(), branch: "run/r")).render().hasSuffix("</svg>\n"))
  }

  @Test func `says of those alone that they wait for a person who do`() throws {
    let (one, two) = (try AgentID("one"), try AgentID("two"))
    var asking = WorkflowAgent(two)
    asking.approval = WorkflowApproval(question: "Is it good?")
    let definition = WorkflowDefinition(
      name: "Pair", phases: [.init(.parallel, [one, two])], agents: [WorkflowAgent(one), asking])
    var driven = try SampleWorkflow.Driven(definition, request: "Go", leavingOut: [])
    try driven.pass(1, 3, "one", "two")
    let graph = PhaseGraph(driven.workflow, branch: "workflow/w")
    #expect(graph.nodes.map(\.word) == ["passed", "waits for a person"])
  }
}
