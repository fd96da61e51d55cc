internal import Files

extension Repository {
  /// The commits with several parents that `tip` reaches, the newest first.
  ///
  /// In a shallow history those that are there.
  package func merges(reachableFrom tip: ObjectID) throws(GitError) -> [Commit] {
    let boundary = try shallowBoundary()
    var found: [Commit] = []
    var queue = CommitQueue()
    var seen: Set<ObjectID> = [tip]
    queue.put(tip, date: try header(of: tip).date)
    while let entry = queue.take() {
      let parents = try header(of: entry.id).parents
      if parents.count > 1 { found.append(try commit(entry.id)) }
      if boundary.contains(entry.id) { continue }
      for parent in parents where seen.insert(parent).inserted {
        queue.put(parent, date: try header(of: parent).date)
      }
    }
    return found
  }

  /// The branch that `origin/HEAD` names; nil where there is none.
  package func originHead() -> String? {
    guard let head = try? File.text("\(commonDirectory)/refs/remotes/origin/HEAD", limit: 4_096) else {
      return nil
    }
    let mark = "ref: refs/remotes/origin/"
    guard head.hasPrefix(mark) else { return nil }
    let name = String(head.dropFirst(mark.count).prefix(while: { $0 != "\n" && $0 != "\r\n" }))
    return RefName.branch(name) == nil ? nil : name
  }
}
