#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// One of the three streams that a process is started with, as a command uses it.
package enum StandardStream: Int32, Sendable {
  case input, output, errors

  /// Whether a terminal is at the other end.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// How many columns that terminal has; nil where it is none or doesn't say.
  package var columns: Int? {
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes all of it, however many calls that takes; false where nobody reads any more.
  ///
  /// - Throws: what else kept it from being written, a full disk for one.
  package func write(_ bytes: [UInt8]) throws(FileError) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        Descriptor.uninterrupted {
          #if canImport(Darwin)
            unsafe Darwin.write(rawValue, buffer.baseAddress! + written, buffer.count - written)
          #else
            unsafe Glibc.write(rawValue, buffer.baseAddress! + written, buffer.count - written)
          #endif
        }
      }
      guard count > 0 else {
        if errno == EPIPE { return false }
        throw .last("write", name)
      }
      written += count
    }
    return true
  }

  /// Everything up to the end, refused where it is more than `limit` bytes.
  package func readAll(limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var failed = false
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
        let count = Descriptor.uninterrupted { unsafe read(rawValue, buffer.baseAddress, 65_536) }
        failed = count < 0
        initialized = max(count, 0)
      }
      if failed { throw .last("read", name) }
      if chunk.isEmpty { return bytes }
      bytes += chunk
      guard bytes.count <= limit else {
        throw FileError(.tooLarge(limit: limit), function: "read", path: name)
      }
    }
  }

  private var name: String {
    switch self {
    case .input: "standard input"
    case .output: "standard output"
    case .errors: "standard error"
    }
  }
}
