internal import Files

/// git's own files of a merge that was begun: what `git status` and `git commit` look for.
package struct MergeUnderway: Hashable, Sendable {
  /// The commits that are being merged in: `MERGE_HEAD`.
  package let heads: [ObjectID]
  /// The message that the commit is to have: `MERGE_MSG`.
  package let message: String

  package init(heads: [ObjectID], message: String) {
    self.heads = heads
    self.message = message
  }
}

extension WorkingTree {
  /// The files in an administrative folder that say that something was begun and not finished.
  static let stateFiles = [
    "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_MSG", "MERGE_MODE", "AUTO_MERGE",
  ]
  private static let underwayFiles = [
    "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "BISECT_LOG",
  ]

  /// What was begun in this tree and not finished, by its file's name.
  package func underway() -> [String] {
    Self.underwayFiles.filter { (try? File.status(gitDirectory + "/" + $0)) != nil }
  }

  /// The merge that was begun in this tree; nil where none was.
  package func mergeState() throws(GitError) -> MergeUnderway? {
    guard let heads = try stateFile("MERGE_HEAD") else { return nil }
    let ids = heads.split(separator: UInt8(ascii: "\n")).compactMap {
      ObjectID(String(decoding: $0, as: UTF8.self))
    }
    let message = try stateFile("MERGE_MSG").map { String(decoding: $0, as: UTF8.self) }
    return MergeUnderway(heads: ids, message: message ?? "")
  }

  /// Leaves a merge as `git merge` leaves one that stopped: message and mode first, `MERGE_HEAD` last.
  package func begin(_ merge: MergeUnderway) throws(GitError) {
    try writeStateFile("MERGE_MSG", Array(merge.message.utf8))
    try writeStateFile("MERGE_MODE", Array("no-ff".utf8))
    try writeStateFile("MERGE_HEAD", Array(merge.heads.map { "\($0)\n" }.joined().utf8))
  }

  /// Ends a merge, cherry-pick or revert: after its commit, or when it is given up.
  ///
  /// Files and index stay.
  package func endMerge() throws(GitError) {
    for name in Self.stateFiles {
      let path = gitDirectory + "/" + name
      _ = try onDisk { () throws(FileError) in try File.remove(path) }
    }
  }

  /// The bytes of a file of the administrative folder; nil where it is not there.
  func stateFile(_ name: String) throws(GitError) -> [UInt8]? {
    do {
      return try File.read(gitDirectory + "/" + name, limit: 64 << 20)
    } catch {
      switch error.reason {
      case .absent: return nil
      default: throw GitError(error)
      }
    }
  }

  func writeStateFile(_ name: String, _ bytes: [UInt8]) throws(GitError) {
    let path = gitDirectory + "/" + name
    try onDisk { () throws(FileError) in try File.replace(path, with: bytes) }
  }
}
