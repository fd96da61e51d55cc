internal import Files

/// When the refs directly in one folder were last seen to change: equal stamps, equal refs.
package struct RefStamp: Hashable, Sendable {
  /// Every update renames a lock file in the folder, so the folder's own status changes.
  let folder: FileStatus?
  let packed: FileStatus?
}

extension Repository {
  /// The stamp of a folder such as `refs/heads/task`, taken before its refs are read.
  ///
  /// Refs in folders below it are not covered.
  /// - Returns: nil where something changed so lately that the next change could bear the same time, or where a link
  ///   stands there.
  package func stamp(of folder: String) -> RefStamp? {
    let stamp = RefStamp(
      folder: (try? File.status("\(commonDirectory)/\(folder)")) ?? nil,
      packed: (try? File.status("\(commonDirectory)/packed-refs")) ?? nil)
    // What a link leads to changes without the link.
    guard stamp.folder?.kind != .link, stamp.packed?.kind != .link else { return nil }
    let latest = max(stamp.folder?.modified ?? 0, stamp.packed?.modified ?? 0)
    return WallClock.age(of: latest) > 20_000_000 ? stamp : nil
  }
}
