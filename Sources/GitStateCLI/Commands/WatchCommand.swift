import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract:
      "Show a plan's board, a run or a workflow, and draw it anew as it moves; in a pipe, a line for each change.",
    discussion: """
      q or Ctrl-C ends it. Nothing runs in the background: it looks at the refs' files four times a second. With --until it \
      ends by itself: 0 when the plan is completed, 1 when it was aborted; 1 too for a workflow that ends without success.

      Example: gitstate watch --until done && gitstate land
      """)

  enum Moment: String, ExpressibleByArgument, CaseIterable {
    case done, change
  }

  @OptionGroup var subject: SubjectArgument

  @Option(
    help: ArgumentHelp(
      "End when the plan is done (completed, aborted or archived), or at the next change.",
      valueName: "done|change"))
  var until: Moment?

  @Flag(help: "Write a line for each change on a terminal too.")
  var lines = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let drawn =
      StandardStream.output.isTerminal && !lines && !output.isJSON && Environment.value("TERM") != "dumb"
    if let view = try subject.workflow(in: project, for: "watch") {
      let watch = PhaseWatch(watched: WatchedWorkflow(project: project, name: view.branch), until: until)
      let last = drawn ? try watch.draw() : try watch.write(json: output.isJSON)
      if until == .done, last.workflow.ended?.end.success != true { throw ExitCode(1) }
      return
    }
    if let view = try subject.run(in: project, for: "watch") {
      let watch = PhaseWatch(watched: WatchedRun(project: project, name: view.branch), until: until)
      _ = drawn ? try watch.draw() : try watch.write(json: output.isJSON)
      return
    }
    let branch = try subject.planBranch(in: project, for: "watch")
    let watch = PlanWatch(project: project, plan: branch, until: until)
    let state = drawn ? try watch.draw() : try watch.write(json: output.isJSON)
    if until == .done, state == .aborted { throw ExitCode(1) }
  }
}

/// Looks at a plan until somebody or something ends it.
struct PlanWatch {
  let project: Project
  /// As it is read.
  let plan: String
  let until: WatchCommand.Moment?

  /// Between two looks at the refs, in milliseconds.
  private static let interval: Int32 = 250
  /// Looks after which a picture is drawn anew although nothing moved: what it says of time grows old.
  private static let patience = 40

  /// Draws the board on the whole terminal.
  ///
  /// - Returns: the plan's state at the end.
  func draw() throws -> PlanState {
    var screen = try TerminalScreen()
    let ending: Result<PlanNews, any Error>
    do {
      ending = .success(try draw(on: &screen))
    } catch {
      ending = .failure(error)
    }
    // Given back before anything else is said.
    screen.end()
    let news = try ending.get()
    // What was waited for stays on the shell's screen.
    if until != nil { try emit(try frame(news).board.render(.output)) }
    return news.view.state
  }

  private func draw(on screen: inout TerminalScreen) throws -> PlanNews {
    var news = try project.news(of: plan, after: nil)
    var pulse = try project.pulse(of: news.view)
    let first = news.view.reading.seq
    var last = news.steps.last
    var drawn = 0
    while true {
      if isOver(news.view, since: first) { return news }
      let size = screen.size
      var style = Style.output
      style.width = max(size.columns, 20)
      var frame = try frame(news)
      frame.last = last.map { ($0.told, $0.by, $0.at) }
      let picture = WatchFrame.drawn(frame.lines(style, rows: size.rows))
      guard try StandardStream.output.write(Array(picture.utf8)) else { throw BrokenPipe() }
      drawn = 0
      waiting: while true {
        switch try screen.wish(within: PlanWatch.interval) {
        case .end: return news
        case .drawing: break waiting
        case nil: break
        }
        let now = try project.pulse(of: news.view)
        if now != pulse {
          pulse = now
          break
        }
        drawn += 1
        if drawn >= PlanWatch.patience { break }
      }
      news = try project.news(since: news)
      last = news.steps.last ?? last
    }
  }

  private func frame(_ news: PlanNews) throws(Rejection) -> WatchFrame {
    var board = BoardPage(page: try PlanPage(board: news.view, in: project))
    board.stands = try project.stands(of: news.view)
    return WatchFrame(board: board)
  }

  /// Writes a line for how the plan stands, and one for each change.
  ///
  /// - Returns: the plan's state at the end.
  func write(json isJSON: Bool) throws -> PlanState {
    var news = try project.news(of: plan, after: nil)
    var pulse = try project.pulse(of: news.view)
    let first = news.view.reading.seq
    var state = news.view.state
    try put(news, news.steps, isJSON)
    while !isOver(news.view, since: first) {
      Pause.wait(milliseconds: PlanWatch.interval)
      if StandardStream.output.isAbandoned { throw BrokenPipe() }
      let now = try project.pulse(of: news.view)
      guard now != pulse else { continue }
      pulse = now
      news = try project.news(since: news)
      // A merge on the base, or a plan that was put away, changes how it stands without a step of its own.
      if !news.steps.isEmpty || news.view.state != state { try put(news, news.steps, isJSON) }
      state = news.view.state
    }
    return state
  }

  private func isOver(_ view: PlanView, since seq: Int) -> Bool {
    switch until {
    case nil: false
    case .change: view.reading.seq != seq
    case .done: [.completed, .aborted, .archived].contains(view.state)
    }
  }

  private func put(_ news: PlanNews, _ steps: [LedgerStep], _ isJSON: Bool) throws {
    let view = news.view
    let standing = WatchLine.standing(view.plan, view.facts, state: view.state.rawValue)
    for step in steps {
      if isJSON {
        var object: JSONObject = ["schemaVersion": 1]
        for member in BoardJSON.head(view).members { object[member.key] = member.value }
        object["seq"] = .integer(step.seq ?? 0)
        object["at"] = .string(step.at.description)
        object["by"] = .string(step.by)
        object["what"] = .string(step.subject)
        object["why"] = step.reason.map { .string($0) }
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
    guard steps.isEmpty else { return }
    if isJSON {
      var object: JSONObject = ["schemaVersion": 1]
      for member in BoardJSON.head(view).members { object[member.key] = member.value }
      try emit(object, pretty: false)
    } else {
      try emit("\(plain(view.branch))  \(standing)")
    }
  }
}
