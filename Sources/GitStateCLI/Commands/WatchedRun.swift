import GitState
import JSON
import StateMachine

struct WatchedRun: WatchedPhases {
  let project: Project
  /// As it is read.
  let name: String

  func read() throws -> RunView { try project.readRun(name) }

  func news(after seq: Int?) throws -> (view: RunView, steps: [LedgerStep]) {
    let news = try project.news(ofRun: name, after: seq)
    return (news.view, news.steps)
  }

  func view(_ view: RunView, at seq: Int) throws -> RunView { try project.run(view, at: seq) }

  func pulse(of view: RunView) throws -> String? { try project.pulse(of: view) }
  func seq(of view: RunView) -> Int { view.reading.seq }
  func tip(of view: RunView) -> String { view.tip }
  func isOver(_ view: RunView) -> Bool { view.run.status == .completed }

  func page(_ view: RunView, _ style: Style) -> String {
    RunPage(run: view.run, branch: view.branch, now: project.now, warnings: view.warnings).render(style)
  }

  /// `active, 1 of 4 phases, store`.
  func standing(of view: RunView) -> String {
    let run = view.run
    let complete = run.phases.count(where: \.isComplete)
    var words = [run.status.rawValue, "\(complete) of \(counted(run.phases.count, "phase"))"]
    if run.status == .active, let current = run.current { words.append(plain(current.name.text)) }
    return words.joined(separator: ", ")
  }

  func head(of view: RunView) -> JSONObject {
    let run = view.run
    var object: JSONObject = [
      "task_id": .string(run.founding?.id.text ?? ""), "status": .string(run.status.rawValue),
      "phases": .integer(run.phases.count),
      "phases_complete": .integer(run.phases.count(where: \.isComplete)),
    ]
    if run.status == .active { object["current_phase"] = run.current.map { .string($0.name.text) } }
    return object
  }
}
