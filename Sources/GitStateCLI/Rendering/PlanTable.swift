import StateMachine

/// The plans of a repository, or those that were put away, a line each.
struct PlanTable {
  struct Row {
    let name: String
    let state: String
    let completed: Int
    let total: Int
    /// When it last changed, or when it was put away.
    let updated: Timestamp
    let request: String
  }

  let rows: [Row]
  let isArchive: Bool
  let now: Timestamp
  /// How many plans are put away.
  var away = 0

  func render(_ style: Style) -> String {
    guard let first = rows.first else {
      if isArchive { return "Nothing is archived. gitstate plan archive <plan> puts a finished plan away." }
      return "There is no plan." + (away > 0 ? " \(archives)" : "")
    }
    var table = Table(header: ["plan", isArchive ? "archived" : "changed", "state", "done", "what"])
    for row in rows {
      table.rows.append([
        plain(row.name), ago(row.updated, at: now), row.state.split(separator: "_").joined(separator: " "),
        "\(row.completed)/\(row.total)", plainLines(row.request).first ?? "",
      ])
    }
    let name = shellWord(plain(first.name))
    let foot =
      isArchive
      ? "gitstate plan unarchive \(name) brings the first one back; gitstate plan \(name) shows it."
      : "gitstate plan \(name) shows the first." + (away > 0 ? " \(archives)" : "")
    return table.render(style) + "\n\n" + foot
  }

  private var archives: String {
    "\(away) \(away == 1 ? "is" : "are") archived: gitstate plan list --archived"
  }
}
