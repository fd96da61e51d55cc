import StateMachine

/// What pruning takes away, for a person who is asked, and what it took.
struct PrunePage {
  struct Row {
    let id: String
    let taken: Timestamp
    let files: Int
    /// Bytes.
    let size: Int
    /// Why or in which phase it was taken.
    let why: String
  }

  /// `rescue`, `checkpoint`.
  let noun: String
  /// Oldest first.
  let removed: [Row]
  /// Ids of those that are as old and stay.
  let needed: [String]
  /// Why they stay: `a rollback or a merge under way needs them`.
  let reason: String
  let now: Timestamp

  func preview(_ style: Style) -> String {
    guard !removed.isEmpty else { return ([nothing] + kept).joined(separator: "\n") }
    var table = Table(header: [noun, "taken", "files", "bytes", "why"])
    for row in removed.prefix(50) {
      table.rows.append([
        plain(row.id), ago(row.taken, at: now), String(row.files), String(row.size), plain(row.why),
      ])
    }
    var lines = [table.render(style)]
    if removed.count > 50 { lines.append("and \(removed.count - 50) more") }
    lines += ["", "\(total) to remove, which nothing brings back."] + kept
    return lines.joined(separator: "\n")
  }

  func done(_ style: Style) -> String {
    guard !removed.isEmpty else { return ([nothing] + kept).joined(separator: "\n") }
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    return (["\(mark) \(total) removed; git gc frees the room"] + kept).joined(separator: "\n")
  }

  private var nothing: String { "There is no \(noun) that old to remove." }

  private var total: String {
    "\(counted(removed.count, noun)) of \(removed.reduce(0) { $0 + $1.size }) bytes"
  }

  private var kept: [String] {
    needed.isEmpty
      ? [] : ["\(spoken(needed.map { plain($0) })) \(needed.count == 1 ? "stays" : "stay"): \(reason)."]
  }
}
