import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

/// What goes phase by phase and can be watched: a workflow, or a run.
protocol WatchedPhases {
  associatedtype View

  func read() throws -> View
  /// What happened after a seq; the newest step alone where there is none.
  func news(after seq: Int?) throws -> (view: View, steps: [LedgerStep])
  /// How it stood at an earlier seq.
  func view(_ view: View, at seq: Int) throws -> View
  /// What moves when it does.
  func pulse(of view: View) throws -> String?
  func seq(of view: View) -> Int
  func tip(of view: View) -> String
  func isOver(_ view: View) -> Bool
  func page(_ view: View, _ style: Style) -> String
  /// In a line.
  func standing(of view: View) -> String
  /// The keys that a line of JSON begins with.
  func head(of view: View) -> JSONObject
}

/// Looks at a workflow or a run until somebody or something ends it.
struct PhaseWatch<Watched: WatchedPhases> {
  let watched: Watched
  let until: WatchCommand.Moment?

  /// Between two looks at the ref, in milliseconds.
  private static var interval: Int32 { 250 }
  /// Looks after which a picture is drawn anew although nothing moved: what it says of time grows old.
  private static var patience: Int { 40 }

  /// Draws the page on the whole terminal.
  ///
  /// - Returns: how it stands at the end.
  func draw() throws -> Watched.View {
    var screen = try TerminalScreen()
    let ending: Result<Watched.View, any Error>
    do {
      ending = .success(try draw(on: &screen))
    } catch {
      ending = .failure(error)
    }
    // Given back before anything else is said.
    screen.end()
    let view = try ending.get()
    if until != nil { try emit(watched.page(view, .output)) }
    return view
  }

  private func draw(on screen: inout TerminalScreen) throws -> Watched.View {
    var view = try watched.read()
    let first = watched.seq(of: view)
    while true {
      if isOver(view, since: first) { return view }
      let size = screen.size
      var style = Style.output
      style.width = max(size.columns, 20)
      let lines = Self.lines(watched.page(view, style), style, rows: size.rows)
      guard try StandardStream.output.write(Array(WatchFrame.drawn(lines).utf8)) else { throw BrokenPipe() }
      let pulse = watched.tip(of: view)
      var looks = 0
      waiting: while looks < Self.patience {
        switch try screen.wish(within: Self.interval) {
        case .end: return view
        case .drawing: break waiting
        case nil: break
        }
        looks += 1
        if try watched.pulse(of: view) != pulse { break }
      }
      view = try watched.read()
    }
  }

  /// The page in as many lines as the terminal has, the last one the foot.
  static func lines(_ page: String, _ style: Style, rows: Int) -> [String] {
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    let room = max(rows - 2, 1)
    if lines.count > room {
      let left = lines.count - room + 1
      lines = lines.prefix(room - 1) + [style.paint("\(style.ellipsis) \(counted(left, "more line"))", .dim)]
    }
    if rows < 3 { return Array(lines.prefix(rows)) }
    lines += Array(repeating: "", count: room - lines.count)
    return lines + ["", style.paint("q ends", .dim)]
  }

  /// Writes a line for how it stands, and one for each change.
  ///
  /// - Returns: how it stands at the end.
  func write(json isJSON: Bool) throws -> Watched.View {
    var news = try watched.news(after: nil)
    let first = watched.seq(of: news.view)
    try put(news, isJSON)
    while !isOver(news.view, since: first) {
      Pause.wait(milliseconds: Self.interval)
      if StandardStream.output.isAbandoned { throw BrokenPipe() }
      guard try watched.pulse(of: news.view) != watched.tip(of: news.view) else { continue }
      news = try watched.news(after: watched.seq(of: news.view))
      if !news.steps.isEmpty { try put(news, isJSON) }
    }
    return news.view
  }

  private func isOver(_ view: Watched.View, since seq: Int) -> Bool {
    switch until {
    case nil: false
    case .change: watched.seq(of: view) != seq
    case .done: watched.isOver(view)
    }
  }

  private func put(_ news: (view: Watched.View, steps: [LedgerStep]), _ isJSON: Bool) throws {
    for step in news.steps {
      // Each line says how it stood then: several may come between two looks.
      let isNewest = step.seq == nil || step.seq == watched.seq(of: news.view)
      let view = try isNewest ? news.view : watched.view(news.view, at: step.seq ?? 0)
      let standing = watched.standing(of: view)
      if isJSON {
        var object: JSONObject = ["schemaVersion": 1]
        for member in watched.head(of: view).members { object[member.key] = member.value }
        object["seq"] = .integer(step.seq ?? 0)
        object["at"] = .string(step.at.description)
        object["by"] = .string(step.by)
        object["what"] = .string(step.subject)
        object["commit"] = .string(step.sha)
        try emit(object, pretty: false)
      } else {
        let moment = step.at.local(WallClock.offset(at: step.at.seconds))
        try emit(
          WatchLine.change(
            seq: step.seq ?? 0, what: step.told, by: step.by, day: moment.day, time: moment.time,
            standing: standing))
      }
    }
  }
}
