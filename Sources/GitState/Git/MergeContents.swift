internal import CLibGit2

/// A text with conflict markers, and how long its markers are.
struct MergedText {
  let bytes: [UInt8]
  let markerLength: Int
  let ourLabel: String
  let theirLabel: String
}

/// What came of merging one file's versions.
struct MergedContents {
  let version: FileVersion
  let isClean: Bool
  /// Why it is not clean, where that isn't the lines of a text.
  var kind: MergeConflict.Kind?
  var text: MergedText?
}

extension MergeState {
  /// Merges the versions of one file, link or submodule; the base may be of another type.
  mutating func mergeContents(
    at path: GitPath, base: FileVersion?, ours: FileVersion, theirs: FileVersion, origins: [GitPath],
    extraMarkers: Int, _ repository: borrowing Repository
  ) throws(GitError) -> MergedContents {
    guard ours.mode.isSameType(as: theirs.mode) else {
      return MergedContents(version: depth > 0 ? base ?? ours : ours, isClean: false, kind: .type(at: path))
    }
    var mode = theirs.mode
    var hasMode = true
    if ours.mode != theirs.mode, ours.mode != base?.mode {
      mode = ours.mode
      hasMode = theirs.mode == base?.mode
    }
    if ours.id == theirs.id || ours.id == base?.id {
      return MergedContents(
        version: FileVersion(mode, theirs.id), isClean: hasMode, kind: hasMode ? nil : .mode)
    }
    if theirs.id == base?.id {
      return MergedContents(
        version: FileVersion(mode, ours.id), isClean: hasMode, kind: hasMode ? nil : .mode)
    }
    let base = base.flatMap { $0.mode.isSameType(as: ours.mode) ? $0 : nil }
    switch ours.mode {
    case .directory, .submodule:
      return MergedContents(version: depth > 0 ? base ?? ours : ours, isClean: false, kind: .submodule)
    case .link:
      return MergedContents(version: depth > 0 ? base ?? ours : ours, isClean: false, kind: .link)
    case .file, .executable:
      return try mergeTexts(
        at: path, base: base, ours: ours, theirs: theirs, mode: mode, hasMode: hasMode, origins: origins,
        extraMarkers: extraMarkers, repository)
    }
  }

  private mutating func mergeTexts(
    at path: GitPath, base: FileVersion?, ours: FileVersion, theirs: FileVersion, mode: EntryMode,
    hasMode: Bool,
    origins: [GitPath], extraMarkers: Int, _ repository: borrowing Repository
  ) throws(GitError) -> MergedContents {
    let texts = (
      try base.map { (version) throws(GitError) in try blob(version.id, repository) } ?? [],
      try blob(ours.id, repository), try blob(theirs.id, repository)
    )
    let attributes = try attributes.attributes(of: path, repository)
    if attributes.driver == .binary || isBinary(texts.0) || isBinary(texts.1) || isBinary(texts.2) {
      if depth > 0 {
        let bytes = texts.0
        return MergedContents(version: FileVersion(mode, try keep(bytes)), isClean: hasMode, kind: .binary)
      }
      return MergedContents(version: FileVersion(mode, ours.id), isClean: false, kind: .binary)
    }
    var labels = (label(.ours), label(.theirs))
    if origins[0] != origins[1] || origins[1] != origins[2] {
      labels = ("\(labels.0):\(origins[1])", "\(labels.1):\(origins[2])")
    }
    let length = attributes.markerLength + extraMarkers
    let merged = try mergeLines(
      base: texts.0, ours: texts.1, theirs: texts.2, labels: labels, markerLength: length,
      isUnion: attributes.driver == .union, path: path)
    let version = FileVersion(mode, try keep(merged.bytes))
    if merged.isClean {
      return MergedContents(version: version, isClean: hasMode, kind: hasMode ? nil : .mode)
    }
    return MergedContents(
      version: version, isClean: false,
      text: MergedText(
        bytes: merged.bytes, markerLength: length, ourLabel: labels.0, theirLabel: labels.1))
  }

  /// Remembers a blob that is stored only if the merge needs it in the end.
  mutating func keep(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try check("git_odb_hash", "a merged file") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
    }
    let id = ObjectID(oid)
    blobs[id] = bytes
    return id
  }

  /// Merges three texts by lines.
  ///
  /// The libgit2 function is `git_merge_file`.
  private func mergeLines(
    base: [UInt8], ours: [UInt8], theirs: [UInt8], labels: (String, String), markerLength: Int, isUnion: Bool,
    path: GitPath
  ) throws(GitError) -> (bytes: [UInt8], isClean: Bool) {
    var options = git_merge_file_options()
    git_merge_file_options_init(&options, UInt32(GIT_MERGE_FILE_OPTIONS_VERSION))
    options.favor = isUnion ? GIT_MERGE_FILE_FAVOR_UNION : GIT_MERGE_FILE_FAVOR_NORMAL
    options.marker_size = UInt16(clamping: markerLength)
    var result = git_merge_file_result()
    defer { git_merge_file_result_free(&result) }
    let code = labels.0.withCString { ourLabel in
      labels.1.withCString { theirLabel in
        options.our_label = ourLabel
        options.their_label = theirLabel
        return withInput(base) { base in
          withInput(ours) { ours in
            withInput(theirs) { theirs in git_merge_file(&result, base, ours, theirs, &options) }
          }
        }
      }
    }
    try check("git_merge_file", "\(path)") { code }
    let bytes = Array(UnsafeRawBufferPointer(start: result.ptr, count: result.len))
    return (bytes, result.automergeable != 0)
  }

  private func withInput(
    _ bytes: [UInt8], _ body: (UnsafePointer<git_merge_file_input>) -> Int32
  ) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var input = git_merge_file_input()
      git_merge_file_input_init(&input, UInt32(GIT_MERGE_FILE_INPUT_VERSION))
      input.ptr = buffer.bindMemory(to: CChar.self).baseAddress
      input.size = buffer.count
      return body(&input)
    }
  }
}
