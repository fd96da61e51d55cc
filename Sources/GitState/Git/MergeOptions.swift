/// The two sides of a merge: the branch that is merged into, and the one that is merged.
package enum MergeSide: Int, Hashable, Sendable, CaseIterable {
  case ours = 1
  case theirs = 2

  package var other: MergeSide { self == .ours ? .theirs : .ours }
}

/// What a merge of two sides starts from.
package enum MergeBase: Hashable, Sendable {
  /// The best common ancestors, in any order: several are merged with each other first, none means unrelated histories.
  case commits([ObjectID])
  /// A tree as it is.
  case tree(ObjectID)
}

/// How one conflict is to be settled.
package enum MergeResolution: Hashable, Sendable {
  /// As our side has it; nothing where our side has nothing there.
  case ours
  /// As their side has it; nothing where their side has nothing there.
  case theirs
  /// As a file of these bytes.
  case text([UInt8])
}

/// What a caller may say about a merge.
package struct MergeOptions: Sendable {
  /// What conflict markers call our side; a branch's name, usually.
  package var ourLabel: String
  /// What conflict markers call their side.
  package var theirLabel: String
  /// Settles conflicts by their path.
  package var resolutions: [GitPath: MergeResolution]
  /// Whether a conflicted merge writes its objects, so that it can be left in a working tree.
  package var materializes: Bool
  /// How many hunks a conflict shows at most.
  package var hunkLimit: Int
  /// How many lines of each side a hunk shows at most.
  package var lineLimit: Int
  /// Renames of changed files are looked for while added times deleted files are at most the square of this.
  package var renameLimit: Int

  package init(
    ourLabel: String = "ours", theirLabel: String = "theirs", resolutions: [GitPath: MergeResolution] = [:],
    materializes: Bool = false, hunkLimit: Int = 20, lineLimit: Int = 40, renameLimit: Int = 1000
  ) {
    self.ourLabel = ourLabel
    self.theirLabel = theirLabel
    self.resolutions = resolutions
    self.materializes = materializes
    self.hunkLimit = hunkLimit
    self.lineLimit = lineLimit
    self.renameLimit = renameLimit
  }
}
