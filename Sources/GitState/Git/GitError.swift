internal import CLibGit2
internal import Files

/// A refused or failed libgit2 call: which function, why, on what, and libgit2's own sentence.
package struct GitError: Error, Sendable, CustomStringConvertible {
  /// All that callers act on.
  package enum Reason: Hashable, Sendable {
    /// It is not there (`GIT_ENOTFOUND`).
    case absent
    /// It is there already (`GIT_EEXISTS`).
    case exists
    /// Another process holds the lock (`GIT_ELOCKED`).
    case locked
    /// The ref is no longer where the caller saw it (`GIT_EMODIFIED`).
    case outdated
    /// The repository belongs to another user (`GIT_EOWNER`).
    case otherOwner
    /// The repository can't be written: permission or a read-only file system.
    case readOnly
    /// The history ends at a shallow boundary.
    case shallow
    /// The repository uses something that libgit2 can't serve; the message names it.
    case unsupported
    /// A `.git` file or a worktree's folder leads to another repository than it should.
    case otherRepository
    /// The caller cancelled the work.
    case cancelled
    /// Anything else, by libgit2's code.
    case other(Int32)
  }

  package let reason: Reason
  package let function: String
  package let subject: String
  package let message: String
  /// What a person can do, where that is known: one line.
  package let remedy: String?
  /// The extension of the repository or of its index that can't be served; nil where it is none.
  package let foreignExtension: String?

  package init(
    _ reason: Reason, function: String, subject: String, message: String, remedy: String? = nil,
    foreignExtension: String? = nil
  ) {
    self.reason = reason
    self.function = function
    self.subject = subject
    self.message = message
    self.remedy = remedy
    self.foreignExtension = foreignExtension
  }

  package var description: String {
    "\(subject): \(function): \(message)"
  }
}

extension GitError {
  /// Another's text inside our own sentence: at most 80 characters, escaped.
  static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(80).map { $0.escaped(asASCII: false) }.joined()
    return text.unicodeScalars.count > 80 ? shown + "…" : shown
  }

  /// An index that needs an extension which is not served, by the extension's four letters.
  static func foreignIndex(_ name: String, function: String, at path: String) -> GitError {
    let (what, remedy) =
      switch name {
      case "link": ("it is split", "Make it whole: git update-index --no-split-index")
      case "sdir": ("it is sparse", "Make it full: git sparse-checkout reapply --no-sparse-index")
      default:
        ("gitstate does not know what it changes", "Have git write it anew: git read-tree --reset HEAD")
      }
    return GitError(
      .unsupported, function: function, subject: path,
      message: "the index needs the extension \(quoted(name)): \(what)", remedy: remedy,
      foreignExtension: quoted(name))
  }

  /// The error of a call that just answered `code`, with libgit2's message for this thread.
  ///
  /// The libgit2 function is `git_error_last`; it is read before anything else runs on this thread.
  static func last(_ code: Int32, function: String, subject: String) -> GitError {
    var message = "code \(code)"
    if let last = git_error_last(), let text = last.pointee.message {
      message = String(cString: text)
    }
    // So libgit2 words that a file may not be opened (`EACCES`).
    let denial = "' is locked"
    let isDenied =
      code == GIT_ELOCKED.rawValue && message.hasPrefix("failed ") && message.hasSuffix(denial)
    if isDenied { message = message.dropLast(denial.count) + "': Permission denied" }
    let reason: Reason =
      switch code {
      case GIT_ENOTFOUND.rawValue: .absent
      case GIT_EEXISTS.rawValue: .exists
      case GIT_ELOCKED.rawValue where !isDenied: .locked
      case GIT_EMODIFIED.rawValue: .outdated
      case GIT_EOWNER.rawValue: .otherOwner
      default:
        if message.contains("Permission denied") || message.contains("Read-only file system") {
          .readOnly
        } else {
          .other(FileError.machineFailure(in: message) ?? code)
        }
      }
    git_error_clear()
    return GitError(reason, function: function, subject: subject, message: message)
  }
}
