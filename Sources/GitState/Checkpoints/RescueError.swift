package import Git

/// Why a rescue could not be taken or brought back.
package struct RescueError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable {
    /// No rescue has that id; these are the newest that exist.
    case absent(known: [String])
    /// It keeps commits only: there are no files to restore.
    case commitsOnly(head: ObjectID?)
    /// It is of several working trees, and the one that is named is none of them.
    case otherTrees([String])
    /// git or the disk refused.
    case git(GitError)
  }

  package let reason: Reason
  /// The rescue's id, or the working tree's path.
  package let subject: String

  init(_ reason: Reason, _ subject: String) {
    self.reason = reason
    self.subject = subject
  }

  package var description: String {
    switch reason {
    case .absent(let known) where known.isEmpty: "there is no rescue \(subject), and no other one"
    case .absent(let known): "there is no rescue \(subject); the newest are \(known.joined(separator: ", "))"
    case .commitsOnly(let head):
      "rescue \(subject) keeps commits and no files; make a branch of it: git branch <name> \(head?.description ?? "")"
    case .otherTrees(let paths): "rescue \(subject) is of \(paths.joined(separator: ", "))"
    case .git(let error): "\(error)"
    }
  }
}
