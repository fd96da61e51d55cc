/// A path on which the sides of a merge differ, while it is being settled.
///
/// A class, because a rename moves it to another path or makes two paths share what is known.
final class MergeEntry {
  /// What base, ours and theirs have here, as far as it is no folder.
  var files: [FileVersion?]
  /// Which of them have a folder here, as bits 1, 2, 4.
  var folderMask: Int
  /// Two sides that have the same file here: 3, 5 or 6 as bits, else 0.
  var matchMask: Int
  /// The path of each side's file, which a rename changes.
  var origins: [GitPath]
  /// The base's path, where both sides renamed the file alike: no side's text is then marked with a path.
  var oldPath: GitPath?
  /// Whether one has a file and another a folder here.
  var hasFolderConflict: Bool
  /// Whether a rename made this path one that a person has to look at.
  var hasPathConflict = false
  /// Whether it needs no further thought; then ``result`` is final.
  var isSettled = false
  var result: FileVersion?
  /// Why it is in conflict, the most telling first.
  var kinds: [MergeConflict.Kind] = []
  /// What our and their side had before a merge of contents was put in their place.
  var originals: [FileVersion?]
  /// The text with markers.
  var text: MergedText?

  init(path: GitPath, files: [FileVersion?], folderMask: Int, matchMask: Int) {
    self.files = files
    self.folderMask = folderMask
    self.matchMask = matchMask
    origins = [path, path, path]
    originals = files
    hasFolderConflict = folderMask != 0 && files.contains { $0 != nil }
  }

  /// Which sides have a file here, as bits 1, 2, 4.
  var fileMask: Int {
    (files[0] == nil ? 0 : 1) | (files[1] == nil ? 0 : 2) | (files[2] == nil ? 0 : 4)
  }

  func copy() -> MergeEntry {
    let copy = MergeEntry(path: origins[0], files: files, folderMask: folderMask, matchMask: matchMask)
    copy.origins = origins
    copy.oldPath = oldPath
    copy.hasFolderConflict = hasFolderConflict
    copy.hasPathConflict = hasPathConflict
    copy.kinds = kinds
    copy.originals = originals
    copy.text = text
    return copy
  }

  /// Settles it.
  func settle(_ version: FileVersion?) {
    isSettled = true
    result = version
  }
}
