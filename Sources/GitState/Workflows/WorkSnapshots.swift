import Git
import StateMachine

/// What git sees of the work of a workflow's agents.
extension Project {
  /// How many paths may differ from the commit for the files to be followed.
  private static var most: Int { 1_000 }

  /// How the working tree stands in which the caller is; nil for a bare repository, or where too much differs to be written down.
  func workSnapshot(in repository: borrowing Repository) throws -> WorkSnapshot? {
    try workFacts(since: nil, in: repository).present
  }

  /// What changed since work was handed out, and how the working tree stands now.
  ///
  /// What can't be read is not told: a result is taken in nevertheless.
  func workFacts(
    since before: WorkSnapshot?, in repository: borrowing Repository
  ) throws -> WorkflowFacts {
    var facts = WorkflowFacts()
    guard let place = try? place(nil, in: repository), isThere(place.path),
      let looking = try? Repository.forLooking(at: commonDirectory),
      let tree = try? WorkingTree.open(place.path, of: looking), let glance = try? tree.glance(),
      let head = (try? tree.head()).flatMap({ Project.commit(of: $0) })
    else { return facts }
    if let changes = try? looking.changes(from: looking.commit(head).tree, to: glance.tree),
      changes.count <= Self.most
    {
      var changed: [String: String?] = [:]
      var added: Set<String> = []
      for change in changes {
        let path = change.path.description
        changed[path] = .some(change.new?.id.description)
        if change.old == nil { added.insert(path) }
      }
      facts.present = WorkSnapshot(commit: head.description, changed: changed, added: added)
    }
    if let before, let commit = ObjectID(before.commit), let then = try? looking.commit(commit),
      let changes = try? looking.changes(from: then.tree, to: glance.tree), changes.count <= 2 * Self.most
    {
      facts.observed = observed(changes, since: before)
    }
    return facts
  }

  private static func commit(of head: Head) -> ObjectID? {
    switch head {
    case .branch(_, let tip), .detached(let tip): tip
    case .unborn: nil
    }
  }

  /// The files that came, changed and went since a snapshot.
  ///
  /// - Parameter changes: from the snapshot's commit to what is there now.
  private func observed(_ changes: [TreeChange], since before: WorkSnapshot) -> WorkflowFiles {
    var files = WorkflowFiles()
    var seen: Set<String> = []
    func note(_ path: String, _ then: String?, _ now: String?) {
      switch (then, now) {
      case (nil, .some): files.created.append(path)
      case (.some, nil): files.deleted.append(path)
      case (.some(let old), .some(let new)): if old != new { files.modified.append(path) }
      case (nil, nil): break
      }
    }
    for change in changes {
      let path = change.path.description
      seen.insert(path)
      note(path, before.changed[path] ?? change.old?.id.description, change.new?.id.description)
    }
    // What differed then and is now as the commit has it: a file that it added is there no more, one that it took is back.
    for (path, then) in before.changed.sorted(by: { $0.key < $1.key }) where !seen.contains(path) {
      if before.added.contains(path) {
        note(path, then, nil)
      } else {
        note(path, then, "as the commit has it")
      }
    }
    return files
  }
}
