extension WorkingTree {
  /// Whether all that is here is held by one of two snapshots: where restoring the one was begun after the other was taken.
  ///
  /// Then nobody changed anything in between, and nothing has to be kept before the work goes on.
  /// - Parameters:
  ///   - present: a snapshot just taken here, with the plan's unseen files.
  ///   - rescue: the commit of the snapshot that was taken before.
  ///   - plan: what is left to do.
  ///   - staged: the tree that the index is to hold in the end, where it is not the snapshot's own.
  package func isHeld(
    _ present: SnapshotParts, by rescue: ObjectID, _ plan: RestorePlan, staging staged: ObjectID?
  ) throws(GitError) -> Bool {
    let kept = try repository.commit(rescue)
    guard let last = kept.parents.last else { return false }
    let state = try repository.commit(last).tree
    let lost = Set(try repository.changes(from: kept.tree, to: present.tree).lazy.map(\.path))
    for path in plan.changes.lazy.filter({ $0.old != nil }).map(\.path) + plan.unseen
    where lost.contains(path) && !FollowWriter.isTemporary(path) {
      // What is as it shall be already is no loss either.
      let there = try repository.entry(at: path, in: present.tree)
      guard try there == repository.entry(at: path, in: plan.tree) else { return false }
    }
    let now = try parts(of: repository.commit(present.state).tree)
    let before = try parts(of: state)
    let after = try parts(of: plan.state)
    for (path, id) in now.verbatim where before.verbatim[path] != id && after.verbatim[path] != id {
      return false
    }
    for (name, id) in now.merge where before.merge[name] != id && after.merge[name] != id { return false }
    if now.stages == before.stages, try isSameIndex(now.index, before.index) { return true }
    if now.stages == after.stages, try isSameIndex(now.index, after.index) { return true }
    return staged != nil && now.stages == ["stage-0": staged]
  }

  /// The tree of a snapshot's state, taken apart.
  private struct State {
    var index: ObjectID?
    var stages: [String: ObjectID] = [:]
    var merge: [String: ObjectID] = [:]
    var verbatim: [GitPath: ObjectID] = [:]
  }

  private func parts(of state: ObjectID) throws(GitError) -> State {
    var parts = State()
    for entry in try repository.tree(state) {
      let name = String(decoding: entry.name, as: UTF8.self)
      if name == "index" {
        parts.index = entry.id
      } else if name == "verbatim" {
        for file in try repository.files(in: entry.id) { parts.verbatim[file.path] = file.id }
      } else if entry.mode == .directory {
        parts.stages[name] = entry.id
      } else {
        parts.merge[name] = entry.id
      }
    }
    return parts
  }
}
