internal import CLibGit2

/// Finds which deleted files of one side are its added files under another name.
///
/// Files of equal content come first, then those whose last path component is the same and unique, then the rest, the
/// most alike first. Empty files and, unless they are equal, links are never taken for renamed.
struct MergeRenameDetection {
  private struct Source {
    let file: TreeFile
    var isUsed = false
  }

  private let limit: Int
  private var sources: [Source]
  private let targets: [TreeFile]
  /// By target: the source that it was found to be.
  private var found: [Int?]
  private var sketches: [ObjectID: ContentSketch] = [:]
  private var relevant: [GitPath: MergeSideState.SourceRelevance]
  private var removedFolders: [GitPath: MergeSideState.FolderRelevance]
  private(set) var folderCounts: [GitPath: [GitPath: Int]] = [:]
  /// Where folders seem to have gone by the files of equal content.
  private var folderGuesses: [GitPath: GitPath] = [:]
  /// Files of a folder whose new place is not known yet are counted under this.
  private static let unknown = GitPath(bytes: [0])
  private static let least = 30_000

  init(_ side: MergeSideState, limit: Int) {
    let empty = ObjectID("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")!
    self.limit = limit
    sources = side.deleted.filter { $0.id != empty }.map { Source(file: $0) }
    targets = side.added.filter { $0.id != empty }
    found = Array(repeating: nil, count: targets.count)
    relevant = side.relevantSources
    removedFolders = side.removedFolders
  }

  /// The renames, in the order of the new paths.
  mutating func renames(_ repository: borrowing Repository) throws(GitError) -> [MergeRename] {
    guard !sources.isEmpty, !targets.isEmpty else { return [] }
    findEqual()
    dropSources()
    for (target, source) in found.enumerated() {
      if let source { count(sources[source].file.path, targets[target].path) }
    }
    for (folder, counts) in folderCounts {
      folderGuesses[folder] = counts.sorted { $0.key < $1.key }.max { $0.value < $1.value }?.key
    }
    try findBySameName(repository)
    dropSources()
    dropSourcesOfKnownFolders()
    try findAlike(repository)
    for folder in folderCounts.keys where removedFolders[folder, default: .none] == .none {
      folderCounts[folder] = nil
    }
    for folder in Array(folderCounts.keys) { folderCounts[folder]?[Self.unknown] = nil }
    return zip(targets, found).compactMap { (target, source) in
      source.map { MergeRename(from: sources[$0].file.path, to: target.path) }
    }
  }

  /// Sources that later steps look at.
  private var isOpen: [Bool] = []

  private mutating func dropSources() {
    isOpen = sources.map { !$0.isUsed && relevant[$0.file.path] != nil }
  }

  private mutating func pair(_ source: Int, _ target: Int) {
    sources[source].isUsed = true
    found[target] = source
  }

  // MARK: Equal content

  private mutating func findEqual() {
    var byContent: [ObjectID: [Int]] = [:]
    for (index, source) in sources.enumerated() { byContent[source.file.id, default: []].append(index) }
    for (index, target) in targets.enumerated() {
      var best: Int?
      var tries = 0
      for source in byContent[target.id] ?? [] where !sources[source].isUsed {
        let mode = sources[source].file.mode
        guard mode.isRegular && target.mode.isRegular || mode == target.mode else { continue }
        let sameName = sources[source].file.path.name == target.path.name
        if best == nil || sameName { best = source }
        tries += 1
        if sameName || tries > 100 { break }
      }
      if let best { pair(best, index) }
    }
  }

  // MARK: The same last component

  private mutating func findBySameName(_ repository: borrowing Repository) throws(GitError) {
    var sourceNames: [[UInt8]: Int] = [:]
    for index in sources.indices where isOpen[index] {
      let name = sources[index].file.path.name
      sourceNames[name] = sourceNames[name] == nil ? index : -1
    }
    var targetNames: [[UInt8]: Int] = [:]
    var targetPaths: [GitPath: Int] = [:]
    for index in targets.indices where found[index] == nil {
      let name = targets[index].path.name
      targetNames[name] = targetNames[name] == nil ? index : -1
      targetPaths[targets[index].path] = index
    }
    for index in sources.indices where isOpen[index] {
      let path = sources[index].file.path
      guard var target = targetNames[path.name] else { continue }
      if sourceNames[path.name] == -1 || target == -1 {
        guard let folder = folderGuesses[path.parent], let guess = targetPaths[folder.appending(path.name)]
        else {
          continue
        }
        target = guess
      }
      guard found[target] == nil else { continue }
      // A quarter of the file may differ, where its name speaks for it.
      guard try likeness(index, target, repository) >= 45_000 else { continue }
      pair(index, target)
      count(path, targets[target].path)
    }
  }

  // MARK: The rest

  private struct Candidate {
    let source: Int
    let target: Int
    let likeness: Int
    let hasSameName: Bool

    func isBetter(than other: Candidate) -> Bool {
      likeness != other.likeness ? likeness > other.likeness : hasSameName && !other.hasSameName
    }
  }

  private mutating func findAlike(_ repository: borrowing Repository) throws(GitError) {
    let openSources = sources.indices.filter { isOpen[$0] }
    let openTargets = targets.indices.filter { found[$0] == nil }
    guard !openSources.isEmpty, !openTargets.isEmpty, openSources.count * openTargets.count <= limit * limit
    else {
      return
    }
    var candidates: [Candidate] = []
    for target in openTargets {
      var best: [Candidate] = []
      for source in openSources {
        let candidate = Candidate(
          source: source, target: target, likeness: try likeness(source, target, repository),
          hasSameName: sources[source].file.path.name == targets[target].path.name)
        if best.count < 4 {
          best.append(candidate)
        } else {
          var worst = 0
          for index in 1..<4 where best[worst].isBetter(than: best[index]) { worst = index }
          if candidate.isBetter(than: best[worst]) { best[worst] = candidate }
        }
      }
      candidates += best
    }
    // Swift's sort keeps the order of equals.
    candidates.sort { $0.isBetter(than: $1) }
    for candidate in candidates {
      guard candidate.likeness >= Self.least else { break }
      guard found[candidate.target] == nil, !sources[candidate.source].isUsed else { continue }
      pair(candidate.source, candidate.target)
      count(sources[candidate.source].file.path, targets[candidate.target].path)
    }
  }

  private mutating func likeness(
    _ source: Int, _ target: Int, _ repository: borrowing Repository
  ) throws(GitError) -> Int {
    let old = sources[source].file
    let new = targets[target]
    guard old.mode.isRegular, new.mode.isRegular else { return 0 }
    let sizes = (try size(old.id, repository), try size(new.id, repository))
    let largest = max(sizes.0, sizes.1)
    guard largest * (60_000 - Self.least) >= (largest - min(sizes.0, sizes.1)) * 60_000 else { return 0 }
    return try sketch(old.id, repository).likeness(to: try sketch(new.id, repository))
  }

  private var sizes: [ObjectID: Int] = [:]

  private mutating func size(_ id: ObjectID, _ repository: borrowing Repository) throws(GitError) -> Int {
    if let known = sizes[id] { return known }
    let size = try repository.blobSize(id)
    sizes[id] = size
    return size
  }

  private mutating func sketch(_ id: ObjectID, _ repository: borrowing Repository) throws(GitError)
    -> ContentSketch
  {
    if let known = sketches[id] { return known }
    let sketch = ContentSketch(try repository.read(.blob, id))
    sketches[id] = sketch
    return sketch
  }

  // MARK: Where folders went

  /// Counts a rename for the folder that the file was in, and for those above it as long as the paths below are alike.
  private mutating func count(_ from: GitPath, _ to: GitPath) {
    var old = from
    var new = to
    var isFirst = true
    while true {
      let names = (old.name, new.name)
      old = old.parent
      new = new.parent
      guard let relevance = removedFolders[old] else { return }
      if !isFirst, names.0 != names.1 { return }
      if relevance == .itself || isFirst { folderCounts[old, default: [:]][new, default: 0] += 1 }
      isFirst = false
      if relevance == .none || old.bytes.isEmpty || new.bytes.isEmpty { return }
    }
  }

  /// Leaves out files that are only looked at to learn where their folder went, where enough is known already.
  private mutating func dropSourcesOfKnownFolders() {
    for index in sources.indices where isOpen[index] {
      var folder = sources[index].file.path.parent
      while !folder.bytes.isEmpty, removedFolders[folder, default: .none] != .none {
        folderCounts[folder, default: [:]][Self.unknown, default: 0] += 1
        folder = folder.parent
      }
    }
    for (folder, counts) in folderCounts where removedFolders[folder] == .itself {
      let known = counts.filter { $0.key != Self.unknown }.values.sorted(by: >)
      let second = known.count > 1 ? known[1] : 0
      if let first = known.first, first > second + (counts[Self.unknown] ?? 0) {
        removedFolders[folder] = .ancestor
      }
    }
    for index in sources.indices where isOpen[index] && relevant[sources[index].file.path] == .location {
      var folder = sources[index].file.path.parent
      while removedFolders[folder, default: .none] == .ancestor, !folder.bytes.isEmpty {
        folder = folder.parent
      }
      if removedFolders[folder, default: .none] != .itself { isOpen[index] = false }
    }
  }
}

extension Repository {
  /// A blob's size, without reading it where that can be helped.
  ///
  /// The libgit2 function is `git_odb_read_header`.
  func blobSize(_ id: ObjectID) throws(GitError) -> Int {
    if let waiting = stage[id] { return waiting.bytes.count }
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    let odb = odb.raw
    try check("git_odb_read_header", "blob \(id)") { git_odb_read_header(&size, &type, odb, &oid) }
    return size
  }
}
