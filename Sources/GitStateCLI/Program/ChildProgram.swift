#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif
import Files

/// A program of the system that is started, listened to and waited for: the one place that starts any.
///
/// No shell is between: the words arrive as they are. Its standard input is empty; both of its outputs come here.
enum ChildProgram {
  /// What it left.
  struct Ending {
    /// The exit code; 128 and the signal's number where a signal ended it.
    let status: Int32
    let output: [UInt8]
  }

  /// The absolute path of a program, by the absolute folders of `PATH`; nil where there is none.
  static func find(_ name: String) -> String? {
    let folders = (Environment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first { path in
      guard let kind = try? File.status(path)?.kind, kind != .folder else { return false }
      return unsafe access(path, X_OK) == 0
    }
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - variables: of its environment, beside those of this process; nil takes one away.
  ///   - heard: gets each line of its standard error when it comes.
  static func run(
    _ path: String, _ arguments: [String], variables: [(String, String?)], heard: (String) -> Void
  ) throws(FileError) -> Ending {
    var output = try Pipe(path)
    var errors = try Pipe(path)
    let id = try spawn(path, arguments, environment(with: variables), output.write, errors.write)
    output.closeWriting()
    errors.closeWriting()
    var bytes: [UInt8] = []
    var line: [UInt8] = []
    func hear(_ chunk: [UInt8]) {
      for byte in chunk {
        // A bar draws over itself: each of its states is a line.
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          if !line.isEmpty { heard(String(decoding: line, as: UTF8.self)) }
          line = []
        } else if line.count < 4_096 {
          line.append(byte)
        }
      }
    }
    var status: Int32?
    while true {
      // What it started may hold its outputs open and outlive it, as a shared ssh connection does.
      let isQuiet = wait(for: [output.read, errors.read], milliseconds: status == nil ? 100 : 0)
      if !isQuiet {
        bytes += output.take()
        hear(errors.take())
      }
      if output.isAtEnd, errors.isAtEnd, status == nil { status = try ended(id, path, waiting: true) }
      if let status, isQuiet || (output.isAtEnd && errors.isAtEnd) {
        hear([UInt8(ascii: "\n")])
        return Ending(status: status, output: bytes)
      }
      if status == nil { status = try ended(id, path, waiting: false) }
    }
  }

  private static func environment(with variables: [(String, String?)]) -> [String] {
    var lines: [String] = []
    var index = 0
    #if canImport(Darwin)
      let environ = unsafe _NSGetEnviron().pointee!
    #endif
    while let entry = unsafe environ[index] {
      lines.append(unsafe String(cString: entry))
      index += 1
    }
    for (name, value) in variables {
      lines.removeAll { $0.hasPrefix(name + "=") }
      if let value { lines.append("\(name)=\(value)") }
    }
    return lines
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String], _ output: Int32, _ errors: Int32
  ) throws(FileError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // Whoever started us may have the signal of a closed pipe ignored; what is started here has not.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    var settings = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe words.forEach { unsafe free($0) }
      unsafe settings.forEach { unsafe free($0) }
    }
    var id: pid_t = 0
    let code = unsafe posix_spawn(&id, path, &actions, &attributes, &words, &settings)
    guard code == 0 else { throw FileError(.other(code), function: "posix_spawn", path: path) }
    return id
  }

  /// Its status; nil where it goes on.
  private static func ended(_ id: pid_t, _ path: String, waiting: Bool) throws(FileError) -> Int32? {
    var raw: Int32 = 0
    while true {
      let found = unsafe waitpid(id, &raw, waiting ? 0 : WNOHANG)
      if found == id { return raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f) }
      if found == 0 { return nil }
      guard errno == EINTR else { throw FileError(.other(errno), function: "waitpid", path: path) }
    }
  }

  /// Waits until one of them can be read, or has ended; true where none does in that time.
  private static func wait(for descriptors: [Int32], milliseconds: Int32) -> Bool {
    var all = descriptors.filter { $0 >= 0 }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    return unsafe poll(&all, nfds_t(all.count), milliseconds) <= 0
  }
}

/// A pipe of which this process reads one end.
private struct Pipe: ~Copyable {
  /// -1 when it is closed.
  private(set) var read: Int32
  private(set) var write: Int32

  var isAtEnd: Bool { read < 0 }

  init(_ path: String) throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw FileError(.other(errno), function: "pipe", path: path) }
    (read, write) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(read, F_SETFL, O_NONBLOCK)
  }

  deinit {
    if read >= 0 { close(read) }
    if write >= 0 { close(write) }
  }

  mutating func closeWriting() {
    close(write)
    write = -1
  }

  /// What is there now.
  mutating func take() -> [UInt8] {
    guard read >= 0 else { return [] }
    let descriptor = read
    var count = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
      count = unsafe readBytes(descriptor, buffer.baseAddress, 65_536)
      initialized = max(count, 0)
    }
    if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) {
      close(read)
      read = -1
    }
    return chunk
  }
}

/// Outside the type, where `read` is the function and not the descriptor of that name.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}
