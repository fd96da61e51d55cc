/// A lock file that is there, and what is known of whoever took it: looked at without writing anything.
package struct SeenLock: Hashable, Sendable {
  package enum Taker: Hashable, Sendable {
    /// A gitstate process that runs.
    case alive(ProcessIdentity)
    /// A gitstate process that is gone.
    case gone(ProcessIdentity)
    /// A gitstate process of another machine or container.
    case elsewhere(ProcessIdentity)
    /// Whoever took it did so before this machine was started.
    case beforeStart
    /// Another program.
    case other
  }

  /// Absolute.
  package let path: String
  package let taker: Taker
  package let status: FileStatus

  /// Seconds since it was written.
  package var age: Int { Int(max(0, WallClock.age(of: status.modified)) / 1_000_000_000) }
}

extension StaleLocks {
  /// What is known of a lock file; nil where it is not there any more, or is no file.
  package static func look(at path: String, in common: String) -> SeenLock? {
    guard let status = try? File.status(path), status.kind == .file else { return nil }
    let records = records(in: common + "/gitstate", sweeping: false).filter { _, record in
      record.lines.contains { $0.lock.path == path }
    }
    func seen(_ taker: SeenLock.Taker) -> SeenLock { SeenLock(path: path, taker: taker, status: status) }
    for (_, record) in records where record.identity.fate == .alive { return seen(.alive(record.identity)) }
    for (_, record) in records where record.identity.fate == .unknown {
      return seen(.elsewhere(record.identity))
    }
    for (_, record) in records
    where record.lines.contains(where: { $0.lock.path == path && isLeft(by: $0) }) {
      return seen(.gone(record.identity))
    }
    guard (try? File.status(path)) == status else { return nil }
    return seen(isOlderThanStart(status) ? .beforeStart : .other)
  }

  /// Whether a power cut left it: nobody on another machine could have taken it since.
  package static func isOlderThanStart(_ status: FileStatus) -> Bool {
    status.kind == .file && status.changed < WallClock.start && FileSystems.isLocal(status.device)
  }
}
