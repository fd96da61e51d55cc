/// A merge of three trees under way.
///
/// The rules, and the order in which they apply, are those that `git merge` documents for its default strategy, so that
/// a merge made here and one made by git give the same tree and the same conflicts: first every path on which the three
/// trees differ is collected, sub-trees that only one side touched being put off; then renames are found, and the
/// put-off folders opened only where a rename could lead into them; then each path is settled, the deepest first.
struct MergeState {
  let options: MergeOptions
  /// 0 for the merge itself, 1 and more for merges of merge bases.
  let depth: Int

  /// The paths that are not settled yet.
  var entries: [GitPath: MergeEntry] = [:]
  /// What settled paths hold: a file, a whole folder or nothing.
  var results: [GitPath: FileVersion?] = [:]
  /// What our tree holds at the paths that may change: files, and folders that are taken whole from their side.
  var ourFiles: [GitPath: FileVersion] = [:]
  /// Folders in which something stands after the merge.
  var occupied: Set<GitPath> = []
  /// By side (1 and 2; 0 is not used).
  var sides: [MergeSideState] = [MergeSideState(), MergeSideState(), MergeSideState()]
  /// Blobs that this merge made and has not stored.
  var blobs: [ObjectID: [UInt8]] = [:]
  var conflicted: [(path: GitPath, entry: MergeEntry)] = []
  /// Conflicts that leave no entry in an index.
  var pathless: [(path: GitPath, kind: MergeConflict.Kind)] = []
  /// The three trees.
  let trees: [ObjectID?]
  let attributes: MergeAttributes
  /// Whether the base was made of several merge bases, so that its objects may be in memory only.
  var hasVirtualBase = false

  init(options: MergeOptions, depth: Int, trees: [ObjectID?], attributes: MergeAttributes) {
    self.options = options
    self.depth = depth
    self.trees = trees
    self.attributes = attributes
  }

  /// What conflict markers and displaced files call a side.
  func label(_ side: MergeSide) -> String {
    if depth > 0 { return "Temporary merge branch \(side.rawValue)" }
    return side == .ours ? options.ourLabel : options.theirLabel
  }

  /// Records what a path holds after the merge.
  mutating func record(_ path: GitPath, _ version: FileVersion?) {
    results[path] = .some(version)
    if version != nil { occupy(path.parent) }
  }

  /// Records that something stands in a folder after the merge.
  mutating func occupy(_ folder: GitPath) {
    var folder = folder
    while occupied.insert(folder).inserted, !folder.bytes.isEmpty { folder = folder.parent }
  }

  /// What has to be done to our tree to make it the merged one.
  var edits: [TreeEdit] {
    var edits: [TreeEdit] = []
    for (path, version) in results where version != ourFiles[path] { edits.append(TreeEdit(path, version)) }
    for path in ourFiles.keys where results[path] == nil { edits.append(TreeEdit(path, nil)) }
    return edits
  }

  /// The text of a blob, be it stored or only made by this merge.
  func blob(_ id: ObjectID, _ repository: borrowing Repository) throws(GitError) -> [UInt8] {
    if let bytes = blobs[id] { return bytes }
    return try repository.read(.blob, id)
  }
}

/// What is known of one side of a merge, as against the base.
struct MergeSideState {
  /// Why the new place of a deleted file matters.
  enum SourceRelevance {
    /// The other side changed the file.
    case content
    /// It tells where its folder went.
    case location
    case none
  }

  /// Why the new place of a removed folder matters.
  enum FolderRelevance: Int {
    case none
    /// For a folder above it.
    case ancestor
    /// The other side put files right into it.
    case itself
  }

  /// A folder that only this side touched and that has not been opened.
  struct Deferred {
    let path: GitPath
    let versions: [FileVersion?]
    let folderRenameMask: Int
  }

  var added: [TreeFile] = []
  var deleted: [TreeFile] = []
  var relevantSources: [GitPath: SourceRelevance] = [:]
  var removedFolders: [GitPath: FolderRelevance] = [:]
  var deferred: [Deferred] = []
  /// Whether folders that only this side touched may be put off.
  var defersFolders = true
  /// What detection found: old path to new path, in the order of the old paths.
  var renames: [MergeRename] = []
  /// How many files of a removed folder went to which folder.
  var folderCounts: [GitPath: [GitPath: Int]] = [:]
  /// Where a removed folder went.
  var folderRenames: [GitPath: GitPath] = [:]
}

/// A file that one side renamed.
struct MergeRename {
  let from: GitPath
  var to: GitPath
}
