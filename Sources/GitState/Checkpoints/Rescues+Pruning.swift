internal import Git
internal import StateMachine

/// What came of pruning: which rescues went, and which stayed though they are as old.
package struct PrunedRescues: Hashable, Sendable {
  /// Oldest first.
  package let removed: [Rescue]
  /// A rollback that was begun and not ended, or a merge under way in a worktree, needs them.
  package let needed: [Rescue]
}

extension Rescues {
  /// Removes the refs of all rescues that were taken before a moment, in one batch: all of them or, where one changed
  /// meanwhile, none.
  ///
  /// What they hold goes with git's own gc, when nothing else holds it. One that is still needed stays.
  package func prune(
    olderThan moment: Int64, rehearsing isRehearsal: Bool = false
  ) throws(RescueError) -> PrunedRescues {
    let old = try list().filter { $0.created < moment }
    return try named(common) { () throws(GitError) in
      let repository = try Repository.open(common)
      let pending =
        try repository.refs(below: PendingRefs.prefix) + repository.refs(below: "refs/gitstate/sync/")
      let inUse = Set(pending.map(\.tip))
      let removed = old.filter { !inUse.contains($0.commit) }
      if !isRehearsal { try repository.delete(removed.map { ($0.ref, $0.commit) }) }
      return PrunedRescues(removed: removed, needed: old.filter { inUse.contains($0.commit) })
    }
  }

  /// How many bytes the files of a rescue have that differ from the HEAD of its time.
  package func size(of rescue: Rescue) throws(RescueError) -> Int {
    try named(rescue.id) { () throws(GitError) in
      try SnapshotTree.size(rescue.trees, in: Repository.open(common))
    }
  }
}
