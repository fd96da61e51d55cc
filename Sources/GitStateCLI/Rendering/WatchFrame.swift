import StateMachine

/// One picture of a watched plan: the board in as many lines as the terminal has, and what happened last.
struct WatchFrame {
  let board: BoardPage
  /// What happened last, and who did it; nil where nothing is known.
  var last: (what: String, by: String, at: Timestamp)?

  /// Cards of a column, most first, of which the first that fits is taken.
  private static let limits: [Int?] = [nil, 40, 30, 24, 20, 16, 13, 10, 8, 6, 5, 4, 3, 2]

  /// The lines, at most `rows`: the last one is the foot.
  func lines(_ style: Style, rows: Int) -> [String] {
    let room = rows < 3 ? rows : rows - 2
    var lines: [String] = []
    for limit in WatchFrame.limits {
      var board = board
      board.limit = limit
      lines = board.render(style).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      if lines.count <= room { break }
    }
    if lines.count > room {
      let left = lines.count - room + 1
      lines = lines.prefix(room - 1) + [style.paint("\(style.ellipsis) \(counted(left, "more line"))", .dim)]
    }
    if rows < 3 { return Array(lines.prefix(rows)) }
    lines += Array(repeating: "", count: room - lines.count)
    return lines + ["", foot(style)]
  }

  private func foot(_ style: Style) -> String {
    let keys = "q ends"
    guard let last else { return style.paint(style.pad("", to: style.width - keys.count) + keys, .dim) }
    // Who and when stay whole where there is room: what happened is cut for them.
    let tail = ", by \(plain(last.by)) \(ago(last.at, at: board.page.now))"
    let room = max(style.width - keys.count - 2, 8)
    let what = style.clipped(plain(last.what), to: max(room - Style.columns(of: tail), room / 2))
    let shown = style.clipped(what + tail, to: room)
    let gap = max(1, style.width - Style.columns(of: shown) - keys.count)
    return style.paint(shown + String(repeating: " ", count: gap) + keys, .dim)
  }

  /// What draws those lines over the picture before, without a flicker between.
  ///
  /// A line is cleared before it is written: after a full one, the last character would go with the rest.
  static func drawn(_ lines: [String]) -> String {
    "\u{1b}[?2026h\u{1b}[H" + lines.map { "\u{1b}[K" + $0 }.joined(separator: "\r\n") + "\u{1b}[?2026l"
  }
}

/// A change of a watched plan in one line, where no terminal is there to draw on.
struct WatchLine {
  /// In the reader's own zone.
  static func change(seq: Int, what: String, by: String, day: String, time: String, standing: String)
    -> String
  {
    "\(day) \(time)  \(seq)  \(plain(what)), by \(plain(by))  (\(standing))"
  }

  /// `active, 2 of 5 delivered, 1 at work`.
  static func standing(_ plan: Plan, _ facts: PlanFacts, state: String) -> String {
    let progress = plan.progress(given: facts)
    var words = [state, "\(progress.completed) of \(progress.total) delivered"]
    let working = plan.tasks.count { $0.status.word == .claimed }
    if working > 0 { words.append("\(working) at work") }
    return words.joined(separator: ", ")
  }
}
