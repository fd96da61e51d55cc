/// A path that a merge could not settle.
package struct MergeConflict: Sendable {
  /// What kept a path from being settled.
  package enum Kind: Hashable, Sendable {
    /// Both changed the same lines.
    case content
    /// Both added it, with different content.
    case addAdd
    /// Both changed a file that can't be merged by lines.
    case binary
    /// Both made of it a file of another mode.
    case mode
    /// They made different things of it: a file, a link, a submodule. Each side's stands under its own path.
    case type(at: GitPath)
    /// Both moved a submodule to another commit.
    case submodule
    /// Both changed where a link leads.
    case link
    /// One changed what the other deleted.
    case modifyDelete(deletedBy: MergeSide)
    /// One renamed what the other deleted.
    case renameDelete(from: GitPath, renamedBy: MergeSide)
    /// Both renamed it, to different names.
    case renameRename(from: GitPath, ours: GitPath, theirs: GitPath)
    /// A renamed file came to stand where the other side has another, and its own content conflicts as well.
    case renameCollision(from: GitPath)
    /// One has a file where the other has a folder.
    case fileFolder(at: GitPath, folderBy: MergeSide)
    /// One put a file into a folder that the other renamed: git would move it along, and asks.
    case renamedFolder(addedAt: GitPath, addedBy: MergeSide)
    /// A folder was renamed to several others, none with most of its files, and the other side put files into it.
    case splitFolder(renamedBy: MergeSide)
    /// Files that one put into a folder that the other renamed can't be moved along: something is in the way.
    case folderInTheWay(sources: [GitPath])
  }

  /// Where a working tree shows it.
  package let path: GitPath
  package let kind: Kind
  /// What the index holds at this path in stage 1, 2 and 3.
  ///
  /// After a rename in one side these are the versions of the
  /// file under its other names.
  package let base: FileVersion?
  package let ours: FileVersion?
  package let theirs: FileVersion?
  /// The path that this file has in the base and on each side.
  package let basePath: GitPath
  package let ourPath: GitPath
  package let theirPath: GitPath
  /// What a working tree holds there: the text with markers, or one side's version; nil where it holds nothing.
  package let shown: FileVersion?
  /// The text with markers, where the content conflicts.
  package let text: [UInt8]?
  /// The first conflicting places of the text.
  package let hunks: [MergeHunk]
  /// How many conflicting places there are.
  package let hunkCount: Int
}

/// One place where both sides changed the same lines.
package struct MergeHunk: Hashable, Sendable {
  /// The line of the text with markers at which the place begins, counted from 1.
  package let line: Int
  /// Our side's lines, without line breaks, cut to the limit.
  package let ours: [[UInt8]]
  /// Their side's lines, without line breaks, cut to the limit.
  package let theirs: [[UInt8]]
  /// Whether lines were left out.
  package let isCut: Bool

  package init(line: Int, ours: [[UInt8]], theirs: [[UInt8]], isCut: Bool) {
    self.line = line
    self.ours = ours
    self.theirs = theirs
    self.isCut = isCut
  }
}

/// One entry of an index that is in conflict.
package struct IndexStage: Hashable, Sendable {
  package let path: GitPath
  /// 1 for the base, 2 for ours, 3 for theirs.
  package let stage: Int
  package let version: FileVersion
}

extension MergeConflict {
  /// The entries that git's index would hold for this path.
  package var stages: [IndexStage] {
    [(1, base), (2, ours), (3, theirs)].compactMap { (stage, version) in
      version.map { IndexStage(path: path, stage: stage, version: $0) }
    }
  }
}
