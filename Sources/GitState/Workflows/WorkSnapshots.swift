import Git
import StateMachine

/// What git sees of the work of a workflow's agents.
extension Project {
  /// How many paths may differ from the commit for the files to be followed.
  private static var most: Int { 1_000 }
  /// The content of a file that was not read.
  private static let unread = "unread"
  /// How many further working trees are looked at for files that are named.
  private static var mostTrees: Int { 32 }
  /// How many branches on which something was committed meanwhile.
  private static var mostBranches: Int { 200 }

  /// How the working tree stands in which the caller is, nil where there is none to look at; and what is to be told of that.
  func workSnapshot(in repository: borrowing Repository) throws -> (present: WorkSnapshot?, notes: [String]) {
    let facts = try workFacts(since: nil, in: repository)
    return (facts.present, Self.notes(of: facts))
  }

  /// What is to be told where work is handed out on a working tree of which nothing is known.
  static func notes(of facts: WorkflowFacts) -> [String] {
    facts.uncompared == unreadable
      ? ["The working tree can't be read: what changes in it will not be compared."] : []
  }

  private static let unreadable = "The working tree can't be read, so no files were compared."

  /// What changed since work was handed out, and how the working tree stands now.
  ///
  /// What can't be compared is said, and a result is taken in nevertheless.
  ///
  /// - Parameter named: the files that agents name: those that did not change here are looked for in every other working tree.
  func workFacts(
    since before: WorkSnapshot?, named: Set<String> = [], in repository: borrowing Repository
  ) throws -> WorkflowFacts {
    var facts = WorkflowFacts()
    guard let place = try readable({ try place(nil, in: repository) }) else {
      facts.uncompared =
        repository.workingDirectory == nil
        ? "The repository is bare, so there are no files to compare." : Self.unreadable
      return facts
    }
    guard isThere(place.path), let looking = try readable({ try Repository.forLooking(at: commonDirectory) }),
      let tree = try readable({ try WorkingTree.open(place.path, of: looking) }),
      let glance = try readable({ try tree.glance() })
    else {
      facts.uncompared = Self.unreadable
      return facts
    }
    guard let checkedOut = try readable({ try tree.head() }) else {
      facts.uncompared = Self.unreadable
      return facts
    }
    guard let head = checkedOut.commit else {
      facts.uncompared = "HEAD has no commit, so no files were compared."
      return facts
    }
    // What is too large or too many to be read is in no tree: that it is there is all that is known of it.
    let unread = glance.large.filter { (try? looking.entry(at: $0, in: glance.tree)) == .some(nil) }.map(
      \.description)
    let here = WorkPlace(worktree: place.adminName, branch: place.branch?.branchName)
    let there = WorkTreeLook(place.path, glance)
    guard
      let differing = try readable({ try there.changes(from: looking.commit(head).tree, in: looking) })
    else {
      facts.uncompared = Self.unreadable
      return facts
    }
    facts.present = Self.snapshot(of: differing, unread, on: head, at: here)
    facts.present?.unseen = there.unseen.count > Self.most ? [] : there.unseen
    facts.ignored = Set(named.filter { there.ignores($0) })
    facts.unseen = Set(named.filter { there.isUnseen($0) })
    guard let before else {
      facts.uncompared =
        "How the files stood when the work was handed out is not known, so none were compared."
      return facts
    }
    guard let commit = ObjectID(before.commit), let then = try readable({ try looking.commit(commit) }),
      let changes = try readable({ try there.changes(from: then.tree, in: looking) })
    else {
      facts.uncompared =
        "Commit \(before.commit.prefix(12)), on which the work was handed out, can't be read."
      return facts
    }
    facts.uncompared = Self.why(before, here, changes.count + unread.count)
    var observed = WorkflowFiles()
    if facts.uncompared == nil {
      observed = there.trusted(
        Self.observed(changes, unread, naming: named, since: before), since: before)
    }
    // What was ignored when the work began is compared with nothing, although it no longer is.
    facts.unseen.formUnion(
      named.filter { WorkTreeLook.holds(before.unseen, $0) && !observed.all.contains($0) && there.has($0) })
    let missing = named.subtracting(observed.all).subtracting(facts.ignored).subtracting(facts.unseen)
    if !missing.isEmpty {
      var found = facts.uncompared == nil ? [] : changes.filter { missing.contains($0.path.description) }
      let others = elsewhere(missing, but: place.path, since: then.tree, looking, in: repository)
      found += others.changes
      facts.ignored.formUnion(others.ignored.subtracting(found.map(\.path.description)))
      let left = missing.subtracting(found.map(\.path.description)).subtracting(others.ignored)
      found += committed(left, since: commit, looking, in: repository)
      for change in found { Self.note(change, in: &observed) }
    }
    if facts.uncompared == nil || !observed.isEmpty { facts.observed = observed }
    return facts
  }

  /// What is read there; nil where that can't be read.
  ///
  /// Where the machine fails, nothing is said of it: the call fails.
  private func readable<Value: ~Copyable>(_ read: () throws -> Value) throws -> Value? {
    do {
      return try read()
    } catch let error as GitError {
      if error.isOfMachine { throw error }
    } catch {}
    return nil
  }

  /// Why the files can't be compared; nil where they can.
  private static func why(_ before: WorkSnapshot, _ here: WorkPlace, _ count: Int) -> String? {
    if let number = before.differing {
      return
        "\(number) files differed from the commit when the work was handed out, and at most \(most) are followed: none were compared."
    }
    if let there = before.place, there != here {
      return
        "The work was handed out on \(there) and reported from \(here): files that are named were looked for, what else changed can't be told."
    }
    if count > 2 * most {
      return
        "\(count) files differ since the work was handed out, and at most \(2 * most) are compared: none were."
    }
    return nil
  }

  private static func snapshot(
    of changes: [TreeChange], _ unread: [String], on head: ObjectID, at place: WorkPlace
  ) -> WorkSnapshot {
    var changed: [String: String?] = [:]
    var added: Set<String> = []
    let count = changes.count + unread.count
    let isFollowed = count <= most
    for change in isFollowed ? changes : [] {
      let path = change.path.description
      changed[path] = .some(change.new.map(mark))
      if change.old == nil { added.insert(path) }
    }
    for path in isFollowed ? unread : [] {
      changed[path] = .some(Self.unread)
      added.insert(path)
    }
    var snapshot = WorkSnapshot(commit: head.description, changed: changed, added: added)
    snapshot.place = place
    if !isFollowed { snapshot.differing = count }
    return snapshot
  }

  /// Files of that name which any other working tree has otherwise than the commit on which the work was handed out.
  private func elsewhere(
    _ named: Set<String>, but path: String, since commit: ObjectID, _ looking: borrowing Repository,
    in repository: borrowing Repository
  ) -> (changes: [TreeChange], ignored: Set<String>) {
    var found: [TreeChange] = []
    var ignored: Set<String> = []
    let others = ((try? repository.branchesCheckedOut()) ?? []).filter { $0.path != path && isThere($0.path) }
    for other in others.prefix(Self.mostTrees) {
      guard let tree = try? WorkingTree.open(other.path, of: looking), let glance = try? tree.glance(),
        let changes = try? looking.changes(from: commit, to: glance.tree)
      else { continue }
      let look = WorkTreeLook(other.path, glance)
      found += changes.filter { named.contains($0.path.description) }
      ignored.formUnion(named.filter { look.ignores($0) && look.has($0) })
    }
    return (found, ignored)
  }

  /// Files of that name which were committed meanwhile: on branches that go on from the commit on which the work was handed out.
  ///
  /// The working tree in which that was done may be gone.
  private func committed(
    _ named: Set<String>, since commit: ObjectID, _ looking: borrowing Repository,
    in repository: borrowing Repository
  ) -> [TreeChange] {
    guard !named.isEmpty, let then = try? looking.commit(commit).tree else { return [] }
    var found: [String: TreeChange] = [:]
    var looked = 0
    for (name, tip) in (try? repository.refs(below: "refs/heads/")) ?? [] {
      guard looked < Self.mostBranches, found.count < named.count else { break }
      // The ledgers have no files.
      guard tip != commit,
        !["plan/", "run/", "workflow/"].contains(where: { name.text.hasPrefix("refs/heads/" + $0) }),
        (try? looking.isAncestor(commit, of: tip)) == true
      else { continue }
      looked += 1
      guard let tree = try? looking.commit(tip).tree, let changes = try? looking.changes(from: then, to: tree)
      else { continue }
      for change in changes where named.contains(change.path.description) {
        found[change.path.description] = found[change.path.description] ?? change
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A file's content and mode in a word: the content's id, and what else it is than a plain file.
  private static func mark(_ version: FileVersion) -> String {
    version.mode == .file
      ? version.id.description : "\(version.id) \(String(version.mode.rawValue, radix: 8))"
  }

  private static func note(_ change: TreeChange, in files: inout WorkflowFiles) {
    note(change.path.description, change.old.map(mark), change.new.map(mark), in: &files)
  }

  private static func note(_ path: String, _ then: String?, _ now: String?, in files: inout WorkflowFiles) {
    switch (then, now) {
    case (nil, .some): files.add(WorkflowFiles(created: [path]))
    case (.some, nil): files.add(WorkflowFiles(deleted: [path]))
    case (.some(let old), .some(let new)): if old != new { files.add(WorkflowFiles(modified: [path])) }
    case (nil, nil): break
    }
  }

  /// The files that came, changed and went since a snapshot.
  ///
  /// - Parameters:
  ///   - changes: from the snapshot's commit to what is there now.
  ///   - unread: files that are there and were not read: those that were there before have changed where they are named.
  private static func observed(
    _ changes: [TreeChange], _ unread: [String], naming named: Set<String>, since before: WorkSnapshot
  ) -> WorkflowFiles {
    var files = WorkflowFiles()
    var seen: Set<String> = []
    for change in changes {
      let path = change.path.description
      seen.insert(path)
      // Snapshots of earlier versions know content alone.
      let now = before.place == nil ? change.new?.id.description : change.new.map(mark)
      let old = before.place == nil ? change.old?.id.description : change.old.map(mark)
      note(path, before.changed[path] ?? old, now, in: &files)
    }
    for path in unread where seen.insert(path).inserted {
      let then = before.changed[path] ?? nil
      let isSame = then == Self.unread && !named.contains(path)
      note(path, then, isSame ? then : "read by nobody", in: &files)
    }
    // What differed then and is now as the commit has it: a file that it added is there no more, one that it took is back.
    for (path, then) in before.changed.sorted(by: { $0.key < $1.key }) where !seen.contains(path) {
      note(path, then, before.added.contains(path) ? nil : "as the commit has it", in: &files)
    }
    return files
  }
}

extension Head {
  /// The commit that is checked out; nil where there is none yet.
  var commit: ObjectID? {
    switch self {
    case .branch(_, let tip), .detached(let tip): tip
    case .unborn: nil
    }
  }
}
