#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Which process, so that it can be told from a later one of the same id, after a restart or on another machine.
package struct ProcessIdentity: Hashable, Sendable {
  /// The machine's name.
  package let host: String
  /// What changes with every start of the machine.
  package let boot: String
  /// The process-id namespace: process 7 of one container is not process 7 of another.
  package let namespace: String
  package let process: Int32
  /// When the process started, in the system's own unit.
  package let started: String

  package init(host: String, boot: String, namespace: String, process: Int32, started: String) {
    self.host = host
    self.boot = boot
    self.namespace = namespace
    self.process = process
    self.started = started
  }

  /// This process.
  package static let current = ProcessIdentity(
    host: Environment.hostName, boot: bootID(), namespace: namespaceID(), process: Environment.processID,
    started: startTime(of: Environment.processID) ?? "")

  /// What can be said of a recorded process from here.
  package enum Fate: Hashable, Sendable {
    case alive
    case gone
    /// It ran on another machine or in another container: nobody here can tell.
    case unknown
  }

  /// Whether the process still runs, as far as this process can see.
  package var fate: Fate {
    let here = ProcessIdentity.current
    guard host == here.host, !boot.isEmpty, !here.boot.isEmpty else { return .unknown }
    guard boot == here.boot else { return .gone }
    guard namespace == here.namespace else { return .unknown }
    guard let now = ProcessIdentity.startTime(of: process) else { return .gone }
    return now == started ? .alive : .gone
  }

  #if canImport(Darwin)
    private static func bootID() -> String {
      var time = timeval()
      var size = MemoryLayout<timeval>.size
      guard unsafe sysctlbyname("kern.boottime", &time, &size, nil, 0) == 0 else { return "" }
      return "\(time.tv_sec)"
    }

    private static func namespaceID() -> String { "0" }

    /// nil where no such process runs.
    private static func startTime(of process: Int32) -> String? {
      var info = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.size
      var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, process]
      guard unsafe sysctl(&name, 4, &info, &size, nil, 0) == 0, size > 0 else { return nil }
      let time = unsafe info.kp_proc.p_starttime
      return "\(time.tv_sec).\(time.tv_usec)"
    }
  #else
    private static func bootID() -> String {
      let text = (try? systemText("/proc/sys/kernel/random/boot_id")) ?? ""
      return text.filter { !$0.isWhitespace }
    }

    private static func namespaceID() -> String {
      var target = [CChar](repeating: 0, count: 64)
      let count = unsafe readlink("/proc/self/ns/pid", &target, target.count - 1)
      return count > 0
        ? String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }

    /// The 22nd field of `/proc/<id>/stat`; nil where no such process runs, or it is a zombie.
    ///
    /// The second field is the program's name in parentheses and may hold anything, so counting starts after the last one.
    private static func startTime(of process: Int32) -> String? {
      guard let text = try? systemText("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
        return nil
      }
      let fields = text[text.index(after: end)...].split(separator: " ")
      guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
      return String(fields[19])
    }

    /// A file of `/proc`, whose size is said to be 0.
    private static func systemText(_ path: String) throws(FileError) -> String {
      let file = try Descriptor(unsafe open(path, O_RDONLY | O_CLOEXEC), "open", path)
      var count = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, initialized in
        count = Descriptor.uninterrupted { unsafe read(file.number, buffer.baseAddress, 4_096) }
        initialized = max(count, 0)
      }
      guard count >= 0 else { throw .last("read", path) }
      return String(decoding: bytes, as: UTF8.self)
    }
  #endif
}
