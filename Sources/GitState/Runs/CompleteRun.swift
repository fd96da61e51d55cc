import Git
package import StateMachine

/// What complete_task is asked for.
package struct RunCompletionRequest: Sendable {
  package let run: String
  package var commitsChanges = true
  package var summary: String?

  package init(_ run: String) {
    self.run = run
  }
}

/// A run that is over.
package struct CompletedRun: Sendable {
  package let view: RunView
  package let changed: Bool
  /// The commit that was made of what was not committed; nil where nothing was.
  package let commit: String?
  package let files: [String]
  /// Files that stood uncommitted before the run began: they still do.
  package let left: [String]
  package let removed: RemovedModules
  package let notes: [String]
}

extension Project {
  /// Ends a run: commits what it changed and nobody committed, records its end, and removes its modules' worktrees.
  ///
  /// Open phases, and modules whose work is not on the base, are refused and named.
  package func completeRun(_ request: RunCompletionRequest, guarded: WriteGuard = WriteGuard())
    throws(Rejection) -> CompletedRun
  {
    try withRepository { repository in
      let view = try runView(request.run, in: repository)
      let run = view.run
      let guarded = try guardBefore(guarded, view)
      _ = try run.decide(.complete(RunCompletion(summary: request.summary)), given: RunFacts(), at: now)
      var notes: [String] = []
      var commit = run.completion?.fact.commit
      var files: [String] = []
      var left: [String] = []
      if run.status != .completed {
        notes = try refuseUnmerged(run, in: repository)
        if request.commitsChanges {
          let made = try commitChanges(
            of: run, message: message(run, request.summary), in: repository)
          files = made.files.map(\.description)
          left = made.left.map(\.description)
          commit = try made.commit?.description ?? lastCommit(of: run, in: repository)
        } else {
          left = try uncommittedChanges(of: run, in: repository).map(\.description)
        }
      }
      let change = try changeRun(run.id, guarded: guarded, in: repository) { _ in
        (.complete(RunCompletion(summary: request.summary, commit: commit)), RunFacts())
      }
      var removed = RemovedModules(run: run.id)
      do {
        if repository.workingDirectory != nil {
          removed = try cleanUpModules(of: change.view.run, in: repository)
        }
      } catch {
        notes.append(
          "The run is completed, but its worktrees are not all gone: \(Rejection(describing: error).sentence) cleanup_worktrees goes on."
        )
      }
      return CompletedRun(
        view: try runView(run.id, in: repository), changed: change.changed, commit: commit, files: files,
        left: left, removed: removed, notes: notes + removed.notes)
    }
  }

  /// Refuses to end a run while a module holds work that is not on the base.
  ///
  /// - Returns: what was cleaned up unmerged before, in sentences.
  private func refuseUnmerged(_ run: Run, in repository: borrowing Repository) throws -> [String] {
    guard !run.modules.isEmpty else { return [] }
    let base = try runBase(run, in: repository)
    var open: [String] = []
    var notes: [String] = []
    for module in run.modules {
      let tip = try repository.tip(of: ref(of: module.name, in: run))
      let worktree = try findWorktree(of: module.name, in: run)
      let isDirty = try worktree.map { (worktree) throws in
        var status = try WorkingTree.open(worktree.path, of: commonDirectory).status()
        // No merge takes a repository of its own; cleaning up names it and leaves it.
        status.nested = []
        return !status.isClean
      }
      let isAhead = try tip.map { try holdsMore($0, than: base.tip, in: repository) }
      if isDirty == true || isAhead == true { open.append(module.name.text) }
      if tip == nil, module.isLost { notes.append(module.loss(from: base.name)) }
    }
    guard !open.isEmpty else { return notes }
    throw Rejection(
      .wrongState,
      "\(spoken(open)) \(open.count == 1 ? "holds" : "hold") work that is not on \(base.name). Merge \(open.count == 1 ? "it" : "them"), or clean up: that rescues the work and takes it away.",
      details: [.init("unmerged", .texts(open)), .init("base", .text(base.name))],
      next: .init("merge_worktrees", [.init("task_id", .text(run.id)), .init("modules", .texts(open))]))
  }

  /// Whether merging a tip would change a file.
  private func holdsMore(
    _ tip: ObjectID, than base: ObjectID, in repository: borrowing Repository
  ) throws -> Bool {
    if try repository.isAncestor(tip, of: base) { return false }
    let bases = try repository.mergeBases(base, tip)
    guard
      case .clean(_, let changes) = try repository.merge(
        ours: base, theirs: tip, base: .commits(bases), options: MergeOptions(hunkLimit: 0))
    else { return true }
    return !changes.isEmpty
  }

  private func message(_ run: Run, _ summary: String?) -> String {
    let description = run.founding?.description ?? ""
    let text = summary.flatMap { comparable($0).isEmpty ? nil : $0 } ?? description
    let subject = LedgerMessage.cut(visible(text.prefix(while: { !$0.isNewline })))
    var message = subject + "\n\n"
    if text.contains(where: \.isNewline) || subject != text { message += "\(shown(text, from: "  "))\n\n" }
    if text != description { message += "\(shown(description, from: "  "))\n\n" }
    return message + "\(Self.completing): \(run.id)\n"
  }

  /// The trailer of the commit that ends a run, by which a call finds it whose first try was killed.
  private static let completing = "Gitstate-Completes-Run"

  private func lastCommit(of run: Run, in repository: borrowing Repository) throws -> String? {
    let tip = try runBase(run, in: repository).tip
    let lines = try repository.commit(tip).message.split(separator: "\n")
    return lines.last == "\(Self.completing): \(run.id)" ? tip.description : nil
  }
}
