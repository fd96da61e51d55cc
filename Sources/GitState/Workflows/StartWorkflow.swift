import Git
package import StateMachine

/// What start_workflow is asked for.
package struct WorkflowRequest: Sendable {
  package var request: String
  /// nil where the request may mean one that is open.
  package var definition: WorkflowDefinition?
  /// nil for what the request itself says.
  package var mode: ExecutionMode?
  package var targets: [AgentID] = []
  /// The workflow that it goes on from.
  package var continues: String?
  package var instructions: [AgentText] = []

  package init(_ request: String, _ definition: WorkflowDefinition?) {
    self.request = request
    self.definition = definition
  }
}

extension Project {
  /// Starts a workflow on a branch of its own, or resumes the one that the request means.
  ///
  /// A call that is repeated with its key finds its workflow again.
  package func startWorkflow(
    _ request: WorkflowRequest, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowChange {
    var request = request
    var seen: Set<AgentID> = []
    request.targets = request.targets.filter { seen.insert($0).inserted }
    return try withRepository { repository in
      let (present, notes) = try workSnapshot(in: repository)
      return try repository.withWriteLock { () throws -> WorkflowChange in
        let known = try workflowsByAge(in: repository)
        if let key = guarded.key,
          let found = known.first(where: { $0.reading.snapshot.keys[key.text] != nil })
        {
          return try change(found.reading.branch, guarded, in: repository) { _ in .resume(instructions: nil) }
        }
        let before = try request.continues.map { try workflowView($0, in: repository) }
        guard let definition = request.definition else {
          return try goOn(request, among: known, guarded, in: repository)
        }
        try definition.check()
        let intent = try intent(of: request, definition, among: known, before)
        if intent.mode == .resume, let open = before ?? self.open(definition, among: known).first {
          return try goOn(open, request, intent, guarded, in: repository)
        }
        var founding = WorkflowFounding(
          id: try freeWorkflowID(but: before?.id, in: repository), definition: definition,
          request: request.request,
          mode: intent.mode, why: intent.why)
        founding.targets = intent.targets
        founding.instructions = request.instructions
        founding.carried = before?.workflow.carried
        var change = try foundAnew(founding, guarded, at: present, in: repository)
        change.notes += notes
        return change
      }
    }
  }

  /// Founds a workflow under an id of ours; where another process took that first, under the next that is free.
  private func foundAnew(
    _ founding: WorkflowFounding, _ guarded: WriteGuard, at present: WorkSnapshot?,
    in repository: borrowing Repository
  ) throws -> WorkflowChange {
    var founding = founding
    for _ in 0..<100 {
      do {
        return try found(founding, guarded, at: present, in: repository) { .start($0) }
      } catch let refusal as Rejection {
        guard refusal.code == .exists else { throw refusal }
        let next = try freeWorkflowID(in: repository)
        // Not the id was it that is there already.
        if next == founding.id { throw refusal }
        founding = founding.named(next)
      }
    }
    return try found(founding, guarded, at: present, in: repository) { .start($0) }
  }

  /// Resumes a workflow that a request means.
  private func goOn(
    _ open: WorkflowView, _ request: WorkflowRequest, _ intent: WorkflowIntent, _ guarded: WriteGuard,
    in repository: borrowing Repository
  ) throws -> WorkflowChange {
    var changed = try change(try writableWorkflow(open.branch, in: repository), guarded, in: repository) {
      _ in
      .resume(instructions: request.request, notes: request.instructions)
    }
    changed.why = intent.why
    return changed
  }

  /// Resumes the only open workflow where a request without a definition means it: the definition is its own.
  private func goOn(
    _ request: WorkflowRequest, among known: [WorkflowView], _ guarded: WriteGuard,
    in repository: borrowing Repository
  ) throws -> WorkflowChange {
    let open = known.filter { $0.workflow.ended == nil }
    if request.mode == nil, request.targets.isEmpty, let first = open.first,
      let definition = first.workflow.founding?.definition
    {
      // Only what asks for more than one definition tells is refused for want of one.
      let intent: WorkflowIntent? =
        switch Result(catching: { () throws(Rejection) in
          try definition.intent(of: request.request, open: open.compactMap(\.id), continues: false)
        }) {
        case .success(let intent): intent
        case .failure(let refusal): if refusal.next?.tool == "resume_workflow" { throw refusal } else { nil }
        }
      if let intent, intent.mode == .resume {
        return try goOn(first, request, intent, guarded, in: repository)
      }
    }
    throw Rejection(
      .missingArgument, "definition is required, or definition_path, or continues.",
      details: [.init("argument", .text("definition"))])
  }

  /// Founds a workflow on a branch of its own, which begins at HEAD's commit.
  ///
  /// - Parameter present: how the working tree stands.
  func found(
    _ founding: WorkflowFounding, _ guarded: WriteGuard, at present: WorkSnapshot?,
    in repository: borrowing Repository,
    _ command: (WorkflowFounding) -> WorkflowCommand
  ) throws -> WorkflowChange {
    guard let ref = RefName.branch(founding.id.branch) else {
      throw Rejection(.bug, "\(founding.id) is no branch name.")
    }
    let start: ObjectID
    switch try repository.head() {
    case .branch(_, let tip), .detached(let tip): start = tip
    case .unborn(let branch):
      throw Rejection(
        .unbornRepository,
        "\(branch.branchName ?? branch.text) has no commit yet, so a workflow can't begin on it.",
        details: [.init("base", .text(branch.branchName ?? branch.text))], remedy: "Commit something first.")
    }
    var facts = WorkflowFacts()
    facts.present = present
    let appended = try append(to: ref, reader: workflowReader(ref), guarded: guarded, in: repository) { _ in
      Prepared(command: command(founding), facts: facts, start: start)
    }
    return WorkflowChange(
      view: WorkflowView(reading: appended.reading, branch: founding.id.branch), changed: appended.changed)
  }

  /// What the caller wants carried out: as said, or as the request says itself.
  private func intent(
    of request: WorkflowRequest, _ definition: WorkflowDefinition, among known: [WorkflowView],
    _ before: WorkflowView?
  ) throws(Rejection) -> WorkflowIntent {
    guard let mode = request.mode else {
      if !request.targets.isEmpty {
        return WorkflowIntent(
          request.targets.count == 1 ? .partial : .selective, request.targets,
          why: "target_agents names them.")
      }
      let open =
        (before.map { $0.workflow.ended == nil ? [$0] : [] } ?? self.open(definition, among: known))
        .compactMap(\.id)
      return try definition.intent(of: request.request, open: open, continues: before != nil)
    }
    if mode == .full, !request.targets.isEmpty {
      throw Rejection(
        .invalidArgument, "A full workflow has no target_agents: every agent works in it.",
        details: [.init("argument", .text("target_agents"))])
    }
    if mode == .partial, request.targets.count > 1 {
      throw Rejection(
        .invalidArgument,
        "A partial workflow has one target agent, and \(request.targets.count) are named. More make a selective one.",
        details: [.init("argument", .text("mode")), .init("allowed", .texts(["partial", "selective"]))])
    }
    return WorkflowIntent(mode, request.targets, why: "The call asks for it.")
  }

  /// The workflows of that definition that go on.
  private func open(_ definition: WorkflowDefinition, among known: [WorkflowView]) -> [WorkflowView] {
    known.filter { $0.workflow.ended == nil && $0.workflow.founding?.definition.name == definition.name }
  }

  /// An id that no branch has: the present time in milliseconds, or the next that is free.
  ///
  /// - Parameter other: one that is not taken either: of a remote, where no branch of here has it.
  func freeWorkflowID(
    but other: WorkflowID? = nil, in repository: borrowing Repository
  ) throws -> WorkflowID {
    var milliseconds = Int(now.seconds) * 1000
    while true {
      let id = WorkflowID(milliseconds: milliseconds)
      if id != other, let ref = RefName.branch(id.branch), try repository.tip(of: ref) == nil { return id }
      milliseconds += 1
    }
  }
}
