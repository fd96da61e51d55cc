/// The folders that workers work in: a table, and where that is wider than the terminal, what is long below each row.
struct WorktreeTable {
  struct Row {
    var folder: String
    var task: String
    var branch: String
    var changes: String
    var base: String
    var remarks: [String]
  }

  let rows: [Row]

  func render(_ style: Style) -> String {
    var wide = Table(header: ["folder", "task", "branch", "changes", "base", "remarks"])
    wide.rows = rows.map {
      [$0.folder, $0.task, $0.branch, $0.changes, $0.base, $0.remarks.joined(separator: ", ")]
    }
    var free = style
    free.width = .max
    free.isColored = false
    let isWide = wide.render(free).split(separator: "\n").contains { $0.count > style.width }
    return isWide ? narrow(style) : wide.render(style)
  }

  private func narrow(_ style: Style) -> String {
    var table = Table(header: ["folder", "task", "changes", "base"])
    table.rows = rows.map { [$0.folder, $0.task, $0.changes, $0.base] }
    var lines: [String] = []
    for (index, line) in table.render(style).split(separator: "\n").enumerated() {
      lines.append(String(line))
      guard index > 0 else { continue }
      let row = rows[index - 1]
      lines.append("  " + style.paint(row.branch, .dim))
      for remark in row.remarks {
        for (number, text) in style.wrap(remark, to: style.width - 4).enumerated() {
          lines.append((number == 0 ? "  " : "    ") + text)
        }
      }
    }
    return lines.joined(separator: "\n")
  }
}
