import Files
package import Git
package import JSON
package import StateMachine

extension Rejection {
  /// Any error of the rooms below, as a caller can act on it.
  package init(describing error: any Error) {
    switch error {
    case let rejection as Rejection: self = rejection
    case let error as GitError: self.init(git: error)
    case let error as FileError: self.init(git: GitError(error))
    case let error as JSONPathError: self.init(error)
    case let error as WorktreeError: self.init(worktree: error)
    case let error as RescueError: self.init(rescue: error)
    case let error as CheckpointError: self.init(checkpoint: error)
    default: self.init(.bug, "Something in gitstate failed: \(error)")
    }
  }

  /// What git refused, as a caller can act on it.
  package init(git error: GitError) {
    switch error.reason {
    case .absent:
      let why = error.message == "it is not there" ? "" : ": \(error.message)"
      self.init(.notFound, "\(error.subject) is not there\(why).")
    case .exists:
      let isBlocked = error.message.hasSuffix("stands in its way")
      self.init(
        .exists,
        isBlocked
          ? "\(error.subject) can't be made: \(error.message)."
          : "\(error.subject) is there already: \(error.message).",
        remedy: isBlocked ? "Rename or delete that branch, and call again." : nil)
    case .locked, .outdated:
      self.init(
        .busy, "\(error.subject) was held by other writers for 10 seconds: \(error.message).",
        remedy:
          "Call again; if a lock file is named that no running program holds, `gitstate doctor` tells whose it was."
      )
    case .otherOwner:
      self.init(.otherOwner, "\(error.subject) belongs to another user.", remedy: error.message)
    case .readOnly where error.isDenied:
      self.init(
        .inputOutput, "\(error.subject) can't be read: \(error.message).", remedy: error.remedy)
    case .readOnly:
      self.init(
        .readOnly, "\(error.subject) can't be written: \(error.message).",
        remedy: "Reading still works. Give this user the right to write there, or mount it writable.")
    case .shallow:
      self.init(
        .shallow, "\(error.subject) needs history that this shallow clone does not have: \(error.message).",
        remedy: "Run `git fetch --unshallow` and call again.")
    case .otherRepository:
      self.init(.outsideRepository, "\(error.subject) leads to another repository: \(error.message).")
    case .unsupported:
      self.init(
        .unsupportedRepository, "\(error.subject): \(error.message).",
        details: error.foreignExtension.map { [.init("extension", .text($0))] } ?? [], remedy: error.remedy)
    case .cancelled:
      self.init(.cancelled, "\(error.subject) was cancelled.")
    case .other:
      self.init(.inputOutput, "\(error.subject): \(error.function): \(error.message).")
    }
  }
}

extension Rejection {
  /// An argument of another form than is taken.
  package init(_ error: JSONPathError) {
    self.init(.invalidArgument, error.description + ".", details: [.init("argument", .text(error.path))])
  }
}
