import Files
import Git
package import StateMachine

/// What create_checkpoint is asked for.
package struct CheckpointRequest: Sendable {
  package var note: CheckpointNote
  package var run: String?
  /// A folder of the working tree; nil for the main one.
  package var folder: String?
  /// Whether everything is committed to the current branch as well.
  package var commits = false

  package init(_ note: CheckpointNote) {
    self.note = note
  }
}

/// A checkpoint that stands: taken now, or by the call that used the same key before.
package struct TakenCheckpoint: Sendable {
  package let checkpoint: Checkpoint
  /// The commit that was made with it.
  package let committed: String?
  /// Files that stood uncommitted before the run began, and so were not committed.
  package var leftAlone: [String] = []
  package let notes: [String]
}

extension Project {
  /// Keeps the present of a working tree under a ref; HEAD, index and files stay as they are.
  package func createCheckpoint(
    _ request: CheckpointRequest, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TakenCheckpoint {
    try withRepository { repository in
      if let run = request.run {
        return try createCheckpoint(ofRun: run, request, guarded: guarded, in: repository)
      }
      let place = try place(request.folder, in: repository)
      let scope = try scope(request.run, at: place, in: repository)
      try settle(place, in: repository)
      if let key = guarded.key, let known = try taken(key, scope, in: repository) {
        return TakenCheckpoint(checkpoint: known, committed: nil, notes: [])
      }
      var note = request.note
      note.key = guarded.key
      var notes: [String] = []
      var committed: String?
      if request.commits, let (commit, files) = try commit(note, at: place, in: repository) {
        committed = commit.description
        note.files = files
      }
      let pending = try PendingRefs([place.adminName]).begun(in: repository)
      if let target = pending?.rollback?.target, let pending {
        notes.append(
          "A rollback to \(target.description.prefix(12)) was begun here and not ended: this checkpoint holds what it left. The same rollback again ends it; rescue \(pending.id) holds what was there before."
        )
      }
      let checkpoint = try checkpoints.take(
        of: [place.path], for: scope, note, on: occasion(in: repository), in: repository, warnings: &notes)
      return TakenCheckpoint(checkpoint: checkpoint, committed: committed, notes: notes)
    }
  }

  /// The checkpoints of a run, or of the branch that a working tree is on, oldest first.
  package func listCheckpoints(run: String? = nil, folder: String? = nil) throws(Rejection) -> [Checkpoint] {
    try withRepository { repository in
      let place = try place(folder, in: repository)
      return try checkpoints.list(scope(run, at: place, in: repository), in: repository)
    }
  }

  /// The checkpoint that a key took before.
  func taken(
    _ key: LedgerKey, _ scope: CheckpointScope, in repository: borrowing Repository
  ) throws -> Checkpoint? {
    guard
      let known = try checkpoints.list(scope, in: repository).first(where: { $0.note.key?.text == key.text })
    else { return nil }
    guard known.note.key == key else {
      throw Rejection(
        .keyReused, "The key \(quoted(key.text)) was used for checkpoint \(known.id), with other arguments.",
        details: [.init("checkpoint_id", .text(known.id))])
    }
    return known
  }

  /// Commits everything in a working tree; nil where there is nothing to commit.
  private func commit(
    _ note: CheckpointNote, at place: CheckedOutTree, in repository: borrowing Repository
  ) throws -> (ObjectID, files: Int)? {
    guard place.branch != nil else {
      throw Rejection(
        .detachedHead, "HEAD is detached in \(place.path), so there is no branch to commit to.",
        details: [.init("path", .text(place.path))], remedy: "Check a branch out there, or leave commit out.")
    }
    let author = repository.author(at: now.seconds)
    let outcome = try inTurn(in: repository) {
      try WorkingTree.open(place.path, of: commonDirectory).commitAll(
        message: note.commitMessage(of: nil), author: author)
    }
    switch outcome {
    case .committed(let commit, _, let work): return (commit, work.changed.count)
    case .unchanged: return nil
    case .unresolved(let files):
      throw Rejection(
        .unresolved,
        "\(spoken(files.map { quoted($0.description) }, limit: 5)) still \(files.count == 1 ? "holds" : "hold") conflict markers; nothing was committed.",
        details: [.init("files", .texts(files.map(\.description)))],
        remedy: "Edit them, or leave commit out: a checkpoint takes a merge as it stands.")
    }
  }
}

extension CheckpointNote {
  /// The message of the commit that is made with a checkpoint, as prompts of runs expect it.
  func commitMessage(of run: Run?) -> String {
    var text = LedgerMessage.cut("CHECKPOINT: \(phase)" + (run.map { " - Task \($0.short)" } ?? "")) + "\n"
    if let message { text += "\n\(shown(message, from: "  "))\n" }
    text += "\nPhase: \(phase)\n"
    if let validation { text += "Validation: \(validation ? "passed" : "failed")\n" }
    if let run { text += "\n---\ntask_id: \(run.id)\n" }
    return text
  }
}
