#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension Folder {
  /// One entry of a folder.
  package struct Entry: Hashable, Sendable {
    /// With U+FFFD where it is not UTF-8.
    package let name: String
    /// nil where the file system doesn't say without a `stat`.
    package let kind: FileStatus.Kind?
  }

  /// What is in a folder that is trusted, in no order, without `.` and `..`.
  package static func entries(of path: String) throws(FileError) -> [Entry] {
    guard let stream = unsafe opendir(path) else { throw .last("opendir", path) }
    defer { unsafe closedir(stream) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw .last("readdir", path) }
        return entries
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let kind: FileStatus.Kind? =
        switch unsafe Int32(entry.pointee.d_type) {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        case Int32(DT_LNK): .link
        case Int32(DT_UNKNOWN): nil
        default: .other
        }
      entries.append(Entry(name: name, kind: kind))
    }
  }

  /// What is at a path below, its last component not followed; nil where nothing is.
  package func status(_ relative: String) throws(FileError) -> FileStatus? {
    do throws(FileError) {
      let place = try parent(of: relative)
      var raw = stat()
      guard unsafe fstatat(place.number, place.name, &raw, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw .last("fstatat", "\(path)/\(relative)")
      }
      return FileStatus(raw)
    } catch {
      switch error.reason {
      case .absent, .notFolder: return nil
      default: throw error
      }
    }
  }

  /// The bytes of a regular file below, refused where they are more than `limit`.
  package func read(_ relative: String, limit: Int) throws(FileError) -> [UInt8] {
    let place = try parent(of: relative)
    let whole = "\(path)/\(relative)"
    let file = try Descriptor(
      unsafe openat(
        place.number, place.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK),
      "openat", whole)
    return try file.readAll(limit: limit, whole)
  }

  /// Puts a file in place whole: written beside, fsynced, renamed, the folder fsynced.
  package func replace(
    _ relative: String, with bytes: [UInt8], permissions: UInt32 = 0o666, durable: Bool = true
  ) throws(FileError) {
    let place = try parent(of: relative)
    let whole = "\(path)/\(relative)"
    let neighbour = "\(place.name).\(randomHex(digits: 16)).tmp"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = try Descriptor(
      unsafe openat(place.number, neighbour, flags, mode_t(permissions)), "openat", whole)
    do throws(FileError) {
      try file.writeAll(bytes, whole)
      if durable { try file.synchronize(whole) }
      guard unsafe renameat(place.number, neighbour, place.number, place.name) == 0 else {
        throw .last("rename", whole)
      }
    } catch {
      _ = unsafe unlinkat(place.number, neighbour, 0)
      throw error
    }
    if durable, Descriptor.uninterrupted({ Int(fsync(place.number)) }) != 0 { throw .last("fsync", whole) }
  }

  /// Removes what ``replace(_:with:permissions:durable:)`` left beside a file when it was killed.
  ///
  /// The caller makes sure that nobody is at it now.
  package func removeUnfinished(of relative: String) {
    let folder = File.folder(of: "\(path)/\(relative)")
    guard let place = try? parent(of: relative), let entries = try? Folder.entries(of: folder) else { return }
    for entry in entries where entry.name.hasPrefix("\(place.name).") && entry.name.hasSuffix(".tmp") {
      let middle = entry.name.dropFirst(place.name.count + 1).dropLast(4)
      guard middle.utf8.count == 16, middle.allSatisfy(\.isHexDigit) else { continue }
      _ = unsafe unlinkat(place.number, entry.name, 0)
    }
  }

  /// Renames something below to another path below.
  package func rename(_ relative: String, to other: String) throws(FileError) {
    let from = try parent(of: relative)
    let to = try parent(of: other)
    guard
      unsafe renameat(from.number, from.name, to.number, to.name) == 0
    else { throw .last("rename", "\(path)/\(relative)") }
  }

  /// Removes a file or a link below; false where it was not there.
  @discardableResult
  package func remove(_ relative: String) throws(FileError) -> Bool {
    try unlink(relative, flags: 0)
  }

  /// Removes an empty folder below; false where it was not there.
  @discardableResult
  package func removeFolder(_ relative: String) throws(FileError) -> Bool {
    try unlink(relative, flags: AT_REMOVEDIR)
  }

  private func unlink(_ relative: String, flags: Int32) throws(FileError) -> Bool {
    do throws(FileError) {
      let place = try parent(of: relative)
      guard unsafe unlinkat(place.number, place.name, flags) == 0 else {
        throw .last("unlink", "\(path)/\(relative)")
      }
      return true
    } catch {
      switch error.reason {
      case .absent: return false
      default: throw error
      }
    }
  }
}
