internal import Files

/// What a ref holds.
enum RefValue: Hashable, Sendable {
  case id(ObjectID)
  /// The full name of another ref.
  case symbolic(String)
  /// Neither: a file that a power cut left empty, say.
  case broken
}

extension Repository {
  /// Where a ref points, symbolic refs followed; nil where it is not there.
  ///
  /// Read from the ref's own file, then from packed-refs: in that order nothing is missed while git packs refs.
  package func tip(of ref: RefName) throws(GitError) -> ObjectID? {
    var name = ref.text
    // As many steps as git itself follows.
    for _ in 0..<6 {
      switch try value(of: name) {
      case nil: return nil
      case .id(let id): return id
      case .symbolic(let target): name = target
      case .broken:
        throw GitError(
          .other(-1), function: "read", subject: name,
          message: "the ref holds no object id; `gitstate doctor` tells where it was")
      }
    }
    throw GitError(.other(-1), function: "read", subject: ref.text, message: "symbolic refs lead in a circle")
  }

  /// What a ref holds, symbolic refs not followed; nil where it is not there.
  func value(of name: String) throws(GitError) -> RefValue? {
    if let value = try looseValue(of: name) { return value }
    return try packed.current(in: commonDirectory).line(name).map { .id($0.id) }
  }

  /// What a ref's own file holds; nil where it has none, and may be packed.
  func looseValue(of name: String) throws(GitError) -> RefValue? {
    do throws(FileError) {
      return RefValue(try File.read("\(commonDirectory)/\(name)", limit: RefValue.limit))
    } catch {
      switch error.reason {
      case .absent, .notFolder, .notFile: return nil
      case .tooLarge: return .broken
      default: throw GitError(reading: error)
      }
    }
  }

  /// Moves a ref by compare-and-swap, then reads it back.
  ///
  /// The turn to write is taken around it, unless the caller has it.
  /// - Parameter preparing: run under the ref's lock, when it is known to be where it was expected; what is written
  ///   there goes to the disk in one piece with the lock, and where it throws, nothing moves.
  /// - Throws: `outdated` where the ref is not as expected, `locked` where another holds its lock; see ``GitError/isTransient``.
  package func move(
    _ ref: RefName, to id: ObjectID, expecting expectation: Expectation, because reason: String,
    after preparing: () throws(GitError) -> Void = { () throws(GitError) in }
  ) throws(GitError) {
    let lock = RecordedLock(path: lockPath(of: ref), content: "\(id)\n")
    try withWriteLock(recording: [lock]) { () throws(GitError) in
      let fresh = expectation == .absent ? missingFolders(of: ref) : []
      try swap(ref, to: id, expecting: expectation, because: reason, after: preparing)
      for folder in fresh { try? File.synchronizeFolder(folder) }
    }
  }

  /// The folders whose entries change when a new ref's own folders are made, the innermost first.
  private func missingFolders(of ref: RefName) -> [String] {
    guard Library.isDurable else { return [] }
    var changed: [String] = []
    var folder = File.folder(of: "\(commonDirectory)/\(ref.text)")
    while folder.utf8.count > commonDirectory.utf8.count, (try? File.status(folder)) == .some(nil) {
      folder = File.folder(of: folder)
      changed.append(folder)
    }
    return changed
  }
}

extension RefValue {
  /// More than any ref name takes.
  static let limit = 8_192

  /// What a ref's file says: 40 hex digits and white space, or `ref: ` and a name.
  init(_ bytes: [UInt8]) {
    let text = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if text.starts(with: "ref:".utf8) {
      let target = text.dropFirst(4).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let name = String(decoding: target, as: UTF8.self)
      self = RefName(name) == nil ? .broken : .symbolic(name)
      return
    }
    let id = bytes.withUnsafeBytes { ObjectID(hex: $0.prefix(40)) }
    guard let id, bytes.count == 40 || [0x20, 0x09, 0x0a, 0x0d].contains(bytes[40]) else {
      self = .broken
      return
    }
    self = .id(id)
  }
}
