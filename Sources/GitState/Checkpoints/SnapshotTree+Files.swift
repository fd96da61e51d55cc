internal import Git

extension SnapshotTree {
  /// How many bytes the files of some trees have that differ from the HEAD of their time.
  static func size(_ trees: [SnapshotTree], in repository: borrowing Repository) throws(GitError) -> Int {
    var size = 0
    for tree in trees {
      var base: ObjectID?
      if let head = tree.head { base = try repository.commit(head).tree }
      for change in try repository.changes(from: base, to: repository.commit(tree.commit).tree) {
        size += change.new.flatMap { repository.size(of: $0.id) } ?? 0
      }
    }
    return size
  }

  /// The files of some trees that differ from the HEAD of their time; of several trees each below its own path.
  static func files(
    of trees: [SnapshotTree], in repository: borrowing Repository
  ) throws(GitError) -> [RescueContents.File] {
    var files: [RescueContents.File] = []
    for tree in trees {
      let base = try tree.head.map { (head) throws(GitError) in try repository.commit(head).tree }
      let folder = trees.count == 1 || tree.path == "." ? "" : tree.path + "/"
      files += try repository.changes(from: base, to: repository.commit(tree.commit).tree).map {
        RescueContents.File(
          path: GitPath(bytes: folder.utf8 + $0.path.bytes),
          size: $0.new.flatMap { repository.size(of: $0.id) })
      }
    }
    return files
  }
}
