package import Git

/// Why a checkpoint was not found or could not be gone back to: what, both sides, and what to do.
package struct CheckpointError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable {
    /// Nothing of that name; these are there, the newest last.
    case absent(known: [String])
    /// The beginning of a commit's id that several have.
    case ambiguous([String])
    /// It belongs to a run, and another one or none was named.
    case otherRun(String)
    /// It was taken on another branch than the one that is checked out; nil where HEAD is detached.
    case otherBranch(has: RefName?, wanted: RefName)
    /// It was taken while HEAD was detached.
    case onBranch(RefName, wanted: ObjectID)
    /// Moving the branch would leave another working tree behind.
    case branchInUse(RefName, at: String)
    /// A rebase or bisect was begun there and not finished.
    case underway(String)
    /// A working tree that it covers is not there; its branch was that one.
    case gone(String, branch: RefName?)
    /// It keeps commits and no files.
    case commitsOnly(ObjectID?)
    /// A repository of its own stands in the way of a file.
    case nested(String)
    /// Something failed after it was begun: the same call goes on with this rescue.
    case interrupted(rescue: String, GitError)
  }

  package let reason: Reason
  /// The checkpoint as it was named, or the working tree's path.
  package let subject: String

  init(_ reason: Reason, _ subject: String) {
    self.reason = reason
    self.subject = subject
  }

  package var description: String { "\(subject): \(reason)" }
}
