import StateMachine

/// What a workflow promises, said once more and otherwise than the machine does it.
///
/// There is no queue here: phases are open, each for some agents, and it is always the turn of the lowest open one.
struct PhaseContract {
  enum End: Hashable {
    case success, noSuccess, failed, aborted
  }

  /// How one agent's work ended.
  enum Outcome: Hashable {
    case passed, failed
    /// An evaluator that is not content, and the targets that it names; none for all.
    case discontent(Set<AgentID>)
  }

  let definition: WorkflowDefinition
  /// Who works in each phase that has somebody.
  let members: [Int: [AgentID]]
  /// Who is to work in each open phase.
  var open: [Int: Set<AgentID>]
  /// Who passed last.
  private var content: Set<AgentID> = []
  /// Failures of an agent since it last passed.
  private var failures: [AgentID: Int] = [:]
  /// How often an evaluator sent work back since its phase last passed.
  private var feedback: [AgentID: Int] = [:]
  /// The phase that waits for a person.
  private(set) var waiting: Int?
  private(set) var end: End?
  private var last: (phase: Int, outcomes: [AgentID: Outcome])?

  init(_ definition: WorkflowDefinition, targets: [AgentID]) {
    self.definition = definition
    var members: [Int: [AgentID]] = [:]
    for (index, phase) in definition.phases.enumerated() {
      let agents = phase.agents.filter { targets.isEmpty || targets.contains($0) }
      if !agents.isEmpty { members[index + 1] = agents }
    }
    self.members = members
    open = members.mapValues { Set($0) }
  }

  /// Whose turn it is; nil while a person is awaited, and at the end.
  var turn: (phase: Int, agents: [AgentID])? {
    guard end == nil, waiting == nil, let phase = open.keys.min(), let due = open[phase] else { return nil }
    return (phase, (members[phase] ?? []).filter(due.contains))
  }

  func isComplete(_ phase: Int) -> Bool {
    isEnough(phase) && open[phase] == nil && waiting != phase
  }

  private func isEnough(_ phase: Int) -> Bool {
    let all = members[phase] ?? []
    let passed = all.count { content.contains($0) }
    switch definition.phases[phase - 1].aggregation {
    case .allMustPass: return passed == all.count
    case .anyPass: return passed >= 1
    case .majority: return passed > all.count - passed
    }
  }

  var asker: AgentID? {
    waiting.flatMap { (members[$0] ?? []).first { definition[$0]?.approval != nil } }
  }

  mutating func evaluate(_ outcomes: [AgentID: Outcome]) {
    guard let phase = open.keys.min(), let all = members[phase] else { return }
    open[phase] = nil
    for (agent, outcome) in outcomes {
      if outcome == .passed { content.insert(agent) } else { content.remove(agent) }
      if outcome == .passed { failures[agent] = nil }
    }
    guard !isEnough(phase) else {
      for agent in all { feedback[agent] = nil }
      if all.contains(where: { definition[$0]?.approval != nil }) {
        waiting = phase
      } else if open.isEmpty {
        end = .success
      }
      return
    }
    last = (phase, outcomes)
    end = judged(phase, outcomes)
    if end == nil { reopen(phase, outcomes) }
  }

  /// Whether that is the end; counts what is not.
  private mutating func judged(_ phase: Int, _ outcomes: [AgentID: Outcome]) -> End? {
    let discontent = outcomes.filter { isDiscontent($0.value) }.map(\.key)
    if !discontent.isEmpty, blamed(outcomes).isEmpty { return .noSuccess }
    for (agent, outcome) in outcomes where outcome != .passed {
      let isSpent =
        isDiscontent(outcome)
        ? feedback[agent, default: 0] >= definition[agent]?.evaluator?.maxRetries ?? 0
        : failures[agent, default: 0] >= definition.retries(of: agent)
      if isSpent { return .failed }
    }
    return nil
  }

  private func isDiscontent(_ outcome: Outcome) -> Bool {
    if case .discontent = outcome { true } else { false }
  }

  /// Whose work is sent back, of those who work here.
  private func blamed(_ outcomes: [AgentID: Outcome]) -> Set<AgentID> {
    let here = Set(members.values.flatMap(\.self))
    var blamed: Set<AgentID> = []
    for (agent, outcome) in outcomes {
      guard case .discontent(let named) = outcome, let evaluator = definition[agent]?.evaluator else {
        continue
      }
      blamed.formUnion(named.isEmpty ? Set(evaluator.retry) : named)
    }
    return blamed.intersection(here)
  }

  private mutating func reopen(_ phase: Int, _ outcomes: [AgentID: Outcome], counts: Bool = true) {
    let blamed = blamed(outcomes)
    let isWhole = outcomes.contains { agent, outcome in
      isDiscontent(outcome) && definition[agent]?.evaluator?.rerun == .fromTarget
    }
    for (agent, outcome) in outcomes where counts && outcome != .passed {
      // Beside an evaluator that sends work back a plain failure is not counted: the feedback is.
      if isDiscontent(outcome) {
        feedback[agent, default: 0] += 1
      } else if blamed.isEmpty {
        failures[agent, default: 0] += 1
      }
    }
    let first = blamed.compactMap { definition.phase(of: $0) }.min() ?? phase
    for (number, all) in members where number >= first && number <= phase {
      let due = isWhole ? Set(all) : blamed.intersection(all)
      if !due.isEmpty { open[number] = due }
    }
    guard !isWhole else { return }
    // Plain failures: whoever failed now. Beside feedback, everybody who did not pass.
    open[phase] =
      blamed.isEmpty
      ? Set(outcomes.filter { $0.value != .passed }.map(\.key))
      : Set(members[phase] ?? []).subtracting(content)
  }

  mutating func approve() {
    waiting = nil
    if open.isEmpty { end = .success }
  }

  mutating func revise(_ target: AgentID) {
    guard let phase = waiting, let asker, let own = definition.phase(of: target) else { return }
    waiting = nil
    open[own] = [target]
    if own != phase { open[phase] = [asker] }
  }

  mutating func abort() {
    waiting = nil
    end = .aborted
  }

  /// A failed one goes on, with new budgets.
  mutating func resume() {
    guard end == .failed, let last else { return }
    end = nil
    failures = [:]
    feedback = [:]
    reopen(last.phase, last.outcomes, counts: false)
  }
}
