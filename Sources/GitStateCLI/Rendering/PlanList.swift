import StateMachine

/// The plans to choose from, with the command that chooses.
struct PlanList {
  struct Item {
    let branch: String
    let state: String
    let completed: Int
    let total: Int
    let request: String
  }

  let items: [Item]
  /// Plans that only a remote has.
  var remote: [String] = []
  /// The command that is being run, `parse-plan`.
  let command: String

  func render(_ style: Style) -> String {
    var table = Table()
    for item in items {
      table.rows.append([
        plain(item.branch), item.state, "\(item.completed)/\(item.total)",
        plainLines(item.request).first ?? "",
      ])
    }
    var lines: [String] = []
    if !table.rows.isEmpty { lines.append(table.render(style)) }
    lines += remote.map { plain($0) }
    let first = items.first?.branch ?? remote.first ?? "plan/…"
    lines += ["", "Choose one: gitstate \(command) \(plain(first))"]
    return lines.joined(separator: "\n") + "\n"
  }
}
