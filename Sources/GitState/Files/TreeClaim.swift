#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// An exclusive claim on a working tree's name, which ends with this value or with the process.
///
/// It is an `flock`: what was begun under a claim that is free again was begun by a process that is gone. The lock
/// file stays, for removing one that another has opened would let two processes hold the claim.
package struct TreeClaim: ~Copyable, Sendable {
  private let held: Descriptor

  /// Takes the claim that the file at `path` stands for; nil where another process holds it for all that time.
  ///
  /// - Parameter wait: how long to wait for others, nanoseconds; 0 asks once.
  package static func take(_ path: String, waitingAtMost wait: Int64) throws(FileError) -> TreeClaim? {
    let file = try Descriptor(
      unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666), "open", path)
    var backoff = Backoff(lowest: 500_000, highest: 10_000_000, total: wait)
    while !claim(file.number) {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .last("flock", path) }
      guard wait > 0, backoff.pause() else { return nil }
    }
    return TreeClaim(held: file)
  }

  /// Whether some process holds the claim at this moment; asked without leaving a file.
  package static func isHeld(_ path: String) -> Bool {
    guard let file = try? Descriptor(unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), "open", path)
    else {
      return false
    }
    return !claim(file.number) && errno == EWOULDBLOCK
  }
}

/// Outside the type, where `flock` is the function and not the structure of that name.
private func claim(_ number: Int32) -> Bool {
  flock(number, LOCK_EX | LOCK_NB) == 0
}
