internal import Git
package import StateMachine

extension Rescue {
  /// Who had the working tree that it is of, by the name of its folder; nil for the main one, for one that no tool made,
  /// and where only commits were kept.
  package var holder: WorktreeHolder? {
    guard trees.count == 1, let path, path.hasPrefix(".worktrees/") else { return nil }
    let folder = path.dropFirst(".worktrees/".count)
    if folder.hasPrefix("worker-") { return (try? WorkerID(String(folder))).map { .worker($0) } }
    let parts = folder.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0].count == 8, parts[0].allSatisfy(\.isHexDigit),
      let module = try? ModuleName(String(parts[1]))
    else { return nil }
    return .module(module, run: run ?? String(parts[0]))
  }

  /// The whole id of the run whose module's branch it is of.
  private var run: String? {
    let parts = (branchName ?? "").split(separator: "/")
    return parts.count == 3 && parts[0] == "orchestration" ? String(parts[1]) : nil
  }

  /// The call that brings it back; nil where only a command can: what `commandBack` names.
  package var wayBack: Rejection.Next? { wayBack(to: holder) }

  /// The same, to a holder who is known.
  package func wayBack(to holder: WorktreeHolder?) -> Rejection.Next? {
    switch holder {
    case .worker:
      guard let holder, let branchName else { return nil }
      return .init(
        "create_worktree",
        holder.arguments + [.init("task_branch", .text(branchName)), .init("restore", .text(id))])
    case .module:
      return holder.map { .init("create_worktree", $0.arguments + [.init("restore", .text(id))]) }
    case nil:
      guard trees.count > 1 || path == "." else { return nil }
      return .init("rollback_to_checkpoint", [.init("checkpoint_id", .text(id))])
    }
  }

  /// The line for a shell that brings back what no tool can: a branch for commits, else a restore into its own folder.
  package var commandBack: String {
    path == nil ? "git branch <name> \(headSha ?? refName)" : "gitstate rescue restore \(id)"
  }
}
