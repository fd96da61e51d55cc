import StateMachine

/// The lines of tasks: mark, id, title, and where each stands, in columns that are the same in every wave.
struct TaskRows {
  let plan: Plan
  /// One for each task of the plan, in its order.
  let standings: [Standing]
  let base: String
  let now: Timestamp
  var isShown: (PlanTask) -> Bool = { _ in true }

  /// - Parameter members: positions of tasks in the plan.
  func render(_ members: [Int], _ style: Style) -> [String] {
    let ids = plan.tasks.filter(isShown).map(\.id.text.count).max() ?? 3
    let titles = plan.tasks.filter(isShown).map { TaskRows.title($0).count }.max() ?? 0
    let prefix = 4 + ids + 2
    let column = min(titles, max(16, style.width - prefix - 2 - min(38, style.width * 2 / 5)))
    var lines: [String] = []
    for index in members where isShown(plan.tasks[index]) {
      let task = plan.tasks[index]
      let standing = standings[index]
      let title = style.cut(TaskRows.title(task), to: column)
      let note = standing.note(task, base: base, at: now, isAborted: plan.consent.aborted != nil)
      let start = "  \(standing.mark(style)) \(style.pad(task.id.text, to: ids))  "
      let room = style.width - prefix - column - 2
      if note.count <= room {
        lines.append(
          start + style.pad(title, to: column) + "  " + style.paint(note, standing.paint(for: task)))
        continue
      }
      // Too long to stand beside: it stands below, whole up to three lines.
      lines.append(start + style.cut(TaskRows.title(task), to: style.width - prefix))
      let below = style.wrap(note, to: style.width - prefix)
      for (number, line) in below.prefix(3).enumerated() {
        let text =
          number == 2 && below.count > 3 ? style.cut(line + " " + below[3], to: style.width - prefix) : line
        lines.append(String(repeating: " ", count: prefix) + style.paint(text, standing.paint(for: task)))
      }
    }
    return lines
  }

  /// A task in one line: its title, else the first line of its description.
  static func title(_ task: PlanTask) -> String {
    let text = task.definition.title ?? task.definition.description
    return plainLines(text).first ?? ""
  }
}
