import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

/// Looks at a workflow until somebody or something ends it.
struct WorkflowWatch {
  let project: Project
  /// As it is read.
  let name: String
  let until: WatchCommand.Moment?

  /// Between two looks at the ref, in milliseconds.
  private static let interval: Int32 = 250
  /// Looks after which a picture is drawn anew although nothing moved: what it says of time grows old.
  private static let patience = 40

  /// Draws the workflow's page on the whole terminal.
  ///
  /// - Returns: the workflow at the end.
  func draw() throws -> Workflow {
    var screen = try TerminalScreen()
    let ending: Result<WorkflowView, any Error>
    do {
      ending = .success(try draw(on: &screen))
    } catch {
      ending = .failure(error)
    }
    // Given back before anything else is said.
    screen.end()
    let view = try ending.get()
    if until != nil { try emit(WorkflowPage(view, at: project.now).render(.output)) }
    return view.workflow
  }

  private func draw(on screen: inout TerminalScreen) throws -> WorkflowView {
    var view = try project.readWorkflow(name)
    let first = view.reading.seq
    while true {
      if isOver(view, since: first) { return view }
      let size = screen.size
      var style = Style.output
      style.width = max(size.columns, 20)
      let lines = WorkflowWatch.lines(WorkflowPage(view, at: project.now), style, rows: size.rows)
      guard try StandardStream.output.write(Array(WatchFrame.drawn(lines).utf8)) else { throw BrokenPipe() }
      let pulse = view.tip
      var looks = 0
      waiting: while looks < WorkflowWatch.patience {
        for event in try screen.wait(milliseconds: WorkflowWatch.interval) {
          switch event {
          case .key(UInt8(ascii: "q")), .key(UInt8(ascii: "Q")): return view
          // As a shell has it for a program that a signal ended.
          case .key(3): throw ExitCode(130)
          case .ended(let signal): throw ExitCode(128 + signal)
          case .resized:
            guard try StandardStream.output.write(Array("\u{1b}[2J".utf8)) else { throw BrokenPipe() }
            break waiting
          case .key: break
          }
        }
        looks += 1
        if try project.pulse(of: view) != pulse { break }
      }
      view = try project.readWorkflow(name)
    }
  }

  /// The page in as many lines as the terminal has, the last one the foot.
  static func lines(_ page: WorkflowPage, _ style: Style, rows: Int) -> [String] {
    var lines = page.render(style).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
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

  /// Writes a line for how the workflow stands, and one for each change.
  ///
  /// - Returns: the workflow at the end.
  func write(json isJSON: Bool) throws -> Workflow {
    var news = try project.news(ofWorkflow: name, after: nil)
    let first = news.view.reading.seq
    try put(news, isJSON)
    while !isOver(news.view, since: first) {
      Pause.wait(milliseconds: WorkflowWatch.interval)
      if StandardStream.output.isAbandoned { throw BrokenPipe() }
      guard try project.pulse(of: news.view) != news.view.tip else { continue }
      news = try project.news(ofWorkflow: name, after: news.view.reading.seq)
      if !news.steps.isEmpty { try put(news, isJSON) }
    }
    return news.view.workflow
  }

  private func isOver(_ view: WorkflowView, since seq: Int) -> Bool {
    switch until {
    case nil: false
    case .change: view.reading.seq != seq
    case .done: view.workflow.ended != nil
    }
  }

  private func put(_ news: WorkflowNews, _ isJSON: Bool) throws {
    let workflow = news.view.workflow
    let standing = WorkflowWatch.standing(workflow)
    for step in news.steps {
      if isJSON {
        var object: JSONObject = [
          "schemaVersion": 1, "workflow_id": .string(news.view.id?.text ?? ""),
          "status": .string(workflow.status.rawValue), "phases": .integer(workflow.phases.count),
          "phases_complete": .integer(workflow.completed.count),
        ]
        object["awaited"] = workflow.awaited.map { .string($0) }
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

  /// `in progress, 1 of 4 phases, phase 2: frontend`.
  static func standing(_ workflow: Workflow) -> String {
    var words = [
      workflow.standing, "\(workflow.completed.count) of \(counted(workflow.phases.count, "phase"))",
    ]
    if let awaited = workflow.awaited { words.append(plain(awaited)) }
    return words.joined(separator: ", ")
  }
}
