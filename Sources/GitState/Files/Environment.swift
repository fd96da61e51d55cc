#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// What the process was started with.
package enum Environment {
  /// An environment variable; nil where it is not set.
  package static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// The current folder, absolute; nil where it was removed under us.
  package static var currentDirectory: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// This process's id.
  package static var processID: Int32 { getpid() }

  /// A number that no other running thread of this process has.
  package static var threadID: UInt64 {
    #if canImport(Darwin)
      var id: UInt64 = 0
      _ = unsafe pthread_threadid_np(nil, &id)
      return id
    #else
      return UInt64(pthread_self())
    #endif
  }

  /// The id of the user that this process acts as.
  package static var userID: UInt32 { geteuid() }

  /// The machine's name in the network.
  package static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    let count = name.count - 1
    guard unsafe name.withUnsafeMutableBufferPointer({ unsafe gethostname($0.baseAddress!, count) }) == 0
    else {
      return "localhost"
    }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
