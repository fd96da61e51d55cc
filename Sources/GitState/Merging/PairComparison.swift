import Git

/// Two commits, and whether they can be merged with each other.
struct PairComparison {
  let ours: ObjectID
  let theirs: ObjectID

  /// The paths on which they conflict, and whether it took a merge to know.
  ///
  /// Only where both touched the same paths, or one may have renamed what the other has, they are merged.
  func conflicts(in looking: borrowing Repository) throws -> (paths: [String], isMerged: Bool) {
    let bases = try looking.mergeBases(ours, theirs)
    guard !bases.isEmpty else { return ([], false) }
    var common: [String] = []
    if bases.count == 1 {
      let base = try looking.commit(bases[0]).tree
      let left = try looking.changes(from: base, to: looking.commit(ours).tree)
      let right = try looking.changes(from: base, to: looking.commit(theirs).tree)
      guard Self.mayCollide(left, right) else { return ([], false) }
      let versions = Dictionary(right.map { ($0.path, $0.new) }) { first, _ in first }
      common = left.filter { change in versions[change.path].map { $0 != change.new } ?? false }
        .map(\.path.description)
    }
    do {
      let outcome = try looking.merge(
        ours: ours, theirs: theirs, base: .commits(bases), options: MergeOptions(hunkLimit: 0))
      guard case .conflicted(let merge) = outcome else { return ([], true) }
      return (merge.conflicts.map(\.path.description), true)
    } catch {
      // A file that was not read for its size: what both changed is then all that is known.
      return (common, true)
    }
  }

  /// Whether two sides of a merge can meet at all: at a path, at a file where the other has a folder, or by a rename,
  /// which takes something away that the other may have, or have added something beside.
  static func mayCollide(_ left: [TreeChange], _ right: [TreeChange]) -> Bool {
    guard !left.isEmpty, !right.isEmpty else { return false }
    let ours = Set(left.map(\.path))
    let theirs = Set(right.map(\.path))
    if !ours.isDisjoint(with: theirs) { return true }
    func takesAway(_ changes: [TreeChange]) -> Bool { changes.contains { $0.new == nil } }
    func adds(_ changes: [TreeChange]) -> Bool { changes.contains { $0.old == nil } }
    if takesAway(left) && adds(right) || takesAway(right) && adds(left) { return true }
    func isBelow(_ changes: [TreeChange], _ files: Set<GitPath>) -> Bool {
      changes.contains { change in
        var folder = change.path.parent
        while folder != .root {
          if files.contains(folder) { return true }
          folder = folder.parent
        }
        return false
      }
    }
    return isBelow(left, theirs) || isBelow(right, ours)
  }
}
