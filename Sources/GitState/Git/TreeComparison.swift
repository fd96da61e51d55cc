/// A name that is not the same on all sides of a comparison, and what each side has there.
struct ComparedEntry {
  let name: [UInt8]
  /// One for each tree that was compared, in their order; nil where the tree has no such name.
  var sides: [FileVersion?]
}

extension Repository {
  /// Compares one level of several trees; nil stands for a tree that isn't there.
  ///
  /// - Returns: the entries that differ, sorted by name (a file and a folder of one name are one entry), and whether
  ///   there are others, equal on all sides.
  func compare(
    _ trees: [ObjectID?], at folder: GitPath
  ) throws(GitError) -> (differing: [ComparedEntry], hasEqual: Bool) {
    var cursors: [TreeCursor?] = []
    for tree in trees {
      guard let tree else {
        cursors.append(nil)
        continue
      }
      cursors.append(try cursor(tree))
    }
    var found: [ComparedEntry] = []
    var hasEqual = false
    while true {
      var first: Int?
      for index in cursors.indices {
        guard let cursor = cursors[index], cursor.isLive else { continue }
        if let least = first, cursor.order(cursors[least]!) >= 0 { continue }
        first = index
      }
      guard let first, let least = cursors[first] else { break }
      var members: [Int] = []
      var isEqual = true
      for index in cursors.indices {
        if index == first {
          members.append(index)
        } else if let cursor = cursors[index], cursor.isLive, cursor.order(least) == 0 {
          members.append(index)
          if isEqual { isEqual = cursor.holdsSame(as: least) }
        }
      }
      if isEqual, members.count == trees.count {
        hasEqual = true
      } else {
        var entry = ComparedEntry(name: least.name, sides: Array(repeating: nil, count: trees.count))
        for index in members { entry.sides[index] = cursors[index]!.version }
        found.append(entry)
      }
      for index in members {
        guard cursors[index]!.advance() else { throw unreadable(trees[index]!) }
      }
    }
    return (try united(found, at: folder), hasEqual)
  }

  /// Sorts by plain name, and makes a file and a folder of one name one entry.
  private func united(_ entries: [ComparedEntry], at folder: GitPath) throws(GitError) -> [ComparedEntry] {
    var united: [ComparedEntry] = []
    for entry in entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      guard let last = united.last, last.name == entry.name else {
        united.append(entry)
        continue
      }
      for (index, side) in entry.sides.enumerated() where side != nil {
        guard last.sides[index] == nil else {
          throw GitError(
            .other(-1), function: "git_odb_read", subject: "\(folder.appending(entry.name))",
            message: "the tree holds this name twice")
        }
        united[united.count - 1].sides[index] = side
      }
    }
    return united
  }

  /// A cursor on a tree's first entry.
  func cursor(_ tree: ObjectID) throws(GitError) -> TreeCursor {
    guard let cursor = TreeCursor(tree == Self.emptyTree ? [] : try read(.tree, tree)) else {
      throw unreadable(tree)
    }
    return cursor
  }
}
