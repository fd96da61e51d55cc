/// A lock file that is about to be taken.
package struct RecordedLock: Hashable, Sendable {
  /// Absolute, ending in `.lock`.
  package let path: String
  /// What its taker will write into it; nil where that isn't known beforehand.
  ///
  /// A lock file found with other content was taken by somebody else.
  package let content: String?

  package init(path: String, content: String? = nil) {
    self.path = path
    self.content = content
  }
}

/// Who is about to take which lock files: written before they are taken, struck out or removed after they are released.
///
/// ```text
/// gitstate-locks 1
/// host build-7
/// boot 7c5e…
/// namespace pid:[4026531836]
/// process 4711
/// started 902133
/// done 1767225600000000000 "8f3c…\n" /srv/repository/.git/refs/heads/plan/x.lock
/// lock 1767225600000700000 "91c0…\n" /srv/repository/.git/refs/heads/plan/x.lock
/// ```
///
/// A line that lacks its line break was not finished, so its lock was not taken.
struct LockRecord: Sendable {
  struct Line: Hashable, Sendable {
    let lock: RecordedLock
    /// The wall clock just before it was taken, nanoseconds.
    let since: Int64
  }

  let identity: ProcessIdentity
  var lines: [Line] = []

  init(_ identity: ProcessIdentity) {
    self.identity = identity
  }

  var header: String {
    """
    gitstate-locks 1
    host \(identity.host)
    boot \(identity.boot)
    namespace \(identity.namespace)
    process \(identity.process)
    started \(identity.started)

    """
  }

  /// Stands over the beginning of a line whose lock is released again.
  static var struck: [UInt8] { Array("done".utf8) }

  static func line(_ lock: RecordedLock, since: Int64) -> [UInt8] {
    var line = Array("lock \(since) ".utf8)
    if let content = lock.content {
      // By bytes: a line is written for each lock that is taken.
      line += "\"".utf8
      for byte in content.utf8 {
        if byte == UInt8(ascii: "\n") { line += "\\n".utf8 } else { line.append(byte) }
      }
      line += "\"".utf8
    } else {
      line += "-".utf8
    }
    return line + " \(lock.path)\n".utf8
  }

  /// What a record says; nil where its header is not whole.
  init?(_ text: String) {
    // By bytes: whoever meets a lock that is held reads all records, over and over.
    var rest = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    func value(_ key: String) -> String? {
      let label = Array((key + " ").utf8)
      guard let line = rest.popFirst(), line.starts(with: label) else { return nil }
      return String(Substring(line.dropFirst(label.count)))
    }
    guard let version = value("gitstate-locks"), version == "1", let host = value("host"),
      let boot = value("boot"),
      let namespace = value("namespace"), let process = value("process").flatMap({ Int32($0) }),
      let started = value("started")
    else { return nil }
    identity = ProcessIdentity(
      host: host, boot: boot, namespace: namespace, process: process, started: started)
    for line in rest {
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3).map { Substring($0) }
      guard words.count == 4, words[0] == "lock", let since = Int64(words[1]) else { continue }
      let content = words[2] == "-" ? nil : LockRecord.content(words[2])
      lines.append(Line(lock: RecordedLock(path: String(words[3]), content: content), since: since))
    }
  }

  /// What a line's quoted content stands for.
  private static func content(_ quoted: Substring) -> String {
    var bytes: [UInt8] = []
    for byte in quoted.utf8.dropFirst().dropLast() {
      if byte == UInt8(ascii: "n"), bytes.last == UInt8(ascii: "\\") {
        bytes[bytes.count - 1] = UInt8(ascii: "\n")
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
