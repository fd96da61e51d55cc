import StateMachine

/// The runs of a repository, a line each.
struct RunTable {
  let runs: [Run]
  let now: Timestamp

  func render(_ style: Style) -> String {
    guard let first = runs.first else {
      return "There is no run. gitstate run start \"<what is to be done>\" begins one."
    }
    var table = Table(header: ["run", "begun", "status", "phases", "at", "what"])
    for run in runs {
      let current = run.current.map { plain($0.name.bare.isEmpty ? $0.name.text : $0.name.bare) } ?? ""
      table.rows.append([
        plain(run.short), ago(run.created, at: now),
        run.rollback == nil ? run.status.rawValue : "rolling back",
        "\(run.complete.count)/\(run.phases.count)", style.cut(current, to: 32),
        plainLines(run.founding?.description ?? "").first ?? "",
      ])
    }
    return table.render(style) + "\n\ngitstate run status \(plain(first.short)) shows the first."
  }
}
