/// What came of a merge.
package enum MergeOutcome: Sendable {
  /// The merged tree, which is stored, and how it differs from ours.
  case clean(tree: ObjectID, changed: [TreeChange])
  /// Nothing is stored, unless the caller asked for it.
  case conflicted(ConflictedMerge)
  /// Nothing was done: these resolutions settle nothing.
  case unusable([UnusableResolution])
}

/// A merge that needs a decision.
package struct ConflictedMerge: Sendable {
  /// Sorted by path; never empty.
  package let conflicts: [MergeConflict]
  /// What a working tree would hold, markers included, where ``MergeOptions/materializes`` asked for it.
  package let tree: ObjectID?
  /// How that tree differs from ours; empty where it wasn't asked for.
  package let changed: [TreeChange]

  /// All conflict entries of the index, as `git ls-files --unmerged` lists them.
  package var stages: [IndexStage] { conflicts.flatMap(\.stages) }
}

/// A resolution that settles nothing, and why.
package struct UnusableResolution: Hashable, Sendable, CustomStringConvertible {
  /// Why a resolution settles nothing.
  package enum Reason: Hashable, Sendable {
    /// The path is not in conflict.
    case noConflict
    /// Only `ours` and `theirs` can settle it.
    case noText
    /// It was renamed to two names: text is to be given under one of them.
    case twoNames(GitPath, GitPath)
    /// Another resolution of the same conflict says otherwise.
    case contradiction(GitPath)
  }

  package let path: GitPath
  package let reason: Reason

  package init(path: GitPath, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .noConflict: "\(path) is not in conflict: leave its resolution out"
    case .noText: "\(path) can't be settled by text: say ours or theirs"
    case .twoNames(let ours, let theirs):
      "\(path) was renamed twice: give the text under \(ours) or \(theirs)"
    case .contradiction(let other): "\(path) and \(other) are one conflict: settle them alike"
    }
  }
}
