#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension TreeFolder {
  /// Makes a file that is not there yet, and answers what `lstat` says of it.
  ///
  /// Not fsynced: a working file can be written again from its object.
  /// - Parameter modified: what its modification time is set to; nil leaves it at now.
  @discardableResult
  package func write(
    _ name: [UInt8], _ bytes: [UInt8], executable: Bool = false, modified: TreeStat.Moment? = nil
  ) throws(FileError) -> TreeStat {
    try write(name, bytes.span, executable: executable, modified: modified)
  }

  /// The same for bytes that are only lent.
  @discardableResult
  package func write(
    _ name: [UInt8], _ bytes: borrowing Span<UInt8>, executable: Bool, modified: TreeStat.Moment?
  ) throws(FileError) -> TreeStat {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let opened = unsafe withName(name) { name in
      Descriptor.opened { unsafe openat(descriptor, name, flags, executable ? 0o777 : 0o666) }
    }
    guard opened >= 0 else { throw .last("openat", path(of: name)) }
    defer { close(opened) }
    var written = 0
    while written < bytes.count {
      let rest = bytes.extracting(written..<bytes.count)
      let count = unsafe rest.withUnsafeBytes { unsafe Self.writeOnce(opened, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last("write", path(of: name))
      }
      written += count
    }
    if let modified {
      var times = [timespec(tv_sec: 0, tv_nsec: Self.omit), Self.time(modified)]
      guard unsafe futimens(opened, &times) == 0 else { throw .last("futimens", path(of: name)) }
    }
    var raw = RawStat()
    guard unsafe fstat(opened, &raw) == 0 else { throw .last("fstat", path(of: name)) }
    return TreeStat(raw)
  }

  /// Makes a link that is not there yet.
  @discardableResult
  package func link(
    _ name: [UInt8], to target: [UInt8], modified: TreeStat.Moment? = nil
  ) throws(FileError) -> TreeStat {
    // The file system would take the bytes before a NUL for the whole.
    guard !target.contains(0) else {
      throw FileError(.other(EINVAL), function: "symlinkat", path: path(of: name))
    }
    let code = unsafe withName(target) { target in
      unsafe withName(name) { unsafe symlinkat(target, descriptor, $0) }
    }
    guard code == 0 else { throw .last("symlinkat", path(of: name)) }
    if let modified {
      var times = [timespec(tv_sec: 0, tv_nsec: Self.omit), Self.time(modified)]
      let set = unsafe withName(name) { unsafe utimensat(descriptor, $0, &times, AT_SYMLINK_NOFOLLOW) }
      guard set == 0 else { throw .last("utimensat", path(of: name)) }
    }
    guard let stat = try stat(name) else {
      throw FileError(.absent, function: "fstatat", path: path(of: name))
    }
    return stat
  }

  /// Makes a folder; false where one is there already.
  ///
  /// Anything else of that name is an error.
  @discardableResult
  package func makeFolder(_ name: [UInt8]) throws(FileError) -> Bool {
    let code = unsafe withName(name) { unsafe mkdirat(descriptor, $0, 0o777) }
    if code == 0 { return true }
    let error = FileError.last("mkdirat", path(of: name))
    guard error.reason == .exists else { throw error }
    switch try stat(name)?.kind {
    case .folder: return false
    case .link: throw FileError(.link, function: "mkdirat", path: path(of: name))
    case .file, .other: throw FileError(.notFolder, function: "mkdirat", path: path(of: name))
    case nil: throw error
    }
  }

  /// Removes one name that is no folder; false where it is not there.
  @discardableResult
  package func remove(_ name: [UInt8]) throws(FileError) -> Bool {
    if unsafe withName(name, { unsafe unlinkat(descriptor, $0, 0) }) == 0 { return true }
    guard errno == ENOENT else { throw .last("unlinkat", path(of: name)) }
    return false
  }

  /// Lets its owner change a folder that may only be read, as some package managers leave theirs.
  func allowChanges() throws(FileError) {
    var raw = RawStat()
    guard unsafe fstat(descriptor, &raw) == 0 else { throw .last("fstat", path) }
    guard raw.st_mode & S_IWUSR == 0 else { return }
    guard fchmod(descriptor, 0o700) == 0 else { throw .last("fchmod", path) }
  }

  /// Removes a folder that is empty; false where it is not there or not empty.
  @discardableResult
  package func removeEmptyFolder(_ name: [UInt8]) throws(FileError) -> Bool {
    if unsafe withName(name, { unsafe unlinkat(descriptor, $0, AT_REMOVEDIR) }) == 0 { return true }
    guard errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST else {
      throw .last("unlinkat", path(of: name))
    }
    return false
  }

  /// Gives what stands at a name another name, in this or another folder.
  ///
  /// A file there is replaced,
  /// a folder only where it is empty.
  package func rename(
    _ name: [UInt8], to other: [UInt8], in folder: TreeFolder? = nil
  ) throws(FileError) {
    let target = (folder ?? self).descriptor
    let code = unsafe withName(name) { name in
      unsafe withName(other) { unsafe renameat(descriptor, name, target, $0) }
    }
    guard code == 0 else { throw .last("renameat", (folder ?? self).path(of: other)) }
  }

  /// Lets what was renamed or made in this folder survive a power cut.
  package func synchronize() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .last("fsync", path) }
  }

  private static var omit: Int {
    #if canImport(Glibc)
      (1 << 30) - 2
    #else
      Int(UTIME_OMIT)
    #endif
  }

  private static func time(_ moment: TreeStat.Moment) -> timespec {
    timespec(tv_sec: time_t(moment.seconds), tv_nsec: Int(moment.nanoseconds))
  }

  private static func writeOnce(_ opened: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(opened, buffer, count)
    #else
      unsafe Darwin.write(opened, buffer, count)
    #endif
  }
}
