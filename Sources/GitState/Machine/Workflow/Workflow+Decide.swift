extension Workflow {
  package func decide(
    _ command: WorkflowCommand, given facts: WorkflowFacts, at now: Timestamp
  ) throws(Rejection) -> [WorkflowEvent] {
    var events: [WorkflowEvent]
    switch command {
    case .start(let draft):
      events = [.workflowStarted(try checked(draft))]
    case .evaluate(let phase, let results, let attempt):
      events = try decideEvaluation(phase, results, attempt, facts)
    case .resume(let instructions, let notes):
      events = try decideResumption(instructions, notes)
    case .requestApproval(let note, let digest):
      return try decideRequest(note: note, digest: digest)
    case .decide(let verdict):
      events = try decideVerdict(verdict)
    case .adopt(let draft, let state):
      events = try decideAdoption(draft, state, at: now)
    }
    guard !events.isEmpty, let present = facts.present else { return events }
    // Whoever begins now begins with the files as they are now; who was at work before goes on with what was there then.
    let next = after(events, at: now)
    let isSame = next.current == current && next.attempt == attempt && snapshot != nil
    if next.current != nil, !isSame { events.append(.workHandedOut(present)) }
    return events
  }

  func after(_ events: [WorkflowEvent], at now: Timestamp) -> Workflow {
    var next = self
    for event in events { next.apply(Recorded(event, at: now, by: "", seq: 0)) }
    return next
  }

  func checked(_ draft: WorkflowFounding) throws(Rejection) -> WorkflowFounding {
    guard founding == nil else {
      throw Rejection(
        .exists, "Workflow \(draft.id) is there already.",
        details: [.init("workflow_id", .text(draft.id.text))],
        next: call("get_workflow_state"))
    }
    try draft.definition.check()
    try WorkflowLimits.check(draft)
    var founding = draft
    for agent in draft.targets + draft.instructions.map(\.agent) where draft.definition[agent] == nil {
      throw draft.definition.unknown(agent)
    }
    let wanted = Set(draft.targets)
    founding.targets = draft.definition.order.filter(wanted.contains)
    if draft.mode == .partial, founding.targets.count > 1 {
      throw Rejection(
        .invalidArgument,
        "A partial workflow has one target agent, and \(founding.targets.count) are named. More make a selective one.",
        details: [.init("argument", .text("mode")), .init("allowed", .texts(["partial", "selective"]))])
    }
    switch draft.mode {
    case .full: founding.targets = []
    case .partial, .selective, .resume:
      guard !founding.targets.isEmpty || draft.mode == .resume else {
        throw Rejection(
          .missingArgument, "Which agents work in a \(draft.mode.rawValue) workflow is not said.",
          details: [
            .init("argument", .text("target_agents")),
            .init("allowed", .texts(draft.definition.order.map(\.text))),
          ])
      }
    }
    try refuseIdleInstructions(founding)
    return founding
  }

  /// Refuses words to an agent that does not work: nobody would ever hear them.
  private func refuseIdleInstructions(_ founding: WorkflowFounding) throws(Rejection) {
    let idle = founding.instructions.map(\.agent).filter {
      !founding.targets.isEmpty && !founding.targets.contains($0)
    }
    guard !idle.isEmpty else { return }
    let wanted = Set(founding.targets + idle)
    let targets = founding.definition.order.filter(wanted.contains)
    throw Rejection(
      .invalidArgument,
      "instructions has words to \(spoken(idle.map(\.text))), and only \(spoken(founding.targets.map(\.text))) \(founding.targets.count == 1 ? "works" : "work") here: nobody would hear them. Leave them out, or name the agents as targets.",
      details: [
        .init("argument", .text("instructions")), .init("agents", .texts(idle.map(\.text))),
        .init("target_agents", .texts(founding.targets.map(\.text))),
      ],
      next: .init(
        "start_workflow",
        [
          .init(
            "request", .text(founding.request.utf8.count <= 2_000 ? founding.request : "<the same request>")),
          .init("mode", .text("selective")), .init("target_agents", .texts(targets.map(\.text))),
        ]))
  }

  private func decideResumption(
    _ instructions: String?, _ notes: [AgentText]
  ) throws(Rejection) -> [WorkflowEvent] {
    try WorkflowLimits.check(text: instructions, field: "instructions")
    for note in notes {
      try WorkflowLimits.check(text: note.text, field: "instructions[\"\(note.agent)\"]")
      if let definition = founding?.definition, definition[note.agent] == nil {
        throw definition.unknown(note.agent)
      }
    }
    let last = completed.last?.evaluation.phase ?? 0
    // Nobody's words are lost because somebody else has some, too.
    let adds =
      instructions != nil && resumed?.instructions != nil
      || notes.contains { note in resumed?.notes.contains { $0.agent == note.agent && $0 != note } == true }
    if adds { try WorkflowLimits.check(added: instructions, notes, to: resumed) }
    guard let ended else {
      // Nothing happened since: the same again.
      if let resumed, instructions == nil || resumed.instructions == instructions,
        notes.allSatisfy(resumed.notes.contains), resumed.seq >= (records.last?.seq ?? 0)
      {
        return []
      }
      return [
        .workflowResumed(phase: last, instructions: instructions, again: [], notes: notes, adds: adds)
      ]
    }
    let id = founding?.id.text ?? ""
    if ended.end.isCompleted {
      throw Rejection(
        .wrongState, "Workflow \(id) was completed at \(ended.at), so there is nothing to resume.",
        details: [.init("status", .text(status.rawValue))], next: goOn)
    }
    if ended.isAborted {
      throw Rejection(
        .wrongState,
        "\(abortedBy.who) aborted workflow \(id) at \(ended.at), and an aborted one is not resumed.",
        details: [.init("status", .text(status.rawValue))], next: goOn)
    }
    guard instructions != nil else {
      throw Rejection(
        .wrongState,
        "Workflow \(id) failed at \(ended.at): \(ended.end.grounds.map(sentence).joined(separator: " ")) It is resumed only with instructions that say what is to be done otherwise.",
        details: [.init("status", .text(status.rawValue)), .init("reasons", .texts(ended.end.grounds))],
        next: call("resume_workflow", [.init("instructions", .text("<what is to be done otherwise>"))]))
    }
    let again = records.last.map { handedOutAnew(after: $0) } ?? []
    guard !again.isEmpty || !queue.isEmpty else {
      throw Rejection(
        .wrongState,
        "Workflow \(id) failed at \(ended.at), and every phase of it is complete: nothing is left to resume.",
        details: [.init("status", .text(status.rawValue))], next: goOn)
    }
    return [
      .workflowResumed(phase: last, instructions: instructions, again: again, notes: notes, adds: adds)
    ]
  }

  /// A call about this workflow.
  func call(_ tool: String, _ arguments: [Rejection.Field] = []) -> Rejection.Next {
    .init(tool, [.init("workflow_id", .text(founding?.id.text ?? ""))] + arguments)
  }

  /// The call that begins another that goes on from here.
  private var goOn: Rejection.Next {
    .init(
      "start_workflow",
      [
        .init("request", .text("<what is to be done now>")),
        .init("continues", .text(founding?.id.text ?? "")),
      ])
  }
}

extension WorkflowDefinition {
  /// What says that an agent is none of the definition's.
  func unknown(_ agent: AgentID) -> Rejection {
    Rejection(
      .notFound, "\(quoted(name)) has no agent \(quoted(agent.text)). It has \(spoken(order.map(\.text))).",
      details: [.init("value", .text(agent.text)), .init("known", .texts(order.map(\.text)))])
  }
}
