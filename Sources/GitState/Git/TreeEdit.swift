/// One path of a tree set anew: to a file, a link, a submodule or a whole sub-tree, or to nothing.
package struct TreeEdit: Hashable, Sendable {
  package let path: GitPath
  /// What is to stand there; nil takes away what stands there.
  package let version: FileVersion?

  package init(_ path: GitPath, _ version: FileVersion?) {
    self.path = path
    self.version = version
  }
}

extension Repository {
  /// A tree with some of its paths set anew.
  ///
  /// Only the trees on the way to these paths are read and written; a folder
  /// that holds nothing any more goes.
  ///
  /// A file may make room for a folder and the other way round, where the edits take away what stood there. Taking away
  /// what isn't there changes nothing.
  /// - Throws: where an edit stands below a path that holds a file afterwards, or a path is edited twice.
  package func tree(_ base: ObjectID, applying edits: [TreeEdit]) throws(GitError) -> ObjectID {
    guard !edits.isEmpty else { return base }
    if let tree = try applied(edits, to: base, skipping: 0, depth: 0) { return tree }
    return try write(.tree, [])
  }

  /// The edits that concern one name of a folder.
  private struct Group {
    /// What is set at the name itself: `.some(nil)` takes it away.
    var here: FileVersion??
    var below: [TreeEdit] = []
  }

  /// The tree after edits that all stand below one folder; nil where nothing is left.
  ///
  /// - Parameter skipped: how many bytes of the edits' paths lead to that folder, its `/` included.
  private func applied(
    _ edits: [TreeEdit], to base: ObjectID?, skipping skipped: Int, depth: Int
  ) throws(GitError) -> ObjectID? {
    if let edit = edits.first { try checkDepth(depth, at: edit.path) }
    var groups: [[UInt8]: Group] = [:]
    for edit in edits {
      let rest = edit.path.bytes[skipped...]
      let slash = rest.firstIndex(of: UInt8(ascii: "/"))
      let name = Array(rest[..<(slash ?? rest.endIndex)])
      if name.isEmpty { throw refused(edit.path, "a component of the path is empty") }
      if slash != nil {
        groups[name, default: Group()].below.append(edit)
      } else if groups[name]?.here != nil {
        throw refused(edit.path, "it is set twice")
      } else {
        groups[name, default: Group()].here = .some(edit.version)
      }
    }
    var entries: [TreeEntry] = []
    var existing: [[UInt8]: FileVersion] = [:]
    if let base {
      for entry in try tree(base) {
        if groups[entry.name] == nil {
          entries.append(entry)
        } else {
          existing[entry.name] = FileVersion(entry.mode, entry.id)
        }
      }
    }
    for (name, group) in groups {
      guard var version = group.here ?? existing[name] else {
        if let rest = try applied(group.below, to: nil, skipping: skipped + name.count + 1, depth: depth + 1)
        {
          entries.append(TreeEntry(name: name, mode: .directory, id: rest))
        }
        continue
      }
      if !group.below.isEmpty {
        if version.mode == .directory {
          let rest = try applied(
            group.below, to: version.id, skipping: skipped + name.count + 1, depth: depth + 1)
          guard let rest else { continue }
          version = FileVersion(.directory, rest)
        } else if let edit = group.below.first(where: { $0.version != nil }) {
          throw refused(edit.path, "a file is in the way")
        }
      }
      entries.append(TreeEntry(name: name, mode: version.mode, id: version.id))
    }
    return entries.isEmpty ? nil : try writeTree(entries)
  }

  private func refused(_ path: GitPath, _ why: String) -> GitError {
    GitError(.other(-1), function: "git_odb_write", subject: "\(path)", message: why)
  }
}
