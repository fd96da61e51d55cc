#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The two descriptors that the protocol is spoken on, out of everybody else's reach.
struct WireStreams: Sendable {
  let input: Int32
  let output: Int32
  /// What the output is, where it can be written without waiting.
  private let kind: Kind?

  private enum Kind { case pipe, socket }

  /// Takes standard input and output for the protocol alone; nil where one of them is closed.
  ///
  /// The protocol gets private copies that no child inherits. Descriptor 0 then reads nothing and 1 goes to standard
  /// error, so that neither a stray `print` nor a child can touch the wire.
  static func takeStandard() -> WireStreams? {
    openMissing()
    let input = duplicate(STDIN_FILENO)
    let output = duplicate(STDOUT_FILENO)
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    guard input >= 0, output >= 0, null >= 0 else { return nil }
    dup2(null, STDIN_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    close(null)
    return WireStreams(input: input, output: output, kind: kind(of: output))
  }

  private static func kind(of descriptor: Int32) -> Kind? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFIFO: return .pipe
    case S_IFSOCK: return .socket
    default: return nil
    }
  }

  /// Opens what of 0, 1 and 2 is closed on nothing, since the next file opened would get its number.
  private static func openMissing() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one, for those below were just seen to be open.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  private static func duplicate(_ descriptor: Int32) -> Int32 {
    // 3 and up: the lower numbers have their meaning.
    fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
  }
}

extension WireStreams {
  /// Waits for bytes and gives at most `capacity` of them; none at the end of the input.
  func read(into buffer: inout [UInt8]) -> Int {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        #if canImport(Darwin)
          unsafe Darwin.read(input, bytes.baseAddress, bytes.count)
        #else
          unsafe Glibc.read(input, bytes.baseAddress, bytes.count)
        #endif
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: wait(for: input, POLLIN)
      default: return 0
      }
    }
  }

  /// Writes all bytes, however long the reader takes; false where nobody reads any more.
  func write(_ bytes: [UInt8]) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
        #if canImport(Darwin)
          return unsafe Darwin.write(output, rest.baseAddress, rest.count)
        #else
          return unsafe Glibc.write(output, rest.baseAddress, rest.count)
        #endif
      }
      if count >= 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: wait(for: output, POLLOUT)
      default: return false
      }
    }
    return true
  }

  /// Writes what can be written without waiting for the reader, and says how many bytes that was.
  func writeAtOnce(_ bytes: [UInt8]) -> Int {
    switch kind {
    case .pipe:
      // One that has room has it for so many.
      guard bytes.count <= Int(PIPE_BUF), isReady(output, POLLOUT), write(bytes) else { return 0 }
      return bytes.count
    case .socket:
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(output, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      return max(count, 0)
    case nil: return 0
    }
  }

  private func isReady(_ descriptor: Int32, _ event: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return unsafe poll(&request, 1, 0) == 1 && request.revents == Int16(event)
  }

  /// Waits until a descriptor is ready that somebody else, who has it too, made non-blocking.
  private func wait(for descriptor: Int32, _ event: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    unsafe poll(&request, 1, -1)
  }
}
