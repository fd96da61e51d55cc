import StateMachine
import Testing

/// A plan that is driven by commands, with what git would say, as tests want it.
struct PlanUnderTest {
  var plan = Plan()
  var facts = PlanFacts()
  var now = Timestamp(seconds: 1_800_000_000)
  private(set) var seq = 0
  /// Everything that ever happened, for a replay.
  private(set) var history: [Recorded<PlanEvent>] = []

  init() {}

  /// A plan of these tasks.
  init(_ tasks: TaskDefinition...) throws {
    try self.init(tasks)
  }

  init(_ tasks: [TaskDefinition]) throws {
    var founding = PlanFounding(session: try SessionID("s1"), request: "Add login", base: "flow")
    founding.tasks = tasks
    try run(.create(founding))
  }

  /// Decides and applies; the events that followed.
  @discardableResult
  mutating func run(_ command: PlanCommand) throws(Rejection) -> [PlanEvent] {
    let events = try plan.decide(command, given: facts, at: now)
    guard !events.isEmpty else { return [] }
    seq += 1
    for event in events {
      let recorded = Recorded(event, at: now, by: "ada", seq: seq)
      history.append(recorded)
      plan.apply(recorded)
    }
    return events
  }

  /// One update, put together in place.
  @discardableResult
  mutating func update(_ body: (inout PlanUpdate) throws -> Void) throws -> [PlanEvent] {
    var update = PlanUpdate()
    try body(&update)
    return try run(.update(update))
  }

  func task(_ text: String) throws -> PlanTask {
    try #require(plan[PlanTaskID(text)])
  }

  var ready: [String] { plan.ready(given: facts).map(\.id.text) }

  /// The task's branch as create_task_branch would record it.
  mutating func branch(_ text: String, ahead: Bool = false) throws {
    let id = try PlanTaskID(text)
    try run(
      .recordBranch(
        id, .init(name: "task/\(text)-work", base: "base", start: "start-\(text)"), ahead: ahead,
        replacing: false))
    facts.tips[id] = "tip-\(text)"
  }

  /// Its merge, as merge_task_branch would make it.
  @discardableResult
  mutating func merge(_ text: String) throws -> [PlanEvent] {
    facts.reachable.formUnion(["tip-\(text)", "merge-\(text)"])
    return try run(.complete(PlanTaskID(text), tip: "tip-\(text)", merge: "merge-\(text)"))
  }
}

/// A task in a few words.
func task(
  _ id: String, _ description: String = "Work", needs: [String] = [], provides: [String] = [],
  after: [String] = [],
  wave: Int? = nil, files: [String] = [], priority: Priority? = nil
) throws -> TaskDefinition {
  var task = TaskDefinition(id: try PlanTaskID(id), description: description)
  task.preconditions = try needs.map { try Capability($0) }
  task.provides = try provides.map { try Capability($0) }
  task.dependsOn = try after.map { try PlanTaskID($0) }
  task.wave = wave
  task.files = files
  task.priority = priority
  return task
}

/// The rejection by which something is refused; nil, with an issue, where it is not.
func refusal(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
) -> Rejection? {
  do {
    let value = try body()
    Issue.record("not refused: \(value)", sourceLocation: location)
  } catch let rejection as Rejection {
    return rejection
  } catch {
    Issue.record("\(error)", sourceLocation: location)
  }
  return nil
}
