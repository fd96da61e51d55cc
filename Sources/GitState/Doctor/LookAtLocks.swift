import Files
import Git
import StateMachine

extension Project {
  /// Lock files wherever git and gitstate take any, but for those that a living gitstate holds.
  func lookAtLocks(in repository: borrowing Repository) -> [Finding] {
    let common = repository.commonDirectory
    return lockPaths(in: common).compactMap { StaleLocks.look(at: $0, in: common) }.compactMap(finding)
  }

  private func finding(_ lock: SeenLock) -> Finding? {
    var evidence: [Rejection.Field] = [
      .init("path", .text(lock.path)), .init("age_seconds", .number(lock.age)),
      .init("bytes", .number(lock.status.size)),
    ]
    func name(_ taker: ProcessIdentity) {
      evidence += [
        .init("process", .number(Int(taker.process))), .init("host", .text(taker.host)),
      ]
    }
    let breaking = Cure.breakLock(
      path: lock.path, inode: lock.status.inode, modified: lock.status.modified)
    let breakLine = ["gitstate", "doctor", "--break-locks"]
    switch lock.taker {
    case .alive: return nil
    case .gone(let taker):
      name(taker)
      return Finding(
        .staleLock, lock.path, "gitstate, process \(taker.process), took it and is gone.",
        evidence: evidence, repair: [["gitstate", "doctor", "--fix"]], cure: .clearLocks)
    case .beforeStart:
      return Finding(
        .staleLock, lock.path, "It was taken before this machine was started.", evidence: evidence,
        repair: [["gitstate", "doctor", "--fix"]], cure: .clearLocks)
    case .elsewhere(let taker):
      name(taker)
      return Finding(
        .foreignLock, lock.path,
        "gitstate, process \(taker.process) on \(taker.host), took it \(lock.age) s ago; whether it still runs can't be told from here.",
        evidence: evidence, repair: [breakLine], cure: breaking)
    case .other where lock.age < Self.settled:
      return Finding(
        .heldLock, lock.path,
        "Another program took it \(lock.age) s ago, and mostly that ends by itself.", evidence: evidence,
        repair: [breakLine], cure: breaking)
    case .other:
      return Finding(
        .foreignLock, lock.path,
        "Another program took it \(lock.age) s ago. Make sure that no git is at work here before it is broken.",
        evidence: evidence, repair: [breakLine], cure: breaking)
    }
  }

  /// Every lock file of the repository, by path.
  private func lockPaths(in common: String) -> [String] {
    var found: [String] = []
    func collect(_ folder: String, deep: Bool) {
      for entry in (try? Folder.entries(of: folder)) ?? [] {
        let path = "\(folder)/\(entry.name)"
        switch entry.kind {
        case .folder: if deep { collect(path, deep: true) }
        case .file, nil:
          if entry.name.hasSuffix(".lock"), entry.name != "index.next.lock" { found.append(path) }
        case .link, .other: continue
        }
      }
    }
    for folder in ["", "/info", "/objects/info", "/objects/info/commit-graphs", "/objects/pack"] {
      collect(common + folder, deep: false)
    }
    collect(common + "/refs", deep: true)
    let layout = Worktrees.Layout(common: common, root: "")
    for entry in (try? Folder.entries(of: common + "/worktrees")) ?? []
    // Of one that is being made, or was when its maker was killed, the locks go with it.
    where entry.kind == .folder && !worktrees.isUnderConstruction(entry.name, layout) {
      collect("\(common)/worktrees/\(entry.name)", deep: false)
      collect("\(common)/worktrees/\(entry.name)/refs", deep: true)
    }
    return found.sorted()
  }

  /// Moves aside what gitstate's own dead processes left, and what is older than the machine's last start.
  func clearLocks(in repository: borrowing Repository) {
    let common = repository.commonDirectory
    repository.withWriteLock {
      for path in lockPaths(in: common) { _ = StaleLocks.clear(olderThanStart: path, in: common) }
    }
  }

  /// Moves another program's lock file aside, if it is still the one that was found.
  func breakLock(
    _ path: String, inode: UInt64, modified: Int64, in repository: borrowing Repository
  ) throws {
    let common = repository.commonDirectory
    try repository.withWriteLock {
      guard let now = StaleLocks.look(at: path, in: common), now.status.inode == inode,
        now.status.modified == modified
      else { return }
      guard StaleLocks.quarantine(path, in: common) else {
        throw Rejection(.inputOutput, "\(path) could not be moved to gitstate/quarantine.")
      }
    }
  }
}
