import StateMachine

/// A rollback on a page: what it will change, for a person who is asked, and what it changed.
struct RollbackPage {
  struct Tree {
    /// From the main working tree's root; `.` is the main one.
    let path: String
    /// nil where HEAD is detached.
    let branch: String?
    /// Commits; nil before the first one, and where it goes to for one that is yet to be made.
    let from: String?
    let to: String?
    let written: [String]
    let removed: [String]
  }

  /// `checkpoint 3`.
  let target: String
  let phase: String?
  let taken: Timestamp
  let trees: [Tree]
  let changed: Bool
  let asCommit: Bool
  let reopened: [String]
  let now: Timestamp
  /// What a further line names besides: the run, the folder.
  var words = ""

  private var name: String { plain(target) + (phase.map { " (\(plain($0)))" } ?? "") }

  /// What it would change.
  func preview(_ style: Style) -> String {
    guard changed else { return unchanged(style) }
    var lines = [
      style.paint("Roll back to \(name)", .bold) + style.paint(", taken \(ago(taken, at: now))", .dim)
    ]
    for tree in trees {
      lines += ["", style.paint(move(of: tree, style), .bold)]
      let marked =
        tree.written.map { (style.paint("+", .green), $0) }
        + tree.removed.map { (style.paint("-", .red), $0) }
      for (mark, file) in marked.prefix(20) { lines.append("  \(mark) \(style.cut(plain(file), to: 400))") }
      if marked.count > 20 { lines.append("  and \(marked.count - 20) more") }
    }
    lines += ["", "\(counted(written, "file")) to write (+), \(removed) to remove (-)."]
    if !reopened.isEmpty { lines.append("Open again: \(phases).") }
    lines.append("What is there now is rescued first, and comes back by rolling back to that rescue.")
    return lines.joined(separator: "\n")
  }

  /// What it changed.
  ///
  /// - Parameters:
  ///   - rescue: the id of what was there before, and how many files are in it; nil where nothing was.
  func done(keeping rescue: (id: String, files: Int)?, _ style: Style) -> String {
    guard changed else { return unchanged(style) }
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = ["\(mark) rolled back to \(name): \(files)"]
    lines += trees.map { "  " + move(of: $0, style) }
    if !reopened.isEmpty { lines.append("  open again: \(phases)") }
    if let rescue {
      let id = shellWord(plain(rescue.id))
      lines.append("  what was there is kept as \(id) (\(counted(rescue.files, "file")))")
      lines.append("  undo: gitstate checkpoint rollback \(id)\(words)")
    }
    return lines.joined(separator: "\n")
  }

  private func unchanged(_ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    return "\(mark) everything is as \(name) has it already; nothing was touched"
  }

  private var written: Int { trees.reduce(0) { $0 + $1.written.count } }

  private var removed: Int { trees.reduce(0) { $0 + $1.removed.count } }

  private var files: String { "\(counted(written, "file")) written, \(removed) removed" }

  private var phases: String { spoken(reopened.map { plain($0) }) }

  /// `.worktrees/x: main a1b2c3d4 → 9f8e7d6c`.
  private func move(of tree: Tree, _ style: Style) -> String {
    let place = tree.path == "." ? "" : plain(tree.path) + ": "
    let branch = tree.branch.map { plain($0) } ?? "HEAD (detached)"
    func short(_ commit: String?) -> String { commit.map { String($0.prefix(8)) } ?? "no commit" }
    if tree.from == tree.to { return "\(place)\(branch) stays at \(short(tree.from))" }
    let to = tree.to == nil && asCommit ? "a new commit" : short(tree.to)
    return "\(place)\(branch) \(short(tree.from)) \(style.arrow) \(to)"
  }
}
