import Git
package import StateMachine

/// What rollback_to_checkpoint is asked for.
package struct RollbackRequest: Sendable {
  /// A number, id, ref, commit, `latest`, `last-passed`, or a rescue's id.
  package var name: String
  package var run: String?
  /// A folder of the working tree; nil for the one that it was taken of.
  package var folder: String?
  package var asCommit = false
  package var isRehearsal = false

  package init(_ name: String) {
    self.name = name
  }
}

extension Project {
  /// Brings branch, index and files back to a checkpoint or a rescue; the present is rescued first.
  package func rollBack(_ request: RollbackRequest) throws(Rejection) -> RolledBack {
    try withRepository { repository in
      let start = try place(request.folder, in: repository)
      let view = try request.run.map { try runView($0, in: repository) }
      let run = view?.run.founding?.id
      let point = try checkpoints.find(
        request.name, in: scope(request.run, at: start, in: repository), repository)
      if case .checkpoint(let checkpoint) = point, let owner = checkpoint.note.run, owner != run?.text {
        throw CheckpointError(.otherRun(owner), point.id)
      }
      if point.trees.isEmpty, case .rescue(let rescue) = point {
        throw CheckpointError(.commitsOnly(rescue.head), rescue.id)
      }
      let target: RunRollback.Target =
        switch point {
        case .checkpoint(let checkpoint): .checkpoint(checkpoint.number)
        case .rescue(let rescue): .rescue(rescue.id)
        }
      if let run, let view {
        if view.run.rollback == nil { try recordMissing(run, view.run, in: repository) }
        // What the run would refuse is refused before a worktree is made again, and also where no file differs.
        let wanted = RunRollback(to: target, rescue: "", asCommit: request.asCommit, trees: [])
        _ = try runView(run.text, in: repository).run
          .decide(.startRollback(wanted), given: RunFacts(), at: now)
      }
      var places: [CheckedOutTree] = []
      var trees: [SnapshotTree] = []
      var remade: [String] = []
      for tree in point.trees {
        if let view, let module = try goneModule(on: tree, of: view.run, in: repository) {
          remade.append(tree.path)
          if request.isRehearsal { continue }
          try makeAgain(tree, module, of: view.run, in: repository)
        }
        trees.append(tree)
        let isNamed = point.trees.count == 1 && request.folder != nil
        places.append(isNamed ? start : try place(of: tree, in: point, repository))
      }
      for place in places { try settle(place, in: repository) }
      var rollback = Rollback(target: point, trees: trees, places: places.map(\.path))
      rollback.asCommit = request.asCommit
      rollback.isRehearsal = request.isRehearsal
      let refs = try PendingRefs(places.map(\.adminName))
      guard let run, let view else {
        return try checkpoints.rollBack(rollback, by: refs, on: occasion(in: repository), in: repository)
      }
      rollback.isRecorded = try !runView(run.text, in: repository).run.stands(asAt: target)
      let intent = RunIntent(
        refs: refs, project: self, run: run, target: target, asCommit: request.asCommit,
        trees: try zip(trees, places).map { tree, place in
          RunRollback.Tree(
            path: tree.path, branch: tree.branch?.branchName,
            from: try place.branch.flatMap { try repository.tip(of: $0) }?.description,
            to: tree.head?.description)
        })
      var done = try checkpoints.rollBack(rollback, by: intent, on: occasion(in: repository), in: repository)
      done.remade = remade
      done.notes = try untouched(by: point, of: view.run, in: repository)
      if request.isRehearsal {
        if done.changed { done.reopened = view.run.phases(turnedBy: target).reopened.map(\.text) }
        return done
      }
      let after = try runView(run.text, in: repository).run.complete
      done.reopened = view.run.complete.filter { !after.contains($0) }
      return done
    }
  }
}
