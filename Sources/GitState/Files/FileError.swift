#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A refused call of the operating system: which function, why, on what path.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The failures of the machine itself, which say nothing of the thing that was asked for.
  private static let machineFailures = [EIO, EMFILE, ENFILE, ENOMEM, EINTR]

  /// The `errno` of the machine's failure that a message of another's tells; nil where it tells none.
  package static func machineFailure(in message: String) -> Int32? {
    machineFailures.first { code in
      unsafe strerror(code).map { unsafe message.contains(String(cString: $0)) } ?? false
    }
  }

  /// All that callers act on.
  package enum Reason: Hashable, Sendable {
    /// It is not there (`ENOENT`).
    case absent
    /// It is there already (`EEXIST`), or a folder that should be empty is not (`ENOTEMPTY`).
    case exists
    /// Permission is missing (`EACCES`, `EPERM`).
    case denied
    /// The file system is mounted read-only (`EROFS`).
    case readOnly
    /// The disk or the quota is full (`ENOSPC`, `EDQUOT`).
    case noSpace
    /// Something on the way, or the thing itself, should be a folder and is none (`ENOTDIR`).
    case notFolder
    /// It should be a regular file and is a folder, a device or a pipe.
    case notFile
    /// A symbolic link stands on the way (`ELOOP`), or the path would leave its folder.
    case link
    /// It is larger than the caller takes.
    case tooLarge(limit: Int)
    /// Anything else, by its `errno`.
    case other(Int32)
  }

  package let reason: Reason
  package let function: String
  package let path: String

  package init(_ reason: Reason, function: String, path: String) {
    self.reason = reason
    self.function = function
    self.path = path
  }

  package var description: String {
    "\(path): \(function): \(reason.sentence)"
  }
}

extension FileError {
  /// The error of a call that just answered -1: `errno` is read before anything else runs on this thread.
  static func last(_ function: String, _ path: String) -> FileError {
    FileError(Reason(errno: errno), function: function, path: path)
  }
}

extension FileError.Reason {
  init(errno code: Int32) {
    switch code {
    case ENOENT: self = .absent
    case EEXIST, ENOTEMPTY: self = .exists
    case EACCES, EPERM: self = .denied
    case EROFS: self = .readOnly
    case ENOSPC, EDQUOT: self = .noSpace
    case ENOTDIR: self = .notFolder
    case EISDIR: self = .notFile
    case ELOOP: self = .link
    default: self = .other(code)
    }
  }

  /// The reason in words.
  package var sentence: String {
    switch self {
    case .absent: "it is not there"
    case .exists: "it is there already"
    case .denied: "permission denied"
    case .readOnly: "the file system is read-only"
    case .noSpace: "no space is left"
    case .notFolder: "it is not a folder"
    case .notFile: "it is not a regular file"
    case .link: "a symbolic link or `..` leads out of the folder"
    case .tooLarge(let limit): "it is larger than \(limit) bytes"
    case .other(let code): unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
  }
}
