import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct CheckpointRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to a checkpoint: branch, index and files. The present is rescued first.",
    discussion: """
      On a terminal it shows what it will change and asks; a script gives --yes. Rolling back to the rescue that it \
      names undoes it. Where a branch must not move back, --as-commit makes one more commit with the checkpoint's files.

      Example: gitstate checkpoint rollback last-passed --as-commit --yes
      """)

  @Argument(
    help: ArgumentHelp(
      "A number, id, commit, latest, last-passed, or a rescue's id.", valueName: "checkpoint"),
    completion: .custom(NameCompletion.checkpoints))
  var checkpoint: String

  @Flag(help: "Go forward to a new commit with the checkpoint's files; the branch never moves back.")
  var asCommit = false

  @OptionGroup var consent: ConsentOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let line =
      "gitstate checkpoint rollback \(shellWord(checkpoint))\(tree.words)\(asCommit ? " --as-commit" : "")"
    try consent.expectPerson(for: line, which: "changes files", output)
    let project = try place.project()
    var request = RollbackRequest(checkpoint)
    request.run = tree.run
    request.folder = try folder(in: project)
    request.asCommit = asCommit
    if !consent.yes {
      request.isRehearsal = true
      let rehearsed = try project.rollBack(request)
      if output.isJSON { return try ToolReply.emit(CheckpointResult.json(rehearsed, isRehearsal: true)) }
      try emit(page(rehearsed, project).preview(.output))
      guard rehearsed.changed else { return }
      if consent.dryRun { return try emit("Nothing was changed: --dry-run.") }
      guard try consent.isGiven(to: "Roll back?") else { return }
      request.isRehearsal = false
    }
    let done = try project.rollBack(request)
    if output.isJSON { return try ToolReply.emit(CheckpointResult.json(done, isRehearsal: false)) }
    let kept = done.rescued.map { (id: $0.id, files: $0.files) }
    try emit(page(done, project).done(keeping: kept, .output))
  }

  /// The working tree that is meant: one that was named; else, for what counts within a branch, the one that the command
  /// runs in.
  ///
  /// An id names its working trees itself.
  private func folder(in project: Project) throws(Rejection) -> String? {
    if let named = tree.named { return named }
    let isRelative =
      Int(checkpoint) != nil
      || ["latest", "last", "last-passed", "last_passed"].contains(comparable(checkpoint))
    return isRelative ? try tree.folder(place, in: project) : nil
  }

  private func page(_ done: RolledBack, _ project: Project) -> RollbackPage {
    var phase: String?
    let taken: Int64
    switch done.target {
    case .checkpoint(let checkpoint):
      phase = checkpoint.note.phase
      taken = checkpoint.created
    case .rescue(let rescue): taken = rescue.created
    }
    return RollbackPage(
      target: done.target.words, phase: phase, taken: Timestamp(seconds: taken),
      trees: done.trees.map {
        .init(
          path: $0.path, branch: $0.branchName, from: $0.fromSha, to: $0.toSha, written: $0.writtenNames,
          removed: $0.removedNames)
      },
      changed: done.changed, asCommit: done.asCommit, reopened: done.reopened, now: project.now,
      words: tree.words)
  }
}
