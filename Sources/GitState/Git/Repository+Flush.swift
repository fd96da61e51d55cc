internal import CDeflate
internal import CLibGit2
internal import Files

extension Repository {
  /// Stores the objects that wait: a few each in a file of its own, many as one pack.
  ///
  /// To be called before anything that lasts names one of them: a ref, an index, another handle that reads.
  package func flush() throws(GitError) {
    let waiting = stage.waiting
    guard !waiting.isEmpty else { return }
    guard !stage.isHeld else {
      throw GitError(
        .unsupported, function: "flush", subject: commonDirectory,
        message: "what is made for a look is never stored")
    }
    let isPacked = waiting.count > Library.looseObjects
    var files: [FileBatch.File] = []
    for object in waiting where !isPacked || object.isDense {
      files.append(.init(path: loosePath(of: object.id), bytes: try object.encoded()))
    }
    if isPacked {
      files += try PackWriter.files(of: waiting.filter { !$0.isDense }, in: "\(commonDirectory)/objects/pack")
    }
    try place(files)
    if isPacked {
      let odb = odb.raw
      try check("git_odb_refresh", "a pack") { git_odb_refresh(odb) }
    }
    stage.removeFirst(waiting.count)
  }

  /// Stores the objects that wait where they are many, so that a turn to write that is taken next is a short one.
  package func flushMany() throws(GitError) {
    if stage.waiting.count > Library.looseObjects { try flush() }
  }

  /// `git prune --expire=now` beside this takes files and folders that nothing names yet: then once more.
  private func place(_ files: [FileBatch.File]) throws(GitError) {
    var backoff = Backoff()
    while true {
      do throws(FileError) {
        return try FileBatch.write(
          files, prefix: "tmp_obj_", permissions: 0o444, durable: Library.isDurable)
      } catch {
        #if PLANTED_BUGS
          if Planted.isOn(.uncheckedWrite) { return }
        #endif
        guard case .absent = error.reason, backoff.pause() else { throw GitError(error) }
      }
    }
  }

  /// Where an object is that has a file of its own.
  func loosePath(of id: ObjectID) -> String {
    let hex = id.description
    return "\(commonDirectory)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }
}

extension ObjectStage.Object {
  /// The object as a file of its own holds it: `kind SP size NUL bytes`, deflated as fast as can be, which is git's
  /// own default.
  ///
  /// What fits in one block of a disk takes that block anyhow, and is stored as it is: to set a deflater up costs more than
  /// all else that is done for a small object.
  fileprivate func encoded() throws(GitError) -> [UInt8] {
    let plain = Array("\(kind.word) \(bytes.count)\0".utf8) + bytes
    if plain.count <= Self.smallest { return Self.stored(plain) }
    return try Deflater(isDense: isDense).deflate(plain)
  }

  /// With what stands around it, no more than 4 KiB.
  private static var smallest: Int { 4_096 - 11 }

  /// A zlib stream (RFC 1950) of one stored block (RFC 1951, 3.2.4).
  private static func stored(_ plain: [UInt8]) -> [UInt8] {
    let size = UInt16(plain.count)
    let sum = libdeflate_adler32(1, plain, plain.count)
    var stream: [UInt8] = [0x78, 0x01, 0x01]
    stream.reserveCapacity(plain.count + 11)
    for word in [size, ~size] { stream += [UInt8(truncatingIfNeeded: word), UInt8(word >> 8)] }
    stream += plain
    for shift in [24, 16, 8, 0] { stream.append(UInt8(truncatingIfNeeded: sum >> UInt32(shift))) }
    return stream
  }
}
