import StateMachine

/// Checkpoints to choose from, with the command that goes back to one.
struct CheckpointTable {
  struct Row {
    let id: String
    let number: Int
    let phase: String
    let taken: Timestamp
    /// nil where HEAD was detached.
    let branch: String?
    let files: Int
    /// nil where nobody said.
    let validated: Bool?
    /// Bytes.
    let size: Int
  }

  /// The newest first.
  let rows: [Row]
  /// How many older ones are not shown.
  var left = 0
  let now: Timestamp
  /// Whether they are of more than one branch or run, so that a number alone names none.
  var namesAll = false
  /// What a command on one of them names besides.
  var words = ""

  func render(_ style: Style) -> String {
    guard let newest = rows.first else {
      return "There is no checkpoint\(namesAll ? "" : " here"). gitstate checkpoint create\(words) takes one."
    }
    var table = Table(
      header: [namesAll ? "checkpoint" : "number", "taken", "validated", "files", "bytes", "branch", "phase"])
    for row in rows {
      table.rows.append([
        namesAll ? plain(row.id) : String(row.number), ago(row.taken, at: now),
        row.validated.map { $0 ? "passed" : "failed" } ?? "", String(row.files), String(row.size),
        plain(row.branch ?? "(detached)"), plain(row.phase),
      ])
    }
    var lines = [table.render(style)]
    if left > 0 { lines.append("and \(counted(left, "older one")); --limit \(rows.count + left) shows all") }
    let name = namesAll ? shellWord(plain(newest.id)) : String(newest.number)
    lines += ["", "gitstate checkpoint show \(name)\(words) tells what the newest holds."]
    return lines.joined(separator: "\n")
  }
}
