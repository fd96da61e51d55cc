package import StateMachine

/// A workflow that is driven by commands, with what git would say, as tests want it.
package struct WorkflowUnderTest {
  package var workflow = Workflow()
  package var facts = WorkflowFacts()
  package var now = Timestamp(seconds: 1_800_000_000)
  package private(set) var seq = 0
  /// Everything that ever happened, for a replay.
  package private(set) var history: [Recorded<WorkflowEvent>] = []

  package init() {}

  /// Decides and applies; the events that followed.
  @discardableResult
  package mutating func callAsFunction(_ command: WorkflowCommand) throws(Rejection) -> [WorkflowEvent] {
    let events = try workflow.decide(command, given: facts, at: now)
    guard !events.isEmpty else { return [] }
    seq += 1
    for event in events {
      let recorded = Recorded(event, at: now, by: "ada", seq: seq)
      history.append(recorded)
      workflow.apply(recorded)
    }
    return events
  }

  /// Stands for the digest of what there is to be seen: each time that something waits it is another.
  package var digest: String {
    workflow.wait.map { "p\($0.phase)-\($0.seq)" } ?? "nothing"
  }

  package var replayed: Workflow {
    var replayed = Workflow()
    for recorded in history { replayed.apply(recorded) }
    return replayed
  }
}
