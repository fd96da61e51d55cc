import Git
package import StateMachine

/// A plan after a write, and whether the call changed it.
package struct PlanChange: Sendable {
  package let view: PlanView
  package let changed: Bool
  /// What was done besides, in sentences: a base that had to be made.
  package let notes: [String]
  /// What is worth a second look in what was asked for.
  package var warnings: [String] = []

  /// New tasks that are there already, or say the same as one that is still open: a call that was repeated without a key.
  static func warnings(of update: PlanUpdate, in plan: Plan) -> [String] {
    let unnamed = update.added.filter { !$0.hasID }
    if unnamed.isEmpty { return [] }
    let open = OpenTasks(plan, before: update)
    return unnamed.compactMap { added in
      if let twin = open.twin(of: added.definition) {
        return
          "A new task is there already: \(twin.id), which is \(twin.status.word.rawValue), so it was not added again. To have it twice, give it an id."
      }
      return open.saying(added.definition.description).map {
        "A new task says the same as task \($0.id), which is \($0.status.word.rawValue): cancel one of them if it was added twice."
      }
    }
  }
}

extension Project {
  /// Founds a plan on its branch.
  ///
  /// The same draft again changes nothing; another one under the same id is refused.
  ///
  /// - Parameters:
  ///   - draft: its `base` and `target` are filled in here.
  ///   - file: the plan's file, with what was done of its tasks.
  package func createPlan(
    _ draft: PlanFounding, taking file: PlanFile? = nil, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> PlanChange {
    try withRepository { repository in
      guard let ref = RefName.branch(draft.session.branch) else {
        throw Rejection(.invalidName, "\(quoted(draft.session.branch)) is no branch name.")
      }
      // Refused before anything is made: a bad draft must not leave a base behind.
      var present = PlanFacts()
      if let ref = RefName.branch(baseName(in: repository)), let tip = try repository.tip(of: ref) {
        present.baseProvides = try merges(of: tip, in: repository).provides
      }
      _ = try Plan().decide(founded(draft, file), given: present, at: now)
      if let other = try repository.collision(of: ref) {
        throw Rejection(
          .nameTaken, "\(draft.session.branch) collides with the branch \(other.branchName ?? other.text).",
          details: [.init("branch", .text(draft.session.branch)), .init("other", .text(other.text))],
          next: other.branchName.flatMap {
            $0.hasPrefix("plan/") ? .init("parse_plan", [.init("branch", .text($0))]) : nil
          })
      }
      if let remote = RefName("refs/remotes/origin/\(draft.session.branch)"),
        try repository.tip(of: ref) == nil, try repository.tip(of: remote) != nil
      {
        throw Rejection(
          .nameTaken,
          "The remote has a plan of that id, origin/\(draft.session.branch). Use a different session_id, or continue that one.",
          details: [
            .init("branch", .text(draft.session.branch)),
            .init("remote", .text("origin/\(draft.session.branch)")),
          ],
          next: .init("parse_plan", [.init("branch", .text("origin/\(draft.session.branch)"))]),
          remedy: "Take it over with: git branch \(draft.session.branch) origin/\(draft.session.branch)")
      }
      let base = try base(in: repository)
      var founding = draft
      founding.base = base.name
      founding.target = base.target
      do {
        let appended = try append(
          to: ref, reader: planReader(ref), guarded: guarded, in: repository
        ) { present in
          var facts = PlanFacts()
          facts.baseProvides = try merges(of: base.tip, in: repository).provides
          return Prepared(command: founded(founding, file), facts: facts, start: base.tip)
        }
        var notes = base.made.map { [$0] } ?? []
        if appended.changed, let earlier = try archive(named: draft.session.text, in: repository) {
          notes.append(
            "\(earlier.name) is an earlier plan of that id, and can't come back while this one has it.")
        }
        return PlanChange(
          view: try view(appended.reading, in: repository), changed: appended.changed, notes: notes)
      } catch let rejection as Rejection {
        guard rejection.code == .exists, let same = try unchangedPlan(founding, at: ref, in: repository)
        else {
          throw rejection
        }
        return PlanChange(view: same, changed: false, notes: [])
      }
    }
  }

  private func founded(_ draft: PlanFounding, _ file: PlanFile?) -> PlanCommand {
    file.map { .take(draft, tasks: $0.tasks, learnings: $0.learnings) } ?? .create(draft)
  }

  /// The plan that is there, if it was founded with this very draft.
  private func unchangedPlan(
    _ draft: PlanFounding, at ref: RefName, in repository: borrowing Repository
  ) throws -> PlanView? {
    guard let tip = try repository.tip(of: ref) else { return nil }
    let reader = planReader(ref)
    guard let reading = try reader.read(tip, in: repository), !reading.isLegacy else { return nil }
    let first = try reader.read(seq: 1, from: reading, in: repository).machine
    var stored = first.founding
    stored?.tasks = first.tasks.map(\.definition)
    stored?.given = draft.given
    return stored == draft ? try view(reading, in: repository) : nil
  }
}
