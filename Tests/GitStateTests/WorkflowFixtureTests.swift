import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing
import WorkflowWalks

/// The examples of workflows in `Fixtures/ledgers/v1`: they were written once, and every later version reads them.
///
/// Nothing here rewrites them, whatever switch is set.
@Suite struct `The examples of workflows of format 1` {
  @Test func `replay to the states that stand beside them`() throws {
    for name in try LedgerFixture.names(of: "workflow") {
      let bench = try PlanBench()
      let messages = try LedgerFixture.messages(name)
      let key = #""workflow_id":""#
      let begun = try #require(messages[0].components(separatedBy: key).dropFirst().first)
      let id = try WorkflowID(String(begun.prefix { $0 != "\"" }))
      for message in messages { try bench.put(message, on: id.branch) }
      let view = try bench.stranger().readWorkflow(id.text)
      #expect(Self.told(view) == GoldenFile("ledgers/v1/\(name)/state.txt").text, "\(name)")
      #expect(view.warnings.isEmpty, "\(name)")
      let verification = try bench.verify(id.branch)
      #expect(verification.problem == nil && verification.foreign.isEmpty, "\(name)")
      bench.pass()
      // An ended one takes nothing more.
      if view.workflow.ended == nil {
        let written = try bench.project.resumeWorkflow(id.text, instructions: "a later version writes on")
        #expect(written.changed, "\(name)")
      }
      #expect(try bench.verify(id.branch).problem == nil, "\(name)")
      try bench.scratch.expectClean()
    }
  }

  @Test func `hold every type of event`() throws {
    var types: Set<String> = []
    for name in try LedgerFixture.names(of: "workflow") {
      for message in try LedgerFixture.messages(name) {
        for part in message.components(separatedBy: #""type":""#).dropFirst() {
          types.insert(String(part.prefix { $0 != "\"" }))
        }
      }
    }
    let page = try #require(GoldenFile("../Sources/GitState/GitState.docc/LedgerFormat.md").text)
    for event in try Self.every() {
      let type = Workflow.json(of: event)["type"]?.stringValue ?? ""
      #expect(types.contains(type), "no example of \(type)")
      #expect(page.contains("`\(type)`"), "the page does not name \(type)")
    }
  }

  /// One of each, where a switch without default stands beside: a new event does not compile until it has its
  /// example here.
  private static func every() throws -> [WorkflowEvent] {
    let agent = try AgentID("a")
    let retry = WorkflowRetry(.failure, agents: [agent], number: 1, most: 1, message: "", handouts: [])
    let every: [WorkflowEvent] = [
      .workflowStarted(
        WorkflowFounding(
          id: try WorkflowID("wf-1"), definition: WorkflowDefinition(name: "", phases: [], agents: []),
          request: "", mode: .full, why: "")),
      .workHandedOut(WorkSnapshot(commit: "", changed: [:], added: [])),
      .phaseEvaluated(
        PhaseEvaluation(phase: 1, attempt: 1, results: [], passed: [], isPassed: true, observed: nil)),
      .phaseRetried(retry), .phaseApprovalDue(1, agent), .phaseApprovalRequested(note: nil, seen: ""),
      .phaseApproved(Consent(.agent)), .phaseRevised(Consent(.agent), retry),
      .workflowResumed(phase: 0, instructions: nil, again: []),
      .workflowEnded(WorkflowEnd(completed: true, success: true)), .workflowAborted(Consent(.agent)),
    ]
    #expect(Set(every.map(counted)).count == 11)
    return every
  }

  private static func counted(_ event: WorkflowEvent) -> Int {
    switch event {
    case .workflowStarted: 1
    case .workHandedOut: 2
    case .phaseEvaluated: 3
    case .phaseRetried: 4
    case .phaseApprovalDue: 5
    case .phaseApprovalRequested: 6
    case .phaseApproved: 7
    case .phaseRevised: 8
    case .workflowResumed: 9
    case .workflowEnded: 10
    case .workflowAborted: 11
    }
  }

  /// A workflow's state in lines of its own, apart from the stored form.
  static func told(_ view: WorkflowView) -> String {
    let workflow = view.workflow
    guard let founding = workflow.founding else { return "" }
    var lines = [
      "\(founding.id) \(workflow.status.rawValue) seq \(view.reading.seq) created \(workflow.created) updated \(workflow.updated)",
      "request \(quoted(founding.request)), \(founding.mode.rawValue) \(founding.targets.map(\.text)), because \(quoted(founding.why)), instructions \(founding.instructions.map { "\($0.agent): \($0.text)" })",
    ]
    if let imported = founding.imported {
      lines.append(
        "imported, begun \(imported.startedAt?.description ?? "-"), problems \(imported.problems), files \(imported.files.all), loops \(imported.loops.map { "\($0.key) \($0.value)" }.sorted()), failures \(imported.failures.map { "\($0.key) \($0.value)" }.sorted()), invoked \(imported.invoked)"
      )
    }
    if let carried = founding.carried { lines.append("goes on from \(told(carried))") }
    for (index, phase) in founding.definition.phases.enumerated() {
      lines.append(
        "\(index + 1) \(phase.kind.rawValue) \(phase.agents.map(\.text)) \(phase.aggregation.rawValue): \(workflow.stand(of: index + 1).rawValue), evaluated \(workflow.attempts[index + 1] ?? 0)"
      )
    }
    for agent in founding.definition.agents { lines.append("agent \(told(agent))") }
    for record in workflow.records {
      let evaluation = record.evaluation
      lines.append(
        "phase \(evaluation.phase), attempt \(evaluation.attempt), at seq \(record.seq): passed \(evaluation.isPassed) \(evaluation.passed.map(\.text)), unreported \(evaluation.unreported), unchanged \(evaluation.unchanged), said by \(record.said.map(\.agent.text))"
      )
      if evaluation.uncompared != nil || !evaluation.ignored.isEmpty {
        lines.append("  not compared \(quoted(evaluation.uncompared ?? "")), ignored \(evaluation.ignored)")
      }
      for result in evaluation.results {
        lines.append(
          "  \(result.agent) \(result.success) \(quoted(result.summary)), files \(result.files.all), said \(result.said.map { "\($0.field)=\($0.value)" }), items \(result.items.map { "\($0.target)=\($0.passed) \($0.feedback ?? "")" }), feedback \(quoted(result.feedback ?? "")), decisions \(result.decisions.map(\.decision))"
        )
      }
    }
    for record in workflow.records where record.evaluation.mark != nil {
      lines.append(
        "phase \(record.evaluation.phase) is known again by \(([record.evaluation.mark ?? ""] + record.earlier.map { "\($0.mark) of attempt \($0.attempt)" }).joined(separator: ", ")), summaries of attempts \(workflow.summaryAttempts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
      )
      for said in record.evaluation.results.flatMap(\.said) where said.form != nil {
        lines.append("  said \(said.field) as \(said.form?.rawValue ?? "")")
      }
    }
    lines.append(
      "due \(workflow.queue.map { "\($0.phase) \($0.agents.map(\.text)) \($0.reason.rawValue) \($0.notes.map(\.text))" })"
    )
    for retry in workflow.retries {
      lines.append(
        "again \(retry.retry.reason.rawValue) \(retry.retry.number) of \(retry.retry.most.map { "\($0)" } ?? "any") by \(retry.retry.by.map(\.text)) to \(retry.retry.agents.map(\.text)): \(quoted(retry.retry.message))"
      )
    }
    lines.append("files +\(workflow.files.created) ~\(workflow.files.modified) -\(workflow.files.deleted)")
    lines.append(
      "decisions \(workflow.decisions.map { "\($0.phase ?? 0) \($0.decision) \($0.reason ?? "")" }), summaries \(workflow.summaries.map { "\($0.agent): \($0.text)" }), invoked \(workflow.invoked)"
    )
    if let wait = workflow.wait {
      lines.append("waits in phase \(wait.phase) about \(wait.agent) since seq \(wait.seq)")
    }
    if let request = workflow.request {
      lines.append("asked at seq \(request.seq): \(quoted(request.note ?? ""))")
    }
    if let decided = workflow.decided {
      lines.append(
        "\(decided.decision.rawValue) by \(decided.by) via \(decided.consent.way.rawValue) at seq \(decided.seq), because \(quoted(decided.consent.reason ?? "")) on \(decided.consent.target ?? "none")"
      )
    }
    if let resumed = workflow.resumed {
      lines.append(
        "resumed after phase \(resumed.phase) at seq \(resumed.seq) with \(quoted(resumed.instructions ?? ""))"
      )
    }
    if let snapshot = workflow.snapshot {
      lines.append(
        "begun on \(snapshot.commit.prefix(7)) with \(snapshot.changed.keys.sorted()), added \(snapshot.added.sorted())"
      )
    }
    if let ended = workflow.ended {
      lines.append(
        "ended at \(ended.at), completed \(ended.end.isCompleted), success \(ended.end.success), aborted \(ended.isAborted), because \(ended.end.reasons), suggested \(ended.end.suggested.map(\.text))"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func told(_ carried: CarriedContext) -> String {
    "\(carried.id), first \(quoted(carried.originalRequest)), history \(carried.history), files \(carried.files.all), decisions \(carried.decisions.map(\.decision)), summaries \(carried.summaries.map(\.agent.text)), feedback \(carried.feedback), pending \(carried.pending)"
  }

  private static func told(_ agent: WorkflowAgent) -> String {
    var words = ["\(agent.id) \(agent.name ?? "-") \(agent.role ?? "-") \(agent.keywords) \(agent.documents)"]
    words.append(
      "told \(quoted(agent.instruction ?? "")), retries \(agent.maxRetries.map { "\($0)" } ?? "default")")
    if let evaluator = agent.evaluator {
      words.append(
        "judges \(evaluator.retry.map(\.text)) by \(evaluator.field)=\(evaluator.value), retries \(evaluator.maxRetries), \(evaluator.rerun.rawValue), \(quoted(evaluator.feedback ?? ""))"
      )
    }
    if let approval = agent.approval {
      words.append(
        "asks \(quoted(approval.question)) \(approval.options), revises \(approval.target?.text ?? "itself")")
    }
    return words.joined(separator: "; ")
  }
}

@Suite struct `A workflow as it is stored` {
  @Test func `comes back as it was, whatever happened to it`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var before: Workflow?
    for round in 0..<150 {
      var walk = try WorkflowWalk(using: &generator, after: before)
      var told = 0
      while !walk.isOver {
        walk.step(using: &generator)
        let workflow = walk.bench.workflow
        let text = JSONValue.object(workflow.json).serialized(sortedKeys: true)
        let read = try Workflow(from: JSONReader(JSONValue(parsing: Array(text.utf8)), path: "state"))
        #expect(read == workflow, "seed \(seed) round \(round)")
        for recorded in walk.bench.history.dropFirst(told) {
          let json = Workflow.json(of: recorded.event)
          let type = json["type"]?.stringValue ?? ""
          #expect(
            try Workflow.event(type, from: JSONReader(.object(json), path: "event")) == recorded.event,
            "\(type)")
        }
        told = walk.bench.history.count
      }
      #expect(walk.broken.isEmpty, "seed \(seed) round \(round): \(walk.broken.first ?? "")")
      before = round % 3 == 2 ? walk.bench.workflow : nil
    }
  }
}
