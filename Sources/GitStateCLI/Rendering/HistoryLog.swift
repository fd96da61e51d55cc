import StateMachine

/// What happened on a ledger, by day, newest first.
struct HistoryLog {
  struct Line {
    /// nil for a commit of others.
    let seq: Int?
    let at: Timestamp
    let by: String
    let what: String
    /// In people's words, one line.
    var why: String?
    let commit: String
  }

  let ledger: String
  let total: Int
  let lines: [Line]
  /// The command that shows the next page; nil at the end.
  var more: String?
  /// The reader's zone at a moment, in minutes east of UTC.
  var zone: (Timestamp) -> Int = { _ in 0 }

  func render(_ style: Style) -> String {
    var shown = [
      style.paint(plain(ledger), .bold) + style.paint("  \(counted(total, "change")), newest first", .dim)
    ]
    let numbers = lines.map { ($0.seq.map { "#\($0)" } ?? "").count }.max() ?? 0
    let names = min(lines.map { plain($0.by).count }.max() ?? 0, 20)
    var day = ""
    for line in lines {
      let moment = line.at.local(zone(line.at))
      if moment.day != day {
        day = moment.day
        shown += ["", style.paint(day, .dim)]
      }
      let number = style.pad(line.seq.map { "#\($0)" } ?? "", to: numbers)
      let who = style.pad(style.cut(plain(line.by), to: names), to: names)
      let start = "  \(number)  \(moment.time)  \(who)  "
      let commit = String(line.commit.prefix(8))
      // Another program's plan has no seq at all, and its commits are its changes.
      let isForeign = line.seq == nil && numbers > 0
      let what = (isForeign ? "(no change) " : "") + plain(line.what)
      let room = max(style.width - start.count - 10, 20)
      shown.append(
        "  \(style.paint(number, .dim))  \(moment.time)  \(style.paint(who, .cyan))  \(style.pad(style.cut(what, to: room), to: room))  \(style.paint(commit, .dim))"
      )
      guard let why = line.why else { continue }
      let below = String(repeating: " ", count: start.count)
      shown += style.folded(plain(why), to: max(style.width - start.count, 20), limit: 2).map {
        below + style.paint($0, .dim)
      }
    }
    if let more { shown += ["", "older: \(more)"] }
    return shown.joined(separator: "\n") + "\n"
  }
}
