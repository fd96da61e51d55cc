internal import CLibGit2
internal import Files

extension Repository {
  /// Opens the repository whose `.git` directory, working tree or linked worktree this is.
  ///
  /// No environment variable has a say in it. The libgit2 function is `git_repository_open_ext`.
  /// - Parameter common: the common directory that it must be, for a path that came from a caller.
  /// - Throws: `absent` where there is none; `unsupported` with the setting that can't be served; `otherOwner` with the
  ///   line that trusts it; `otherRepository` where a `.git` file leads elsewhere.
  package static func open(_ path: String, expecting common: String? = nil) throws(GitError) -> Repository {
    try open(path, expecting: common, sharing: ObjectStage())
  }

  /// The same as a further handle for the same piece of work, which sees and adds to what that one made.
  static func open(
    _ path: String, expecting common: String? = nil, sharing stage: ObjectStage
  ) throws(GitError) -> Repository {
    Library.start()
    if common == nil || common == path, let kept = RepositoryShelf.take(path) {
      return try Repository(handle: Handle(kept.raw), format: kept.format, memory: kept.memory, stage: stage)
    }
    // Taken before anything is read: what changes meanwhile is seen by the next who opens it.
    let identity = RepositoryShelf.Identity(path)
    let layout = try RepositoryLayout(at: path)
    if let common, layout.commonDirectory != common {
      throw GitError(
        .otherRepository, function: "open", subject: path,
        message: "it belongs to the repository \(layout.commonDirectory), not to \(common)")
    }
    let format = try RepositoryFormat(of: layout.commonDirectory)
    let flags = UInt32(GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    func openHandle() throws(GitError) -> Handle<RepositoryKind> {
      try own("git_repository_open_ext", path) {
        git_repository_open_ext(&$0, layout.commonDirectory, flags, nil)
      }
    }
    do throws(GitError) {
      let opened: Handle<RepositoryKind>
      do throws(GitError) {
        opened = try openHandle()
      } catch {
        guard isOwnership(error), trustsEveryOwner() else { throw error }
        // Who trusts every owner is never to be asked again in this process.
        _ = gitstate_set_owner_validation(0)
        opened = try openHandle()
      }
      let memory = RepositoryMemory()
      if let identity, layout.commonDirectory == path {
        RepositoryShelf.note(.init(opened.raw, at: path, identity, format, memory))
      }
      return try Repository(handle: opened, format: format, memory: memory, stage: stage)
    } catch {
      throw ownership(error, layout, path, format.worktree)
    }
  }

  /// The folder of the repository found from a folder upward, to be opened; nil where there is none.
  ///
  /// The nearest folder that has a `.git` or is a git directory itself. Links are resolved first.
  package static func discover(from folder: String) -> String? {
    guard var place = try? File.realPath(folder) else { return nil }
    while true {
      if (try? File.status(place + "/.git")) != .some(nil) { return place }
      if (try? File.status(place + "/HEAD")) != .some(nil),
        (try? File.status(place + "/objects")) != .some(nil)
      {
        return place
      }
      if (try? File.status(place + "/HEAD")) != .some(nil),
        (try? File.status(place + "/commondir")) != .some(nil)
      {
        return place
      }
      guard place != "/" else { return nil }
      place = File.folder(of: place)
    }
  }

  private static func isOwnership(_ error: GitError) -> Bool {
    error.reason == .otherOwner || error.message.contains("safe.directory")
  }

  /// libgit2's own sentence on another's repository is about a missing config value.
  ///
  /// - Parameter redirected: `core.worktree`, which must be this user's as well, and is what `safe.directory` trusts.
  private static func ownership(
    _ error: GitError, _ layout: RepositoryLayout, _ path: String, _ redirected: String?
  ) -> GitError {
    guard isOwnership(error) else { return error }
    let common = layout.commonDirectory
    let own = common.hasSuffix("/.git") ? File.folder(of: common) : common
    let elsewhere = redirected.map { $0.hasPrefix("/") ? $0 : (try? File.realPath("\(common)/\($0)")) ?? $0 }
    func owner(of place: String) -> UInt32? { (try? File.status(place))?.owner }
    let isElsewhere = elsewhere.map { owner(of: $0) != Environment.userID } ?? false
    let who = owner(of: isElsewhere ? elsewhere ?? own : own).map { "user \($0)" } ?? "another user"
    return GitError(
      .otherOwner, function: error.function, subject: isElsewhere ? elsewhere ?? path : path,
      message: "it belongs to \(who) and this is user \(Environment.userID); if you trust it: "
        + "git config --global --add safe.directory \(elsewhere ?? own)")
  }
}
