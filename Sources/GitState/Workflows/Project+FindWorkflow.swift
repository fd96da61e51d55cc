import Git
package import StateMachine

extension Project {
  private static var workflowPrefix: String { "refs/heads/workflow/" }

  /// The reader of a workflow's branch.
  func workflowReader(_ branch: RefName) -> LedgerReader<Workflow> {
    LedgerReader(branch: branch, cache: workflows) { _, _ in nil }
  }

  /// The workflow that a caller names: its id, `workflow/<id>`, `origin/workflow/<id>`, or a full commit id.
  func workflowPlace(_ text: String, in repository: borrowing Repository) throws -> LedgerPlace {
    let name = text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    if let id = ObjectID(name) { return .fixed(name, id) }
    if let id = try? WorkflowID(name), let ref = RefName.branch(id.branch),
      let tip = try repository.tip(of: ref)
    {
      return .branch(ref, tip)
    }
    if let remote = RefName("refs/remotes/\(name)"), let tip = try repository.tip(of: remote) {
      return .fixed(name, tip)
    }
    let known = try repository.refs(below: Self.workflowPrefix).compactMap {
      $0.name.branchName.map { String($0.dropFirst("workflow/".count)) }
    }
    throw Rejection(
      .notFound,
      "There is no workflow \(quoted(name)). "
        + (known.isEmpty ? "The repository has none." : "There is \(spoken(known))."),
      details: [.init("value", .text(String(name.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      next: .init("overview"))
  }

  /// Whether a caller who names any ledger means a workflow.
  func isWorkflow(_ text: String, in repository: borrowing Repository) throws -> Bool {
    let name = text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    if let id = ObjectID(name) { return try kind(at: id, in: repository) == Workflow.kind }
    let parts = name.split(separator: "/")
    if parts.count > 1 { return parts.dropLast().suffix(1) == ["workflow"] }
    // A plan's id may look like a workflow's.
    if let plan = RefName.branch("plan/\(name)"), try repository.tip(of: plan) != nil { return false }
    guard let id = try? WorkflowID(name), let ref = RefName.branch(id.branch) else { return false }
    return try repository.tip(of: ref) != nil
  }

  /// The same, for a reading caller.
  package func isWorkflow(_ text: String) throws(Rejection) -> Bool {
    try withRepository { repository in try isWorkflow(text, in: repository) }
  }

  /// A workflow as it stands.
  func workflowView(_ text: String, in repository: borrowing Repository) throws -> WorkflowView {
    switch try workflowPlace(text, in: repository) {
    case .branch(let ref, let tip): return try workflowView(ref, at: tip, in: repository)
    case .fixed(let name, let tip):
      guard let ref = RefName("refs/heads/\(name)"), try repository.kind(of: tip) == .commit else {
        throw Rejection(
          .notFound, "There is no workflow \(quoted(name)).", details: [.init("value", .text(name))])
      }
      return try workflowView(ref, at: tip, in: repository)
    // Only plans are archived.
    case .archived(let archived): throw Rejection.noLedger(archived.ref, kind: Workflow.kind)
    }
  }

  private func workflowView(
    _ ref: RefName, at tip: ObjectID, in repository: borrowing Repository
  ) throws -> WorkflowView {
    guard let reading = try workflowReader(ref).read(tip, in: repository) else {
      throw Rejection.noLedger(ref, kind: Workflow.kind)
    }
    if reading.isBeyond, let newer = reading.newer {
      throw Rejection.newer(ref, newer.what, at: newer.commit)
    }
    return WorkflowView(reading: reading, branch: ref.branchName ?? ref.text)
  }

  /// A workflow as it stands, or as it stood at a seq.
  package func readWorkflow(_ text: String, at seq: Int? = nil) throws(Rejection) -> WorkflowView {
    try withRepository { repository in
      let view = try workflowView(text, in: repository)
      guard let seq else { return view }
      let reader = workflowReader(view.reading.branch)
      return WorkflowView(
        reading: try reader.read(seq: seq, from: view.reading, in: repository), branch: view.branch)
    }
  }

  /// The workflows of the repository: those that go on first, the newest first of each.
  package func listWorkflows() throws(Rejection) -> [WorkflowView] {
    try withRepository { try workflowsByAge(in: $0) }
  }

  /// The same, within a piece of work.
  func workflowsByAge(in repository: borrowing Repository) throws -> [WorkflowView] {
    var views: [WorkflowView] = []
    for (ref, tip) in try repository.refs(below: Self.workflowPrefix) {
      // A branch of that name that is none of ours is left to whoever made it.
      guard let reading = try workflowReader(ref).read(tip, in: repository), !reading.isBeyond else {
        continue
      }
      views.append(WorkflowView(reading: reading, branch: ref.branchName ?? ref.text))
    }
    views.sort { ($0.workflow.created, $0.branch) > ($1.workflow.created, $1.branch) }
    return views.filter { $0.workflow.ended == nil } + views.filter { $0.workflow.ended != nil }
  }
}
