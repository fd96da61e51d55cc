import Git
package import StateMachine

/// What came of pruning checkpoints: which went, and which stayed though they are as old.
package struct PrunedCheckpoints: Hashable, Sendable {
  /// Oldest first.
  package let removed: [Checkpoint]
  /// A run that goes on, or a rollback that was begun, needs them; or they are the last of their branch or run, so that
  /// no number is ever given twice.
  package let needed: [Checkpoint]
}

extension Project {
  /// Removes the refs of the checkpoints that were taken before a moment, in one batch: all of them or, where one changed
  /// meanwhile, none.
  package func pruneCheckpoints(
    before moment: Timestamp, rehearsing isRehearsal: Bool = false
  ) throws(Rejection) -> PrunedCheckpoints {
    try withRepository { repository in
      let all = try checkpoints.all(in: repository)
      let active = Set(
        try allRuns(in: repository).filter { $0.run.status == .active }.compactMap {
          $0.run.founding?.id.text
        })
      var last: [Substring: Checkpoint] = [:]
      for checkpoint in all where checkpoint.number >= last[checkpoint.series]?.number ?? 0 {
        last[checkpoint.series] = checkpoint
      }
      var targets: Set<ObjectID> = []
      for (_, tip) in try repository.refs(below: PendingRefs.prefix) {
        if let target = Rescue(pending: try repository.commit(tip))?.rollback?.target {
          targets.insert(target)
        }
      }
      func isNeeded(_ checkpoint: Checkpoint) -> Bool {
        checkpoint.note.run.map { active.contains($0) } ?? false || targets.contains(checkpoint.commit)
          || last[checkpoint.series] == checkpoint
      }
      let old = all.filter { $0.created < moment.seconds }
      let removed = old.filter { !isNeeded($0) }
      if !isRehearsal { try repository.delete(removed.map { ($0.ref, $0.commit) }) }
      return PrunedCheckpoints(removed: removed, needed: old.filter(isNeeded))
    }
  }
}

extension Checkpoint {
  /// Those among which its number counts: the id without the number.
  var series: Substring { id[..<(id.lastIndex(of: "/") ?? id.endIndex)] }
}
