/// A plan of tasks, folded from its events.
package struct Plan: StateMachine, Hashable {
  package static let kind = "plan"

  /// What it was founded with; nil before the first event.
  ///
  /// Its `tasks` are empty here: they live in ``tasks``.
  package internal(set) var founding: PlanFounding?
  package internal(set) var created = Timestamp(seconds: 0)
  /// 1 and the number of `update_plan_branch` commands that changed something.
  package internal(set) var version = 0
  package internal(set) var tasks: TaskList = []
  package internal(set) var learnings: Pieces<Learning> = []
  /// What was decided about it, and what waits for a decision.
  package internal(set) var consent = PlanConsent()
  /// Where each task stands in ``tasks``.
  var positions: [PlanTaskID: Int] = [:]

  /// What was learned on the way, in the words of whoever said it.
  package struct Learning: Hashable, Sendable {
    package let text: String
    package let at: Timestamp
    package let by: String
    /// The plan's version when it was recorded.
    package let version: Int

    package init(text: String, at: Timestamp, by: String, version: Int) {
      self.text = text
      self.at = at
      self.by = by
      self.version = version
    }
  }

  package init() {}

  /// A plan as a snapshot holds it.
  package init(
    founding: PlanFounding, created: Timestamp, version: Int, tasks: [PlanTask], learnings: [Learning],
    consent: PlanConsent = PlanConsent()
  ) {
    self.founding = founding
    self.created = created
    self.version = version
    self.tasks = TaskList(tasks)
    self.learnings = Pieces(learnings)
    self.consent = consent
    for (index, task) in tasks.enumerated() { positions[task.id] = index }
  }

  /// The tasks as they were planned, without the parts that some were split into.
  package var whole: [PlanTask] { tasks.filter(\.parents.isEmpty) }

  /// The task of exactly that id.
  package subscript(id: PlanTaskID) -> PlanTask? {
    positions[id].map { tasks[$0] }
  }

  /// The task that a caller means: of exactly that id, else the only one of equal number.
  package func task(named text: String) throws(Rejection) -> PlanTask {
    if let id = try? PlanTaskID(text), let task = self[id] { return task }
    if let number = Int(text), number >= 0 {
      let equal = tasks.filter { $0.id.number == number }
      if equal.count == 1 { return equal[0] }
      if equal.count > 1 {
        throw Rejection(
          .ambiguous, "\(quoted(text)) fits \(spoken(equal.map(\.id.text))).",
          details: [.init("value", .text(text)), .init("candidates", .texts(equal.map(\.id.text)))])
      }
    }
    throw unknownTask(text)
  }

  /// The refusal that names the tasks there are.
  package func unknownTask(_ text: String) -> Rejection {
    let known = tasks.map(\.id.text)
    let near = nearest(to: text, among: known)
    var sentence = "Plan \(founding?.session.text ?? "") has no task \(quoted(text))."
    sentence += near.isEmpty ? " It has \(spoken(known))." : " Did you mean \(spoken(near, word: "or"))?"
    return Rejection(
      .unknownTask, sentence,
      details: [.init("value", .text(String(text.prefix(80)))), .init("known", .texts(known.prefix(200)))],
      next: founding.map { .init("parse_plan", [.init("branch", .text($0.session.branch))]) })
  }
}
