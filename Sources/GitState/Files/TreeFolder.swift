#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// An open folder: everything is named relative to it, and no link is followed on the way.
///
/// Names are bytes, as the file system has them. The descriptor is closed with the last reference.
package final class TreeFolder: Sendable {
  let descriptor: Int32
  /// Where it was opened, for sentences only.
  package let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    close(descriptor)
  }

  /// Opens a folder by its path, which must not itself be a link.
  package convenience init(_ path: String) throws(FileError) {
    let descriptor = Descriptor.opened {
      unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }
    guard descriptor >= 0 else { throw .last("open", path) }
    self.init(descriptor: descriptor, path: path)
  }

  /// Opens the folder of that name in this one.
  package func folder(_ name: [UInt8]) throws(FileError) -> TreeFolder {
    let opened = unsafe withName(name) { name in
      Descriptor.opened { unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    }
    guard opened >= 0 else { throw .last("openat", path(of: name)) }
    return TreeFolder(descriptor: opened, path: path(of: name))
  }

  /// What stands at that name; nil where nothing does.
  ///
  /// The call is `fstatat` without following.
  package func stat(_ name: [UInt8]) throws(FileError) -> TreeStat? {
    var raw = RawStat()
    let code = unsafe withName(name) { unsafe fstatat(descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    guard code == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last("fstatat", path(of: name))
    }
    return TreeStat(raw)
  }

  /// The same for the end of a path, of which this folder is the beginning.
  package func stat(_ path: [UInt8], from start: Int) throws(FileError) -> TreeStat? {
    var raw = RawStat()
    let count = path.count - start
    let code = unsafe withUnsafeTemporaryAllocation(byteCount: count + 1, alignment: 1) { name in
      unsafe path.withUnsafeBytes {
        unsafe name.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
      unsafe name[count] = 0
      return unsafe fstatat(
        descriptor, name.baseAddress!.assumingMemoryBound(to: CChar.self), &raw, AT_SYMLINK_NOFOLLOW)
    }
    guard code == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last("fstatat", self.path(of: Array(path[start...])))
    }
    return TreeStat(raw)
  }

  /// What this folder itself is.
  package func stat() throws(FileError) -> TreeStat {
    var raw = RawStat()
    guard unsafe fstat(descriptor, &raw) == 0 else { throw .last("fstat", path) }
    return TreeStat(raw)
  }

  /// The names in this folder, in no order, without `.` and `..`; a kind where the file system tells it.
  package func names() throws(FileError) -> [(name: [UInt8], kind: TreeStat.Kind?)] {
    let copy = Descriptor.opened { unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard copy >= 0 else { throw .last("openat", path) }
    guard let stream = unsafe fdopendir(copy) else {
      close(copy)
      throw .last("fdopendir", path)
    }
    defer { unsafe closedir(stream) }
    var found: [(name: [UInt8], kind: TreeStat.Kind?)] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw .last("readdir", path) }
        return found
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: UInt8.self, capacity: 1) { start in
          unsafe Array(
            UnsafeBufferPointer(
              start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
      let kind: TreeStat.Kind? =
        switch Int32(unsafe entry.pointee.d_type) {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        case Int32(DT_LNK): .link
        case Int32(DT_UNKNOWN): nil
        default: .other
        }
      found.append((name, kind))
    }
  }

  func path(of name: [UInt8]) -> String {
    path + "/" + String(decoding: name, as: UTF8.self)
  }
}

/// C's `stat`, whose name a method here has too.
typealias RawStat = stat

/// Lends a name as C wants it.
///
/// Names with a NUL never come this far: trees are checked, and no folder has one.
func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  var terminated = name
  terminated.append(0)
  return unsafe terminated.withUnsafeBytes {
    // The array has at least its NUL, so it has an address.
    unsafe body($0.baseAddress!.assumingMemoryBound(to: CChar.self))
  }
}
