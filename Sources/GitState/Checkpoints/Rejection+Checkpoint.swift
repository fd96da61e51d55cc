import Git
import StateMachine

extension Rejection {
  /// What kept a checkpoint from being found or gone back to, as a caller can act on it.
  init(checkpoint error: CheckpointError) {
    let subject = quoted(error.subject)
    func rejection(
      _ code: ErrorCode, _ sentence: String, _ details: [Field] = [], next: Next? = nil, remedy: String? = nil
    ) -> Rejection {
      Rejection(code, sentence, details: details, next: next, remedy: remedy)
    }
    switch error.reason {
    case .absent(let known):
      let newest = Array(known.suffix(5).reversed())
      let near = nearest(to: error.subject, among: known)
      self = rejection(
        .notFound,
        "There is no checkpoint \(subject) here."
          + (near.isEmpty ? "" : " Did you mean \(spoken(near, word: "or"))?")
          + (newest.isEmpty ? " None was taken." : " The newest are \(spoken(newest))."),
        [.init("value", .text(String(error.subject.prefix(80)))), .init("known", .texts(newest))],
        next: newest.isEmpty
          ? .init("create_checkpoint", [.init("phase", .text("start"))]) : .init("list_checkpoints"))
    case .ambiguous(let ids):
      self = rejection(
        .ambiguous, "\(subject) is the beginning of \(counted(ids.count, "commit")): \(spoken(ids)).",
        [.init("candidates", .texts(ids))])
    case .otherRun(let run):
      self = rejection(
        .wrongState, "Checkpoint \(subject) belongs to run \(run).", [.init("task_id", .text(run))],
        next: .init(
          "rollback_to_checkpoint",
          [.init("task_id", .text(run)), .init("checkpoint_id", .text(error.subject))]))
    case .otherBranch(let has, let wanted):
      let name = wanted.branchName ?? wanted.text
      self = rejection(
        has == nil ? .detachedHead : .wrongState,
        "\(error.subject) is on \(has.map { $0.branchName ?? $0.text } ?? "no branch"), and the checkpoint is of \(name); nothing was changed.",
        [
          .init("path", .text(error.subject)), .init("branch", .text(name)),
          .init("present", has.map { .text($0.branchName ?? $0.text) } ?? .text("detached")),
        ], remedy: "Check that branch out and call again: git -C \(error.subject) switch \(name)")
    case .onBranch(let has, let wanted):
      self = rejection(
        .wrongState,
        "\(error.subject) is on \(has.branchName ?? has.text), and the checkpoint was taken while HEAD was detached; nothing was changed.",
        [.init("path", .text(error.subject)), .init("present", .text(has.branchName ?? has.text))],
        remedy: "Detach HEAD and call again: git -C \(error.subject) switch --detach \(wanted)")
    case .branchInUse(let branch, let path):
      let name = branch.branchName ?? branch.text
      self = rejection(
        .branchInUse,
        "\(name) is checked out in \(path) as well, whose files would be left behind; nothing was changed.",
        [.init("branch", .text(name)), .init("path", .text(path))],
        remedy: "Check out another branch there and call again: git -C \(path) switch --detach")
    case .underway(let what):
      self = rejection(
        .wrongState,
        "Something was begun in \(error.subject) and not finished (\(what)); nothing was changed.",
        [.init("path", .text(error.subject))], remedy: "Finish it there, or abort it, and call again.")
    case .gone(let path, let branch):
      let name = branch.map { $0.branchName ?? $0.text }
      self = rejection(
        .notFound, "Working tree \(quoted(path)), which checkpoint \(subject) covers, is not there any more.",
        [.init("path", .text(path))] + (name.map { [.init("branch", .text($0))] } ?? []),
        remedy: "Make it again and call again: git worktree add \(path) \(name ?? "--detach")")
    case .commitsOnly(let head):
      self = rejection(
        .wrongState, "Rescue \(subject) keeps commits and no files.",
        remedy: "Make a branch of it: git branch <name> \(head?.description ?? "")")
    case .nested(let path):
      self = rejection(
        .dirty,
        "In \(error.subject), a repository of its own stands in the way at \(quoted(path)); nothing was changed.",
        [.init("path", .text(path))], remedy: "Move it out of the working tree and call again.")
    case .interrupted(let rescue, let inner):
      let cause = Rejection(git: inner)
      self = rejection(
        cause.code,
        "The rollback to \(subject) was begun and is not ended: \(cause.sentence) Rescue \(rescue) holds all that was there.",
        [.init("rescue", .text(rescue))],
        next: .init("rollback_to_checkpoint", [.init("checkpoint_id", .text(error.subject))]),
        remedy: "The same call again goes on where it stopped.")
    }
  }
}
