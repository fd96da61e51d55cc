internal import Files

extension Repository {
  /// Puts a ref where it is not yet as git itself does: the lock file made, the old place compared under it, renamed over.
  ///
  /// libgit2's `git_reference_create_matching` does the same with three times the system calls, and fsyncs the reflog and its
  /// folder too, which git never does: half of what a durable move cost.
  /// - Throws: `outdated` where the ref is not as expected, `locked` where another holds its lock, `exists` where a
  ///   ref stands in the way (`a` and `a/b`).
  func swap(
    _ ref: RefName, to id: ObjectID, expecting expectation: Expectation, because reason: String,
    after preparing: () throws(GitError) -> Void
  ) throws(GitError) {
    let lock = lockPath(of: ref)
    try takeLock(lock, holding: Array("\(id)\n".utf8), durability: Library.isDurable ? .begun : .none)
    var isTaken = true
    defer { if isTaken { release(lock) } }
    let before = try compared(ref, with: expectation)
    if before == nil { try refuseInTheWay(of: ref) }
    try preparing()
    // The objects come to their places before the ref does; the lock's own content goes to the disk with them.
    try flush()
    recordMove(of: ref, from: before, to: id, because: reason)
    let path = "\(commonDirectory)/\(ref.text)"
    do throws(FileError) {
      if Library.isDurable { try File.synchronize(lock) }
      try renameOver(lock, path)
      isTaken = false
    } catch {
      switch error.reason {
      case .exists, .notFile, .notFolder:
        throw GitError(
          .exists, function: "rename", subject: ref.text, message: "there are refs below it, \(ref.text)/…")
      case .absent:
        // Somebody moved our lock aside: whatever is there now is theirs.
        isTaken = false
        throw GitError(.outdated, function: "rename", subject: ref.text, message: "its lock was taken away")
      default: throw GitError(error)
      }
    }
    if Library.isDurable { try? File.synchronizeFolder(File.folder(of: path)) }
    // Read back: only what is there counts. Another may have moved it on already, but not back; and where it can't be read,
    // that is no sign that it did not move.
    if case .success(before) = Result(catching: { () throws(GitError) in try tip(of: ref) }) {
      throw GitError(.outdated, function: "rename", subject: ref.text, message: "the ref did not move")
    }
  }

  /// Where a ref is, under its lock; refused where that is not where it was expected.
  private func compared(_ ref: RefName, with expectation: Expectation) throws(GitError) -> ObjectID? {
    #if PLANTED_BUGS
      if Planted.isOn(.forcedCreate) { return try tip(of: ref) }
    #endif
    let present = try value(of: ref.text)
    let expected: ObjectID?
    switch expectation {
    case .absent: expected = nil
    case .tip(let tip): expected = tip
    }
    switch present {
    case nil where expected == nil: return nil
    case .id(let id) where id == expected: return id
    case .broken:
      throw GitError(
        .other(-1), function: "read", subject: ref.text,
        message: "the ref holds no object id; `gitstate doctor` tells where it was")
    case nil, .id, .symbolic:
      let now =
        switch present {
        case .id(let id): id.description
        case .symbolic(let target): target
        case nil, .broken: "nothing"
        }
      throw GitError(
        .outdated, function: "read", subject: ref.text,
        message: "it is at \(now), not at \(expected?.description ?? "nothing")")
    }
  }

  /// Refuses a new ref of which a packed one is a folder, or that would be a folder of a packed one.
  ///
  /// Loose ones stand in the way by themselves.
  private func refuseInTheWay(of ref: RefName) throws(GitError) {
    let packed = try packed.current(in: commonDirectory)
    var other: String?
    packed.visit(below: ref.text + "/") { other = String(decoding: $0.name, as: UTF8.self) }
    var parent = File.folder(of: ref.text)
    while other == nil, parent.utf8.contains(UInt8(ascii: "/")) {
      if packed.line(parent) != nil { other = parent }
      parent = File.folder(of: parent)
    }
    // A packed one that was deleted since is none: its line goes with it.
    guard let other else { return }
    throw GitError(
      .exists, function: "read", subject: ref.text, message: "the ref \(other) stands in its way")
  }

  /// An empty folder where the ref's file goes was left by refs that are gone: git itself removes it.
  private func renameOver(_ lock: String, _ path: String) throws(FileError) {
    do throws(FileError) {
      try File.rename(lock, to: path)
    } catch {
      switch error.reason {
      case .notFile, .exists: break
      default: throw error
      }
      removeEmptyTree(path)
      try File.rename(lock, to: path)
    }
  }

  private func removeEmptyTree(_ path: String) {
    for entry in (try? Folder.entries(of: path)) ?? [] where entry.kind == .folder {
      removeEmptyTree(path + "/" + entry.name)
    }
    File.removeEmptyFolder(path)
  }
}
