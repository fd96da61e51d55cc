#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Single files by their whole path, for paths that gitstate itself put together.
///
/// A path that a caller or a tree had a say in is opened below a ``Folder``, which follows no link.
package enum File {
  /// The bytes of a regular file, refused where they are more than `limit`.
  ///
  /// A pipe or a device is refused at once, never waited for.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try Descriptor(unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), "open", path)
    if let lines = file.readLines(limit: limit) { return lines }
    return try file.readAll(limit: limit, path)
  }

  /// The text of a regular file, with U+FFFD where it is not UTF-8; nil where it is not there.
  package static func text(_ path: String, limit: Int) throws(FileError) -> String? {
    do {
      return String(decoding: try read(path, limit: limit), as: UTF8.self)
    } catch {
      switch error.reason {
      case .absent, .notFolder: return nil
      default: throw error
      }
    }
  }

  /// What is there, links not followed; nil where nothing is.
  package static func status(_ path: String) throws(FileError) -> FileStatus? {
    var raw = stat()
    guard unsafe lstat(path, &raw) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last("lstat", path)
    }
    return FileStatus(raw)
  }

  /// What tells a file or folder from every other, links followed.
  package static func identity(_ path: String) throws(FileError) -> FileIdentity {
    var raw = stat()
    guard unsafe stat(path, &raw) == 0 else { throw .last("stat", path) }
    return FileIdentity(device: UInt64(truncatingIfNeeded: raw.st_dev), inode: UInt64(raw.st_ino))
  }

  /// When a new file survives a power cut.
  package enum Durability: Sendable {
    /// When the system comes round to it.
    case none
    /// After a later ``File/synchronize(_:)``; the system begins with it now, so that it goes to the disk together with
    /// what is synced in between.
    case begun
    /// Before the call returns.
    case synced
  }

  /// Makes a file that must not be there yet (`O_EXCL`).
  package static func create(
    _ path: String, _ bytes: [UInt8] = [], permissions: UInt32 = 0o666, durability: Durability = .none
  ) throws(FileError) {
    let file = try Descriptor(
      unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(permissions)), "open",
      path)
    do throws(FileError) {
      try file.writeAll(bytes, path)
      switch durability {
      case .none: break
      case .begun: file.startWriting()
      case .synced: try file.synchronize(path)
      }
    } catch {
      _ = unsafe unlink(path)
      throw error
    }
  }

  /// Adds bytes at a file's end, made where it is not there.
  package static func append(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let file = try Descriptor(
      unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o666), "open", path)
    try file.writeAll(bytes, path)
  }

  /// Puts a file in place whole: any reader, and any crash, sees the old one or the new one.
  ///
  /// A temporary neighbour is written, fsynced, renamed, and the folder fsynced.
  package static func replace(
    _ path: String, with bytes: [UInt8], permissions: UInt32 = 0o666, durable: Bool = true
  ) throws(FileError) {
    let neighbour = "\(path).\(randomHex(digits: 16)).tmp"
    try create(neighbour, bytes, permissions: permissions, durability: durable ? .synced : .none)
    do throws(FileError) {
      try rename(neighbour, to: path)
    } catch {
      _ = unsafe unlink(neighbour)
      throw error
    }
    if durable { try synchronizeFolder(folder(of: path)) }
  }

  /// Sets both times of a file to now; false where it is not there.
  package static func touch(_ path: String) -> Bool {
    unsafe utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// Gives a file a second name; false where no file is there.
  ///
  /// Where the file system gives no second names, it is copied.
  @discardableResult
  package static func link(_ path: String, to new: String) throws(FileError) -> Bool {
    if unsafe linkat(AT_FDCWD, path, AT_FDCWD, new, 0) == 0 { return true }
    switch errno {
    case ENOENT: return false
    case EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV:
      try create(new, try read(path, limit: 1 << 31))
      return true
    default: throw .last("link", new)
    }
  }

  /// Renames a file or folder over whatever `rename` replaces.
  package static func rename(_ path: String, to new: String) throws(FileError) {
    #if canImport(Darwin)
      let answer = unsafe Darwin.rename(path, new)
    #else
      let answer = unsafe Glibc.rename(path, new)
    #endif
    guard answer == 0 else { throw .last("rename", path) }
  }

  /// Removes a file or a link; false where it was not there.
  @discardableResult
  package static func remove(_ path: String) throws(FileError) -> Bool {
    if unsafe unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw .last("unlink", path)
  }

  /// Removes a folder if it is empty; false where it is not, or is not there.
  @discardableResult
  package static func removeEmptyFolder(_ path: String) -> Bool {
    unsafe rmdir(path) == 0
  }

  /// Makes a file's content survive a power cut.
  package static func synchronize(_ path: String) throws(FileError) {
    let file = try Descriptor(unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), "open", path)
    try file.synchronize(path)
  }

  /// Makes the names in a folder survive a power cut.
  package static func synchronizeFolder(_ path: String) throws(FileError) {
    let folder = try Descriptor(unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", path)
    try folder.synchronize(path)
  }

  /// The path without links and dots.
  ///
  /// Everything on it must be there. The function is `realpath`.
  package static func realPath(_ path: String) throws(FileError) -> String {
    guard let real = unsafe realpath(path, nil) else { throw .last("realpath", path) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// A path without its last component: `/a/b` of `/a/b/c`, `.` of a bare name.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
