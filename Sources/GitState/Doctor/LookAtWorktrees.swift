import Files
import Git
import StateMachine

extension Project {
  /// Worktrees that are not whole, what was left of some, and branches that two have.
  func lookAtWorktrees(in repository: borrowing Repository) throws -> [Finding] {
    var found = branchesTwice(in: repository) + halfWrittenIndexes(in: repository)
    let worktrees = worktrees
    guard let layout = try? worktrees.layout() else { return found }
    if let status = try? File.status(layout.folder), status.kind != .folder {
      found.append(stray(layout.folder, "No folder, so no worktree can be made in it."))
      return found
    }
    for left in worktrees.leftovers(layout) {
      found.append(
        Finding(
          .leftBehind, left.path,
          left.worktree.map { "A process that made \($0) was killed before it was whole." }
            ?? "A process that removed it was killed before its files were gone.",
          evidence: [.init("path", .text(left.path))], repair: [["gitstate", "doctor", "--fix"]],
          cure: left.worktree.map { .clearWorktree(name: $0.text) } ?? .sweep))
    }
    let (names, elsewhere) = try worktreeNames(worktrees, layout)
    found += elsewhere
    var claimed: Set<String> = []
    var alone: [(name: String, finding: Finding)] = []
    for name in names where !worktrees.isBusy(name, layout) {
      let place = layout.place(name)
      do throws(WorktreeError) {
        switch try worktrees.state(of: name, layout) {
        case .administrationAlone(let administration):
          alone.append((administration, folderMissing(name, administration, worktrees, layout)))
        case .halfMade(let administration): found.append(halfMade(place, name, administration))
        case .whole(let administration) where worktrees.isUnderConstruction(administration, layout):
          found.append(halfMade(place, name, administration))
        case .folderAlone: found.append(unknown(place, name))
        case .torn(let administration):
          let sentence =
            "A power cut took what git noted of it; its files are kept beside it when it is mended."
          found.append(halfMade(place, name, administration, sentence))
        case .absent, .whole: continue
        }
      } catch {
        let (finding, administration) = unreadable(place, error, layout)
        found.append(finding)
        if let administration { claimed.insert(administration) }
      }
    }
    // What a folder leads to from another place is not gone: mending that link mends both.
    return found + alone.filter { !claimed.contains($0.name) }.map(\.finding)
  }

  private func halfWrittenIndexes(in repository: borrowing Repository) -> [Finding] {
    repository.halfWrittenIndexes().map { folder in
      Finding(
        .leftBehind, folder + "/index.next",
        "A process was killed while it wrote an index, which is as it was.",
        evidence: [.init("path", .text(folder + "/index.next"))], repair: [["gitstate", "doctor", "--fix"]],
        cure: .clearIndex(gitDirectory: folder))
    }
  }

  /// The names of worktrees of ours, by their folders and by what git knows; and those that stand elsewhere and are gone.
  private func worktreeNames(
    _ worktrees: Worktrees, _ layout: Worktrees.Layout
  ) throws -> (names: [WorktreeName], gone: [Finding]) {
    var names: Set<WorktreeName> = []
    var gone: [Finding] = []
    for entry in (try? Folder.entries(of: layout.folder)) ?? [] {
      if let name = WorktreeName(entry.name) { names.insert(name) }
    }
    for administration in try worktrees.administrations(layout) {
      guard let file = try worktrees.gitFile(of: administration, layout), !file.isEmpty else {
        if let name = WorktreeName(administration) { names.insert(name) }
        continue
      }
      let path = file.hasSuffix("/.git") ? String(file.dropLast(5)) : file
      if path.hasPrefix(layout.folder + "/"),
        let name = WorktreeName(String(path.dropFirst(layout.folder.count + 1)))
      {
        names.insert(name)
      } else if (try? File.status(path)) == .some(nil), worktrees.lock(of: administration, layout) == nil {
        gone.append(
          Finding(
            .worktreeFolderMissing, path, "git knows a worktree there, and the folder is gone.",
            evidence: [.init("administration", .text(layout.administration(administration)))],
            repair: [["git", "worktree", "prune"]]))
      }
    }
    return (names.sorted { $0.text < $1.text }, gone)
  }

  private func halfMade(
    _ place: String, _ name: WorktreeName, _ administration: String,
    _ sentence: String = "The process that made it was killed before it was whole."
  ) -> Finding {
    Finding(
      .halfMadeWorktree, place, sentence,
      evidence: [.init("administration", .text("\(commonDirectory)/worktrees/\(administration)"))],
      repair: [["gitstate", "doctor", "--fix"]], cure: .clearWorktree(name: name.text))
  }

  private func folderMissing(
    _ name: WorktreeName, _ administration: String, _ worktrees: Worktrees, _ layout: Worktrees.Layout
  ) -> Finding {
    let place = layout.place(name)
    let evidence: [Rejection.Field] = [
      .init("administration", .text(layout.administration(administration)))
    ]
    if let reason = worktrees.lock(of: administration, layout) {
      return Finding(
        .worktreeFolderMissing, place,
        "git knows a worktree there that is locked\(reason.isEmpty ? "" : " (\(quoted(reason)))"), and the folder is gone.",
        evidence: evidence, repair: [["git", "worktree", "unlock", place], ["gitstate", "doctor", "--fix"]])
    }
    return Finding(
      .worktreeFolderMissing, place, "git knows a worktree there, and the folder is gone.",
      evidence: evidence, repair: [["gitstate", "doctor", "--fix"]], cure: .clearWorktree(name: name.text))
  }

  private func unknown(_ place: String, _ name: WorktreeName) -> Finding {
    guard (try? File.status(place + "/.git")) != .some(nil) else {
      return stray(place, "A folder that is no worktree.")
    }
    return Finding(
      .worktreeUnknown, place,
      "Its .git leads to an administration that is gone; its files are all that is left of it.",
      evidence: [.init("path", .text(place))], repair: [["gitstate", "doctor", "--fix"]],
      cure: .clearWorktree(name: name.text))
  }

  private func stray(_ path: String, _ sentence: String) -> Finding {
    Finding(
      .strayInWorktrees, path, "\(sentence) Move it away, if nobody needs it there.",
      evidence: [.init("path", .text(path))])
  }

  /// A folder that can't be told to be a worktree, and the administration that it means to belong to.
  private func unreadable(
    _ place: String, _ error: WorktreeError, _ layout: Worktrees.Layout
  ) -> (Finding, administration: String?) {
    guard case .notOurs(let why) = error.reason, (try? File.status(place))??.kind == .folder else {
      return (
        stray(place, error.description.prefix(1).uppercased() + error.description.dropFirst() + "."), nil
      )
    }
    let text = ((try? File.text(place + "/.git", limit: 8_192)) ?? nil) ?? ""
    let target = WorkingTreeLink.firstLine(text).split(separator: "/").last.map(String.init)
    let known = target.flatMap { name in
      (try? File.status(layout.administration(name))) != .some(nil) ? name : nil
    }
    let finding = Finding(
      .worktreeLinkBroken, place, "\(why.prefix(1).uppercased() + why.dropFirst()).",
      evidence: [
        .init("git_file", .text(WorkingTreeLink.firstLine(text))),
        .init("administration", .text(known.map { layout.administration($0) } ?? "")),
      ], repair: known == nil ? [] : [["git", "worktree", "repair", place]])
    return (finding, known)
  }

  /// Branches that two working trees have: the files of one are behind whatever the other commits.
  private func branchesTwice(in repository: borrowing Repository) -> [Finding] {
    guard let trees = try? repository.branchesCheckedOut() else { return [] }
    let held = Dictionary(grouping: trees.filter { $0.branch != nil }) { $0.branch }
    return held.compactMap { branch, trees -> Finding? in
      guard let branch, trees.count > 1 else { return nil }
      let others = trees.dropFirst().map(\.path)
      return Finding(
        .branchCheckedOutTwice, branch.text,
        "It is checked out in \(spoken(trees.map(\.path))): what is committed in one reads as undone in the others.",
        evidence: [.init("paths", .texts(trees.map(\.path)))],
        repair: others.map { ["git", "-C", $0, "switch", "--detach"] })
    }.sorted { $0.subject < $1.subject }
  }
}
