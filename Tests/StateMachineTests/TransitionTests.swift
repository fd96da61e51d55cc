import StateMachine
import Testing

@Suite struct `The transition table` {
  @Test func `has a way out of every state, and a tool for every row`() {
    for state in TaskStatus.Word.allCases {
      #expect(TaskTransitions.all.contains { $0.from == state && $0.to != state }, "\(state)")
    }
    for row in TaskTransitions.all { #expect(!row.tools.isEmpty, "\(row)") }
  }

  @Test func `has each state and action once`() {
    let keys = TaskTransitions.all.map { "\($0.from) \($0.action)" }
    #expect(Set(keys).count == keys.count)
  }

  @Test func `lets every task be completed in the end`() {
    for state in TaskStatus.Word.allCases {
      var reached: Set<TaskStatus.Word> = [state]
      var grew = true
      while grew {
        let next = reached.union(TaskTransitions.all.filter { reached.contains($0.from) }.map(\.to))
        grew = next != reached
        reached = next
      }
      #expect(reached.contains(.completed), "\(state)")
    }
  }

  /// What happens to a task by its parts alone: another test walks through that.
  private static let byParts: Set<TaskTransitions.Action> = [
    .partsDone, .partsToReview, .partsFailed, .partsGone, .resumed,
  ]

  @Test(arguments: TaskStatus.Word.allCases, TaskTransitions.Action.allCases.filter { !byParts.contains($0) })
  func `is what decisions follow`(state: TaskStatus.Word, action: TaskTransitions.Action) throws {
    let worker = try WorkerID("1")
    for status in try statuses(of: state, held: worker) {
      var item = PlanTask(try task("001"))
      item.status = status
      if action == .spent || action == .sentBackTooOften { item.failures = 2 }
      if action == .handedIn || action == .overridden { item.definition.requiresReview = true }
      var plan = Plan(
        founding: PlanFounding(session: try SessionID("s1"), request: "r", base: "flow"),
        created: Timestamp(seconds: 0), version: 1, tasks: [item], learnings: [])
      var events: [PlanEvent] = []
      var rejection: Rejection?
      do throws(Rejection) {
        events = try plan.decide(command(action, worker), given: PlanFacts(), at: Timestamp(seconds: 9))
      } catch {
        rejection = error
      }
      // Releasing what one does not hold changes nothing, whatever the table says.
      let mayHappen =
        TaskTransitions.allows(action, in: state) && (action != .released || status.claim != nil)
      let isDone =
        action == .reopened && state == .pending || action == .cancelled && state == .cancelled
        || action == .claimed && state == .claimed
        // A commit that says complete says nothing new of these.
        || action == .handedIn || action == .expanded && state == .expanding
      #expect(events.isEmpty != mayHappen, "\(status) \(action): \(events)")
      if !mayHappen, !isDone, action != .released {
        #expect(rejection?.code == .wrongState, "\(status) \(action)")
        let allowed = TaskTransitions.states(allowing: action).map(\.rawValue)
        #expect(rejection?.details.contains(.init("allowed", .texts(allowed))) == true)
      }
      guard mayHappen else { continue }
      for event in events { plan.apply(Recorded(event, at: Timestamp(seconds: 9), by: "ada", seq: 2)) }
      let row = TaskTransitions.all.first { $0.from == state && $0.action == action }
      #expect(plan.tasks[0].status.word == row?.to, "\(status) \(action)")
    }
  }

  private func command(_ action: TaskTransitions.Action, _ worker: WorkerID) throws(Rejection) -> PlanCommand
  {
    let id = try PlanTaskID("001")
    var update = PlanUpdate()
    switch action {
    case .claimed: return .claim(id, worker, until: nil)
    case .released: return .release(id, worker)
    case .blocked: return .block(id, reason: "the moon")
    case .completed: return .complete(id, tip: "new tip", merge: "new merge")
    case .reopened:
      var patch = TaskPatch(id: id)
      patch.reopen = true
      update.changed = [patch]
    case .cancelled: update.cancelled = [id]
    case .failed, .spent, .escalated:
      var report = TaskReport(.failed)
      report.error = TaskError("it broke")
      if action == .escalated { report.failure = .escalate }
      return .report(id, worker, claim: nil, report)
    case .handedIn: return .handIn(id, tip: "tip")
    case .passed: return .review(id, Review(.success, depth: .full))
    case .sentBack, .sentBackTooOften: return .review(id, Review(.needsRevision, depth: .full))
    case .overridden: return .overrideReview(id, by: "Ada", reason: "it is urgent")
    case .expanded:
      return .expand(id, TaskSplit(.byFile, [.init("a", files: ["a"]), .init("b", files: ["b"])]))
    case .partsDone, .partsToReview, .partsFailed, .partsGone, .resumed:
      throw Rejection(.bug, "\(action) is no command.")
    case .rejected:
      var report = TaskReport(.specRejected)
      report.reason = "it can't be"
      return .report(id, worker, claim: nil, report)
    }
    return .update(update)
  }

  private func statuses(of word: TaskStatus.Word, held worker: WorkerID) throws -> [TaskStatus] {
    let claim = Claim(worker: worker, seq: 1, at: Timestamp(seconds: 0))
    return switch word {
    case .pending: [.pending]
    case .claimed: [.claimed(claim)]
    case .inReview: [.inReview(claim), .inReview(nil)]
    case .completed: [.completed(Completion(at: Timestamp(seconds: 0), by: "ada", tip: nil, merge: nil))]
    case .failed: [.failed(reason: "r")]
    case .blocked: [.blocked(reason: "r", by: claim), .blocked(reason: "r", by: nil)]
    case .needsReplan: [.needsReplan(reason: "r")]
    case .expanding: [.expanding]
    case .cancelled: [.cancelled(reason: "r")]
    }
  }
}
