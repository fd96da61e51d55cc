#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension TreeFolder {
  /// The bytes of a regular file; a link, a pipe or a device is refused, and so is more than `limit` bytes.
  package func read(_ name: [UInt8], limit: Int = 1 << 31) throws(FileError) -> [UInt8] {
    // O_NONBLOCK, so that a pipe put there does not hold the caller up.
    let opened = unsafe withName(name) { name in
      Descriptor.opened { unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    }
    guard opened >= 0 else { throw .last("openat", path(of: name)) }
    defer { close(opened) }
    var raw = RawStat()
    guard unsafe fstat(opened, &raw) == 0 else { throw .last("fstat", path(of: name)) }
    guard raw.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.notFile, function: "read", path: path(of: name))
    }
    guard raw.st_size <= limit else {
      throw FileError(.tooLarge(limit: limit), function: "read", path: path(of: name))
    }
    return try readAll(opened, expecting: Int(raw.st_size), name, limit: limit)
  }

  /// Where a link points.
  package func target(ofLink name: [UInt8]) throws(FileError) -> [UInt8] {
    var length = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        length = unsafe withName(name) {
          unsafe readlinkat(descriptor, $0, text.baseAddress!, 4_096)
        }
      }
      count = max(length, 0)
    }
    guard length >= 0 else { throw .last("readlinkat", path(of: name)) }
    guard length < 4_096 else {
      throw FileError(.other(ENAMETOOLONG), function: "readlinkat", path: path(of: name))
    }
    return bytes
  }

  /// Reads up to the end, though the file may have grown or shrunk since its size was read.
  private func readAll(
    _ opened: Int32, expecting size: Int, _ name: [UInt8], limit: Int
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var room = size + 1
    while true {
      let start = bytes.count
      var got = 0
      let wanted = room
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        repeat {
          got = unsafe Self.readOnce(opened, buffer.baseAddress, wanted)
        } while got < 0 && errno == EINTR
        count = max(got, 0)
      }
      guard got >= 0 else { throw .last("read", path(of: name)) }
      if start == 0 { bytes = chunk } else { bytes += chunk }
      if got == 0 { return bytes }
      guard bytes.count <= limit else {
        throw FileError(.tooLarge(limit: limit), function: "read", path: path(of: name))
      }
      room = max(size + 1 - bytes.count, 65_536)
      if got < wanted && bytes.count == size { return bytes }
    }
  }

  private static func readOnce(_ opened: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(opened, buffer, count)
    #else
      unsafe Darwin.read(opened, buffer, count)
    #endif
  }
}
