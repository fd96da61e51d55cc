import Git
package import StateMachine

extension Project {
  /// Records what came of validating a phase.
  package func recordValidation(
    _ run: String, phase: String, _ validation: PhaseValidation, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> RunChange {
    try changeRun(run, guarded: guarded) { _ in (.recordValidation(phase: phase, validation), RunFacts()) }
  }

  /// Completes a phase by one of its run's checkpoints, or for a reason without.
  package func completePhase(
    _ run: String, phase: String, checkpoint: String?, result: PhaseResult?, reason: String?,
    guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> RunChange {
    try withRepository { repository in
      let view = try runView(run, in: repository)
      if let id = view.run.founding?.id, view.run.rollback == nil {
        try recordMissing(id, view.run, in: repository)
      }
      return try changeRun(run, guarded: guarded, in: repository) { present in
        let facts = try facts(of: present, checkpoint, result?.filesCreated ?? [], in: repository)
        return (.completePhase(phase, checkpoint: checkpoint, result: result, reason: reason), facts)
      }
    }
  }

  /// What git says of a checkpoint: which of the files it lacks, and whose it is where it is another run's.
  private func facts(
    of run: Run, _ name: String?, _ files: [String], in repository: borrowing Repository
  ) throws -> RunFacts {
    var facts = RunFacts()
    guard let name else { return facts }
    guard let known = try? run.checkpoint(named: name) else {
      let word = name.lowercased()
      let other = try checkpoints.all(in: repository).first {
        $0.id == name || (word.utf8.count >= 7 && $0.commit.description.hasPrefix(word))
      }
      facts.owner = try other?.note.run.map { try RunID($0) }
      return facts
    }
    guard let id = ObjectID(known.fact.sha), let found = try? repository.commit(id),
      let value = SnapshotMessage.value(of: found, kind: "checkpoint")
    else { return facts }
    let trees = SnapshotTree.all(of: found, value)
    let root = repository.workingDirectory.map { $0 + "/" } ?? ""
    facts.absentFiles = try files.filter { file in
      let inside = !root.isEmpty && file.hasPrefix(root) ? String(file.dropFirst(root.count)) : file
      return try !trees.contains { tree in
        let own =
          tree.path == "." || !inside.hasPrefix(tree.path + "/")
          ? inside : String(inside.dropFirst(tree.path.count + 1))
        return try repository.entry(at: GitPath(own), in: repository.commit(tree.commit).tree) != nil
      }
    }
    return facts
  }
}
