internal import CLibGit2

/// How far two commits have grown apart.
package struct Divergence: Hashable, Sendable {
  /// Commits that only the first reaches.
  package let ahead: Int
  /// Commits that only the second reaches.
  package let behind: Int

  package init(ahead: Int, behind: Int) {
    self.ahead = ahead
    self.behind = behind
  }
}

extension Repository {
  /// Whether a commit is reached from another; each is its own ancestor.
  ///
  /// - Throws: `shallow` where the answer lies behind the end of a shallow history.
  package func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws(GitError) -> Bool {
    if ancestor == descendant { return true }
    var walk = try walk(left: ancestor, right: descendant)
    try walk.run(in: self, untilCommon: ancestor)
    if walk.sides(of: ancestor) == .both { return true }
    // The descendant's own history ends before it is seen to avoid the ancestor.
    if walk.endsAtBoundary(reachedBy: .right) { throw shallow("whether \(ancestor) is in \(descendant)") }
    return false
  }

  /// The best common ancestors, none an ancestor of another.
  ///
  /// Empty where the histories share nothing.
  /// - Throws: `shallow` where one may lie behind the end of a shallow history.
  package func mergeBases(_ left: ObjectID, _ right: ObjectID) throws(GitError) -> [ObjectID] {
    if left == right { return [left] }
    var walk = try walk(left: left, right: right)
    try walk.run(in: self)
    if walk.endsAtBoundary(reachedBy: .left) || walk.endsAtBoundary(reachedBy: .right) {
      throw shallow("the merge base of \(left) and \(right)")
    }
    // With dates in the wrong order a common commit may be met before one that it is behind.
    var best: [ObjectID] = []
    let candidates = walk.candidates
    for candidate in candidates {
      var isBehind = false
      for other in candidates where other != candidate && !isBehind {
        isBehind = try isAncestor(candidate, of: other)
      }
      if !isBehind { best.append(candidate) }
    }
    return best
  }

  /// How many commits each of two commits reaches that the other doesn't.
  ///
  /// - Throws: `shallow` where commits to be counted lie behind the end of a shallow history.
  package func aheadBehind(_ left: ObjectID, _ right: ObjectID) throws(GitError) -> Divergence {
    let walk = try settledWalk(left: left, right: right)
    var ahead = 0
    var behind = 0
    for id in walk.visited {
      switch walk.sides(of: id) {
      case .left: ahead += 1
      case .right: behind += 1
      default: continue
      }
    }
    return Divergence(ahead: ahead, behind: behind)
  }

  /// The commits that `tip` reaches and `excluded` doesn't, the newest first.
  ///
  /// - Throws: `shallow` where commits to be listed lie behind the end of a shallow history.
  package func commits(from tip: ObjectID, notFrom excluded: ObjectID, withMerges: Bool = true)
    throws(GitError)
    -> [Commit]
  {
    let walk = try settledWalk(left: tip, right: excluded)
    var found: [Commit] = []
    for id in walk.visited where walk.sides(of: id) == .left {
      if !withMerges, try header(of: id).parents.count > 1 { continue }
      found.append(try commit(id))
    }
    return found
  }

  /// The commits that `tip` has on top of an earlier one, the youngest first; nil where it does not reach that.
  ///
  /// - Throws: `shallow` where commits to be listed lie behind the end of a shallow history.
  package func growth(of tip: ObjectID, since earlier: ObjectID) throws(GitError) -> [ObjectID]? {
    let walk = try settledWalk(left: tip, right: earlier)
    guard walk.sides(of: earlier) == .both else { return nil }
    return walk.visited.filter { walk.sides(of: $0) == .left }
  }

  /// A commit's parents.
  package func parents(of id: ObjectID) throws(GitError) -> [ObjectID] { try header(of: id).parents }

  /// Those of the commits that `tip` reaches: many questions in one walk.
  ///
  /// A commit that is not stored here any more is reached by nothing.
  /// - Throws: `shallow` where an answer lies behind the end of a shallow history.
  package func reachable(_ commits: some Sequence<ObjectID>, from tip: ObjectID) throws(GitError) -> Set<
    ObjectID
  > {
    var wanted = Set(commits)
    var found: Set<ObjectID> = []
    var oldest = Int64.max
    let boundary = try shallowBoundary()
    for id in wanted {
      guard contains(id) else {
        if !boundary.isEmpty { throw shallow("whether \(id) is in \(tip)") }
        wanted.remove(id)
        continue
      }
      oldest = min(oldest, try header(of: id).date)
    }
    var queue = CommitQueue()
    var seen: Set<ObjectID> = [tip]
    queue.put(tip, date: try header(of: tip).date)
    while !wanted.isEmpty, let entry = queue.take(), entry.date >= oldest {
      if wanted.remove(entry.id) != nil { found.insert(entry.id) }
      if boundary.contains(entry.id) { continue }
      for parent in try header(of: entry.id).parents where seen.insert(parent).inserted {
        queue.put(parent, date: try header(of: parent).date)
      }
    }
    // What wasn't met among the younger ones is asked for by itself: dates may be wrong.
    for id in wanted where try isAncestor(id, of: tip) { found.insert(id) }
    return found
  }

  /// A commit's parents and date.
  func header(of id: ObjectID) throws(GitError) -> CommitHeader {
    if let known = headers[id] { return known }
    if let written = memory.writtenHeader(of: id, in: self) {
      headers.keep(written, of: id)
      return written
    }
    guard let header = try withObject(.commit, id, { CommitHeader($0) }) else {
      throw GitError(
        .other(-1), function: "git_odb_read", subject: "commit \(id)", message: "it can't be parsed")
    }
    headers.keep(header, of: id)
    return header
  }

  private func walk(left: ObjectID, right: ObjectID) throws(GitError) -> AncestryWalk {
    var walk = AncestryWalk(boundary: try shallowBoundary())
    try walk.mark(left, .left, in: self)
    try walk.mark(right, .right, in: self)
    return walk
  }

  /// A walk whose marks may be counted.
  private func settledWalk(left: ObjectID, right: ObjectID) throws(GitError) -> AncestryWalk {
    var walk = try walk(left: left, right: right)
    try walk.run(in: self)
    try walk.settle(in: self)
    if walk.endsAtBoundary(reachedBy: .left) || walk.endsAtBoundary(reachedBy: .right) {
      throw shallow("what \(left) and \(right) do not share")
    }
    return walk
  }

  private func shallow(_ question: String) -> GitError {
    GitError(
      .shallow, function: "walk", subject: commonDirectory,
      message: "\(question) can't be told: the history was cut off when it was fetched; "
        + "`git fetch --unshallow` completes it")
  }
}
