import StateMachine

/// The second line of every error: what to do about it.
enum Hint {
  /// A refusal's own remedy, else the command that mends it, else what helps with errors of its kind.
  ///
  /// - Parameter arguments: those of the command line, by which the hint names the command or the tool.
  static func line(for rejection: Rejection, of arguments: [String] = []) -> String {
    if let remedy = rejection.remedy, !remedy.isEmpty { return plain(remedy) }
    if let next = rejection.next { return plain(NextCommand.line(next)) }
    let names = Set(rejection.details.map(\.name))
    // What is wrong stands in a file, and the message says where.
    if names.isSuperset(of: ["file", "line"]) { return "Mend the file at that place, and import it again." }
    switch rejection.code {
    case .invalidName where !names.contains("proposal"):
      return "Use another name, of the form that the message gives."
    case .missingArgument, .invalidArgument, .unknownArgument:
      let path = CommandPath(arguments)
      if let tool = path.tool { return "`gitstate tools \(plain(shellWord(tool)))` shows what it takes." }
      return path.first == nil ? general(rejection.code) : "`\(path.words) --help` explains the command."
    default: return general(rejection.code)
    }
  }

  /// What helps with errors of a kind, where the refusal itself names nothing better.
  static func general(_ code: ErrorCode) -> String {
    switch code {
    case .missingArgument, .invalidArgument, .unknownArgument:
      "`gitstate tools <tool>` shows what a tool takes, `gitstate help <command>` what a command takes."
    case .invalidName: "Use the name that is proposed, or another of the form that the message gives."
    case .limitExceeded: "Make it smaller, or split it: large texts belong in files of the repository."
    case .unknownTool: "`gitstate tools` lists the tools."
    case .notFound: "`gitstate overview` shows what there is."
    case .unknownTask: "`gitstate parse-plan` lists the plan's tasks."
    case .ambiguous: "`gitstate overview` shows which is which."
    case .notAPlan: "`gitstate parse-plan` without a name lists the plans."
    case .notATask: "`gitstate overview` shows the tasks; their branches begin with task/."
    case .notARun: "`gitstate overview` shows what there is; a run's branch begins with run/."
    case .exists: "Take another name, or read what is there: `gitstate overview`."
    case .nameTaken: "Take the free name that is proposed."
    case .duplicateID: "Give each task an id of its own."
    case .unknownDependency: "Correct the id, or add the task that it means."
    case .cycle: "Take one of the named dependencies away, or give a task another wave."
    case .unmetPreconditions:
      "`gitstate ready` shows what may start; `ahead=true` starts this one all the same."
    case .wrongState: "`gitstate parse-plan` shows the present state."
    case .claimed:
      "Wait for its worker, or take the worker's worktree away: `gitstate worktree remove <worker>`."
    case .unreviewed: "`gitstate call review_task` shows what is to be reviewed, and takes the review."
    case .workerBusy: "Take the free worker id that is proposed."
    case .branchInUse: "`gitstate worktree list` shows where it is checked out."
    case .awaitingDecision: "A person decides at a terminal: `gitstate approve`."
    case .planAborted: "A person opens it again at a terminal: `gitstate approve --reopen <plan>`."
    case .outdated: "Look again, and decide on what is there now: `gitstate approve`."
    case .needsPerson: "Decide at a terminal: `gitstate approve`."
    case .overtaken: "Read the plan again and repeat the call with its seq: --expect-seq <seq>."
    case .keyReused: "Use a new key for new content."
    case .newerFormat: "Install the newest gitstate; `gitstate version` shows this one."
    case .dirty: "Commit or stash the named files, then try again."
    case .mergeConflict:
      "`gitstate call sync_worktree` writes the conflict into the worker's files; edit them, commit, merge again."
    case .unresolved: "Edit the named files until no conflict marker is left, then commit again."
    case .nothingToCommit: "There is nothing to do: the worktree has no change."
    case .noWork:
      "`gitstate parse-plan` shows who has the task; `complete=false` merges without completing it."
    case .noMerge: "There is nothing to abort."
    case .unsafeTree: "Rename the named entry on its branch with git, then try again."
    case .outsideRepository: "Name a path inside the repository."
    case .limitOfWorktrees:
      "`gitstate worktree list` shows them; `gitstate worktree remove <worker>` makes room."
    case .noRepository:
      "Run it inside a git repository, name one with --repo <path>, or make one: `git init`."
    case .bareRepository: "Run it in a clone that has a working tree: `git clone <this repository> <folder>`."
    case .unbornRepository: "Commit something first: `git commit --allow-empty -m Begin`."
    case .shallow: "Run `git fetch --unshallow` and try again."
    case .detachedHead: "Name the base with --base <branch>."
    case .gitstateBase: "Name the branch that work is merged into with --base <branch>."
    case .readOnly: "Give this user the right to write there; reading works without."
    case .otherOwner: "Trust it by hand: `git config --global --add safe.directory <path>`."
    case .unsupportedRepository:
      "The message names what can't be served; git's own defaults can: SHA-1, refs in files, every object there."
    case .programInConfig:
      "Move the named key to your own config: `git config --global`, and `git config --unset-all` here."
    case .busy: "Try again: nothing was changed."
    case .cancelled: "Try again: what was begun was not finished."
    case .inputOutput: "Look at the named file, the rights on it and the room on the disk, then try again."
    case .bug: "Please report it with the command and this message."
    }
  }
}
