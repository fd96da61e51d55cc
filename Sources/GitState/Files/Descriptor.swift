#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The one owner of a file descriptor, which it closes when it goes out of scope.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  /// Takes what a call such as `open` answers, asked again for as long as a signal interrupts it, unless it fails.
  init(_ call: @autoclosure () -> Int32, _ function: String, _ path: String) throws(FileError) {
    try self.init(taking: Descriptor.opened(call), function, path)
  }

  /// Takes what a call such as `open` answered, unless it failed.
  init(taking number: Int32, _ function: String, _ path: String) throws(FileError) {
    guard number >= 0 else { throw .last(function, path) }
    self.number = number
  }

  /// What a call such as `open` answers, once no signal interrupts it: a file system of another machine's may take its time.
  static func opened(_ call: () -> Int32) -> Int32 {
    Int32(uninterrupted { Int(call()) })
  }

  deinit {
    _ = close(number)
  }

  /// Repeats a call for as long as a signal interrupts it.
  static func uninterrupted(_ call: () -> Int) -> Int {
    while true {
      let answer = call()
      if answer >= 0 || errno != EINTR { return answer }
    }
  }

  /// A few lines, which is all that most of git's own files hold: whole by the line feed at their end, without a look
  /// at their size; nil where it takes more than this to say.
  func readLines(limit: Int) -> [UInt8]? {
    let room = 512
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      // Nothing is taken from a pipe by this.
      initialized = max(0, Descriptor.uninterrupted { unsafe pread(number, buffer.baseAddress, room, 0) })
    }
    return bytes.count < room && bytes.count <= limit && bytes.last == UInt8(ascii: "\n") ? bytes : nil
  }

  /// Everything up to the end, refused where it is more than `limit` bytes.
  func readAll(limit: Int, _ path: String) throws(FileError) -> [UInt8] {
    let status = try status(path)
    guard status.kind == .file else { throw FileError(.notFile, function: "read", path: path) }
    guard status.size <= limit else { throw FileError(.tooLarge(limit: limit), function: "read", path: path) }
    var bytes: [UInt8] = []
    // One byte more than is expected, so that the end is seen without another call.
    var room = status.size + 1
    while true {
      let wanted = room
      var failed = false
      var count = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
        count = Descriptor.uninterrupted { unsafe read(number, buffer.baseAddress, wanted) }
        failed = count < 0
        initialized = max(count, 0)
      }
      if failed { throw .last("read", path) }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else {
        throw FileError(.tooLarge(limit: limit), function: "read", path: path)
      }
      if count < wanted, bytes.count == status.size { return bytes }
      room = 4_096
    }
  }

  /// Writes all of it, however many calls that takes.
  ///
  /// - Parameter place: where in the file it begins; nil where the file goes on.
  func writeAll(_ bytes: [UInt8], at place: Int64? = nil, _ path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        Descriptor.uninterrupted {
          let (rest, count) = unsafe (buffer.baseAddress! + written, buffer.count - written)
          guard let place else { return unsafe write(number, rest, count) }
          return unsafe pwrite(number, rest, count, off_t(place) + off_t(written))
        }
      }
      guard count > 0 else { throw .last("write", path) }
      written += count
    }
  }

  /// Lets the system begin to write to the disk, and waits for nothing: what counts is the fsync that follows.
  func startWriting() {
    #if !canImport(Darwin)
      // Linux begins to write what is to leave the cache.
      _ = posix_fadvise(number, 0, 0, POSIX_FADV_DONTNEED)
    #endif
  }

  /// Makes what was written survive a power cut.
  func synchronize(_ path: String) throws(FileError) {
    guard Descriptor.uninterrupted({ Int(fsync(number)) }) == 0 else { throw .last("fsync", path) }
  }

  func status(_ path: String) throws(FileError) -> FileStatus {
    var raw = stat()
    guard unsafe fstat(number, &raw) == 0 else { throw .last("fstat", path) }
    return FileStatus(raw)
  }
}
