import Git
package import StateMachine

extension Project {
  /// Takes in what the agents of a phase say of their work.
  package func evaluateWorkflow(
    _ text: String, phase: Int, results: [AgentResult], attempt: Int? = nil,
    guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowChange {
    try withRepository { repository in
      let results = try ReportedPaths(of: self, in: repository)(results)
      let named = Set(results.flatMap(\.files.all))
      var changed = try change(
        try writableWorkflow(text, in: repository), guarded, naming: named, in: repository
      ) {
        .evaluate(
          phase: phase, results: AgentResultForm.met(results, by: $0.founding?.definition), attempt: attempt)
      }
      let workflow = changed.view.workflow
      let met = AgentResultForm.met(results, by: workflow.founding?.definition)
      if !changed.changed, attempt == nil, let note = workflow.repetition(of: met, in: phase) {
        changed.notes.append(note)
      }
      if let why = workflow.record(of: phase)?.evaluation.uncompared { changed.notes.append(why) }
      return changed
    }
  }

  /// Goes on with a workflow that was interrupted.
  package func resumeWorkflow(
    _ text: String, instructions: String?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowChange {
    try withRepository { repository in
      try change(try writableWorkflow(text, in: repository), guarded, in: repository) { _ in
        .resume(instructions: instructions)
      }
    }
  }

  /// The branch of a workflow that can be written.
  func writableWorkflow(_ text: String, in repository: borrowing Repository) throws -> RefName {
    guard case .branch(let ref, _) = try workflowPlace(text, in: repository) else {
      let id = (try? workflowView(text, in: repository))?.id?.text ?? "<id>"
      throw Rejection(
        .wrongState, "\(quoted(text)) is no branch of this repository, so it can be read but not written.",
        details: [.init("value", .text(text))],
        remedy: "Take it over with: git branch workflow/\(id) \(text)")
    }
    return ref
  }

  /// Carries out a command on a workflow.
  ///
  /// - Parameters:
  ///   - named: the files that are said to have changed.
  ///   - prepare: asked again with the workflow as it stands, each time that another writer was first.
  func change(
    _ ref: RefName, _ guarded: WriteGuard, naming named: Set<String> = [],
    in repository: borrowing Repository, _ prepare: (Workflow) throws -> WorkflowCommand
  ) throws -> WorkflowChange {
    let reader = workflowReader(ref)
    // A look at a large working tree takes a while, and meanwhile others write.
    var since = try repository.tip(of: ref).flatMap { try reader.read($0, in: repository) }?.machine.snapshot
    var facts = try workFacts(since: since, named: named, in: repository)
    let appended = try append(to: ref, reader: reader, guarded: guarded, in: repository) { present in
      guard let present else { throw Rejection.noLedger(ref, kind: Workflow.kind) }
      if present.machine.snapshot != since {
        since = present.machine.snapshot
        facts = try workFacts(since: since, named: named, in: repository)
      }
      return Prepared(command: try prepare(present.machine), facts: facts)
    }
    var changed = WorkflowChange(
      view: WorkflowView(reading: appended.reading, branch: ref.branchName ?? ref.text),
      changed: appended.changed)
    if !appended.events.isEmpty, changed.view.workflow.current != nil {
      changed.notes += Self.notes(of: facts)
    }
    return changed
  }
}
