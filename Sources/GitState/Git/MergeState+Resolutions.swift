extension MergeState {
  /// Settles conflicts as a caller wants them.
  ///
  /// - Returns: the resolutions that settle nothing; then the state is of no further use.
  mutating func resolve(_ resolutions: [GitPath: MergeResolution]) throws(GitError) -> [UnusableResolution] {
    var unusable: [UnusableResolution] = []
    var settled: [GitPath: (by: GitPath, MergeResolution)] = [:]
    for (path, resolution) in resolutions.sorted(by: { $0.key < $1.key }) {
      if let reason = try resolve(path, resolution, &settled) {
        unusable.append(UnusableResolution(path: path, reason: reason))
      }
    }
    conflicted.removeAll { settled[$0.path] != nil }
    return unusable
  }

  private mutating func resolve(
    _ path: GitPath, _ resolution: MergeResolution, _ settled: inout [GitPath: (by: GitPath, MergeResolution)]
  ) throws(GitError) -> UnusableResolution.Reason? {
    if let index = pathless.firstIndex(where: { $0.path == path }) {
      if case .text = resolution { return .noText }
      pathless.remove(at: index)
      return nil
    }
    let named = conflicted.first { $0.path == path || $0.entry.kinds.first?.otherPath == path }
    guard let named, let kind = named.entry.kinds.first else { return .noConflict }
    let group = conflicted.filter {
      $0.path == named.path || ($0.entry.kinds.first == kind && kind.joinsPaths)
    }
    for member in group {
      guard let (other, said) = settled[member.path] else { continue }
      return said == resolution ? nil : .contradiction(other)
    }
    if let reason = try settle(kind, group, at: path, resolution) { return reason }
    for member in group { settled[member.path] = (path, resolution) }
    if case .fileFolder(let place, let folderBy) = kind, resolution != (folderBy == .ours ? .ours : .theirs) {
      // What conflicts in the folder goes with it.
      for member in conflicted where member.path.isBelow(place) { settled[member.path] = (path, resolution) }
    }
    return nil
  }

  private mutating func settle(
    _ kind: MergeConflict.Kind, _ group: [(path: GitPath, entry: MergeEntry)], at path: GitPath,
    _ resolution: MergeResolution
  ) throws(GitError) -> UnusableResolution.Reason? {
    let side: MergeSide? =
      switch resolution {
      case .ours: .ours
      case .theirs: .theirs
      case .text: nil
      }
    switch kind {
    case .renameRename(let from, let ours, let theirs):
      let target: GitPath
      if let side {
        target = side == .ours ? ours : theirs
      } else {
        guard path != from else { return .twoNames(ours, theirs) }
        target = path
      }
      for member in group where member.path != target { record(member.path, nil) }
      guard let member = group.first(where: { $0.path == target }) else { return .noConflict }
      try record(target, chosen(resolution, member.entry))
    case .fileFolder(let place, let folderBy):
      guard let side else { return .noText }
      for member in group { record(member.path, nil) }
      if side != folderBy, let member = group.first {
        for below in results.keys where below.isBelow(place) { results[below] = nil }
        for below in ourFiles.keys where below.isBelow(place) { ourFiles[below] = nil }
        record(place, member.entry.originals[side.rawValue])
      }
    case .type(let place):
      for member in group { record(member.path, nil) }
      let version = side.flatMap { side in group.lazy.compactMap { $0.entry.originals[side.rawValue] }.first }
      try record(place, side == nil ? chosen(resolution, group[0].entry) : version)
    case .renamedFolder(let addedAt, let addedBy):
      guard let member = group.first else { return .noConflict }
      if let side, side == addedBy {
        record(member.path, nil)
        record(addedAt, member.entry.originals[side.rawValue])
      } else if side != nil {
        // It follows the folder, with its own side's text.
        record(member.path, member.entry.originals[addedBy.rawValue])
      } else {
        try record(member.path, chosen(resolution, member.entry))
      }
    default:
      for member in group { try record(member.path, chosen(resolution, member.entry)) }
    }
    return nil
  }

  /// What a resolution puts at the place of an entry.
  private mutating func chosen(_ resolution: MergeResolution, _ entry: MergeEntry) throws(GitError)
    -> FileVersion?
  {
    switch resolution {
    case .ours: return entry.files[1] == nil ? nil : entry.originals[1]
    case .theirs: return entry.files[2] == nil ? nil : entry.originals[2]
    case .text(let bytes):
      let mode = [entry.result, entry.files[1], entry.files[2]].lazy.compactMap { $0?.mode }.first {
        $0.isRegular
      }
      return FileVersion(mode ?? .file, try keep(bytes))
    }
  }
}

extension MergeConflict.Kind {
  /// Whether all paths with this conflict are settled together.
  var joinsPaths: Bool {
    switch self {
    case .renameRename, .type: true
    default: false
    }
  }

  /// A path that a caller may name for it, beside the one that shows it.
  var otherPath: GitPath? {
    switch self {
    case .type(let place), .fileFolder(let place, _), .renamedFolder(let place, _): place
    default: nil
    }
  }
}
