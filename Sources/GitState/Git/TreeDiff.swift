/// A path that is not the same in two trees.
package struct TreeChange: Hashable, Sendable {
  package let path: GitPath
  /// What stood there; nil where it was added.
  package let old: FileVersion?
  /// What stands there now; nil where it was deleted.
  package let new: FileVersion?

  package init(path: GitPath, old: FileVersion?, new: FileVersion?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

extension Repository {
  /// How deep folders may stand in one another; git's own limit is 2048, but it counts on larger stacks.
  package static let depthLimit = 512

  /// The files, links and submodules that differ between two trees, sorted by path; nil stands for the empty tree.
  ///
  /// Equal sub-trees are not read.
  package func changes(from old: ObjectID?, to new: ObjectID?) throws(GitError) -> [TreeChange] {
    guard old != new else { return [] }
    var changes: [TreeChange] = []
    try collect(from: old, to: new, at: .root, depth: 0, into: &changes)
    return changes.sorted { $0.path < $1.path }
  }

  private func collect(
    from old: ObjectID?, to new: ObjectID?, at folder: GitPath, depth: Int, into changes: inout [TreeChange]
  ) throws(GitError) {
    try checkDepth(depth, at: folder)
    for entry in try compare([old, new], at: folder).differing {
      let path = folder.appending(entry.name)
      let before = entry.sides[0]
      let after = entry.sides[1]
      let oldTree = before?.mode == .directory ? before?.id : nil
      let newTree = after?.mode == .directory ? after?.id : nil
      if oldTree != nil || newTree != nil {
        try collect(from: oldTree, to: newTree, at: path, depth: depth + 1, into: &changes)
      }
      let oldFile = before?.mode == .directory ? nil : before
      let newFile = after?.mode == .directory ? nil : after
      if oldFile != newFile { changes.append(TreeChange(path: path, old: oldFile, new: newFile)) }
    }
  }

  /// Refuses a tree that is deeper than any real one.
  func checkDepth(_ depth: Int, at folder: GitPath) throws(GitError) {
    guard depth <= Self.depthLimit else {
      throw GitError(
        .unsupported, function: "git_odb_read", subject: "folder \(String(folder.description.prefix(80)))…",
        message: "its tree is more than \(Self.depthLimit) folders deep")
    }
  }
}
