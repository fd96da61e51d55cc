import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `A page of a workflow` {
  private func page(_ workflow: Workflow) -> WorkflowPage {
    WorkflowPage(workflow: workflow, branch: "workflow/wf-1764148200123", now: SamplePlan.now)
  }

  @Test func `shows phases, agents, what was sent back and what is awaited`() throws {
    var page = try page(SampleWorkflow.sentBack())
    page.warnings = ["1 commit of others on it changed nothing."]
    try GoldenFile("output/workflow-80.txt").expect(page.render(Style(width: 80)))
    try GoldenFile("output/workflow-160.txt").expect(page.render(Style(width: 160)))
  }

  @Test func `says what a person is asked, and how it ended`() throws {
    let pages = try [SampleWorkflow.waiting(), SampleWorkflow.completed(), SampleWorkflow.failed()].map {
      page($0).render(Style(width: 80))
    }
    try GoldenFile("output/workflow-ended.txt").expect(pages.joined(separator: "\n---\n\n"))
  }

  @Test func `is as wide as it may be, and plain where the locale is`() throws {
    let text = try page(SampleWorkflow.sentBack()).render(Style(isUnicode: false, width: 60))
    try GoldenFile("output/workflow-narrow-ascii.txt").expect(text)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    for line in text.split(separator: "\n") where !line.contains("gitstate workflow") {
      #expect(line.count <= 60, "\(line)")
    }
  }

  @Test func `draws how much of its present budget an evaluator has used`() throws {
    var driven = SampleWorkflow.Driven.resuming(try SampleWorkflow.sentBack())
    func drawn() -> [String] {
      PhaseGraph(driven.workflow, branch: "workflow/wf-1764148200123").retries.map {
        "\($0.used) of \($0.most)"
      }
    }
    // The frontend alone was sent back.
    #expect(drawn() == ["1 of 2", "0 of 2"])
    try driven.pass(2, 9, "frontend")
    try driven.review(6, "APPROVED")
    // The phase passed, so it begins anew, and nothing of it is used.
    #expect(driven.workflow.retries.count == 1 && drawn() == ["0 of 2", "0 of 2"])
  }

  @Test func `in colour says the same as without`() throws {
    for workflow in [
      try SampleWorkflow.sentBack(), try SampleWorkflow.waiting(), try SampleWorkflow.failed(),
    ] {
      let coloured = page(workflow).render(Style(isColored: true))
      #expect(coloured.contains("\u{1b}["))
      #expect(coloured.replacing(/\u{1b}\[[0-9;]*m/, with: "") == page(workflow).render(Style()))
    }
  }

  @Test func `lets nothing of others steer a terminal`() throws {
    let workflow = try SampleWorkflow.hostile()
    var overview = OverviewPage(active: [], completed: 0, sentence: "Go on.", now: SamplePlan.now)
    overview.workflows = [workflow]
    let texts = [
      page(workflow).render(Style()),
      WorkflowTable(workflows: [workflow], now: SamplePlan.now).render(Style()),
      overview.render(Style()), PrimePage(overview: overview).render(),
      DefinitionPage(
        definition: try SampleWorkflow.definition(text: SamplePlan.hostile), notes: [SamplePlan.hostile]
      ).render(Style()),
    ]
    for text in texts {
      for scalar in text.unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "\(scalar.value) in \(text)")
      }
    }
  }

  @Test func `lists workflows, and names the first`() throws {
    let table = WorkflowTable(
      workflows: [
        try SampleWorkflow.sentBack(), try SampleWorkflow.waiting(), try SampleWorkflow.completed(),
        try SampleWorkflow.failed(),
      ], now: SamplePlan.now)
    try GoldenFile("output/workflows.txt").expect(table.render(Style()) + "\n")
    #expect(
      WorkflowTable(workflows: [], now: SamplePlan.now).render(Style()).contains("gitstate workflow start"))
  }

  @Test func `stands in the overview beside plans and runs, and alone`() throws {
    var all = OverviewPage(
      active: [.init(branch: "plan/x", plan: try SamplePlan.plan(), facts: SamplePlan.facts)], completed: 1,
      sentence: "Task 005 is ready to start.", now: SamplePlan.now)
    all.runs = [try SampleRun.run()]
    all.workflows = [try SampleWorkflow.sentBack()]
    all.endedWorkflows = 2
    var alone = OverviewPage(active: [], completed: 0, sentence: "Go on.", now: SamplePlan.now)
    alone.workflows = [try SampleWorkflow.sentBack(), try SampleWorkflow.waiting()]
    let text = [
      all.render(Style()), alone.render(Style()), PrimePage(overview: all).render(),
      PrimePage(overview: alone, call: "get_workflow_state {}").render(),
    ]
    try GoldenFile("output/overview-workflows.txt").expect(text.joined(separator: "\n---\n\n"))
    var ended = OverviewPage(active: [], completed: 0, sentence: "No plan is active.", now: SamplePlan.now)
    ended.endedWorkflows = 1
    #expect(ended.render(Style()).hasPrefix("Nothing is active, 1 workflow ended\n"))
  }

  @Test func `of a definition names who judges and where a person decides`() throws {
    let page = DefinitionPage(
      definition: try SampleWorkflow.definition(), notes: ["The node \"end\" has no meaning here."])
    try GoldenFile("output/definition.txt").expect(page.render(Style(width: 80)) + "\n")
  }

  @Test func `tells what a decision came to`() throws {
    let workflow = try SampleWorkflow.sentBack()
    #expect(
      WorkflowEvaluateCommand.line(workflow, 3, changed: true, Style())
        == "✗ phase 3 did not pass: frontend again")
    #expect(
      WorkflowEvaluateCommand.line(workflow, 1, changed: false, Style())
        == "✓ phase 1 passed, as was recorded before")
    #expect(
      WorkflowStartCommand.line(workflow, Style(width: 60)).hasPrefix(
        "✓ workflow wf-1764148200123 is started\n  Fullstack, selective (planner,"))
  }
}
