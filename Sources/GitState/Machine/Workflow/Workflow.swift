/// A workflow of agents, folded from its events.
///
/// What is to be done stands in one queue: a retry puts its work in front of what is left, so that the order can't be lost.
package struct Workflow: StateMachine, Hashable {
  package static let kind = "workflow"

  /// What it was founded with; nil before the first event.
  package var founding: WorkflowFounding?
  package var created = Timestamp(seconds: 0)
  package var updated = Timestamp(seconds: 0)
  /// When the work began: of one that was kept elsewhere before, there.
  package var began: Timestamp { founding?.imported?.startedAt ?? created }
  /// What is to be handed out, the first of it now.
  package var queue: [Handout] = []
  /// What the phases came to last, in the order in which they were evaluated.
  package var records: [PhaseRecord] = []
  /// How often each phase was evaluated, by its number.
  package var attempts: [Int: Int] = [:]
  /// How often an agent failed since it last passed.
  package var failures: [AgentID: Int] = [:]
  /// How often an evaluator sent work back since its phase last passed: two that find fault in turn are not endless.
  package var loops: [AgentID: Int] = [:]
  /// The feedback that is being worked on.
  package var loop: WorkflowRetry?
  /// What was done again, oldest first, at most ``WorkflowLimits/retries``.
  package var retries: [NotedRetry] = []
  package var decisions: [WorkflowDecision] = []
  package var files = WorkflowFiles()
  /// What each agent did last.
  package var summaries: [AgentText] = []
  /// Which attempt of its phase that was, where it was not the first.
  package var summaryAttempts: [AgentID: Int] = [:]
  /// How many times an agent worked.
  package var invoked = 0
  /// The phase that waits for a person.
  package var wait: PhaseWait?
  /// The phase that waited for a person when it was aborted: nobody approved it.
  package var unapproved: Int?
  package var request: DecisionRequest?
  /// The last decision.
  package var decided: Decided?
  package var resumed: Resumption?
  package var ended: Ending?
  /// How the working tree stood when the present work was handed out.
  package var snapshot: WorkSnapshot?

  package init() {}

  /// What a phase came to, and when.
  package struct PhaseRecord: Hashable, Sendable {
    /// Its results are those of everyone in the phase, the newest of each.
    package var evaluation: PhaseEvaluation
    /// What the last call said of it: the same said again counts once.
    package var said: [AgentResult]
    package var at: Timestamp
    package var seq: Int
    /// The attempts before this one, oldest first, at most ``WorkflowLimits/earlier``.
    package var earlier: [EarlierResults] = []

    package init(evaluation: PhaseEvaluation, said: [AgentResult], at: Timestamp, seq: Int) {
      self.evaluation = evaluation
      self.said = said
      self.at = at
      self.seq = seq
    }
  }

  package struct NotedRetry: Hashable, Sendable {
    package let retry: WorkflowRetry
    package let at: Timestamp

    package init(_ retry: WorkflowRetry, at: Timestamp) {
      self.retry = retry
      self.at = at
    }
  }

  package struct PhaseWait: Hashable, Sendable {
    package let phase: Int
    package let agent: AgentID
    package let since: Timestamp
    package let seq: Int

    package init(phase: Int, agent: AgentID, since: Timestamp, seq: Int) {
      self.phase = phase
      self.agent = agent
      self.since = since
      self.seq = seq
    }
  }

  package struct Resumption: Hashable, Sendable {
    /// The last phase that was complete then; 0 for none.
    package let phase: Int
    /// What was said last.
    package let instructions: String?
    /// What was said at earlier times and still holds, oldest first.
    package let earlier: [String]
    /// What agents are told besides, one by one.
    package let notes: [AgentText]
    package let seq: Int

    /// All that was said, oldest first.
    package var told: [String] { earlier + [instructions].compactMap(\.self) }

    package init(
      phase: Int, instructions: String?, earlier: [String] = [], notes: [AgentText] = [], seq: Int
    ) {
      self.phase = phase
      self.instructions = instructions
      self.earlier = earlier
      self.notes = notes
      self.seq = seq
    }
  }

  package struct Ending: Hashable, Sendable {
    package let end: WorkflowEnd
    package let at: Timestamp
    /// Whether a person ended it.
    package let isAborted: Bool

    package init(_ end: WorkflowEnd, at: Timestamp, isAborted: Bool = false) {
      self.end = end
      self.at = at
      self.isAborted = isAborted
    }
  }

  package enum Status: String, CaseIterable, Sendable {
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
    case failed = "FAILED"
  }

  package var status: Status {
    guard let ended else { return .inProgress }
    return ended.end.isCompleted ? .completed : .failed
  }

  /// What is handed out now; nil while a person is awaited, and at the end.
  package var current: Handout? { wait == nil && ended == nil ? queue.first : nil }

  /// Which time the present work is handed out.
  package var attempt: Int? { current.map { (attempts[$0.phase] ?? 0) + 1 } }

  package func record(of phase: Int) -> PhaseRecord? { records.first { $0.evaluation.phase == phase } }

  /// The phases that have passed and of which nothing is to be done again, in their order.
  package var completed: [PhaseRecord] {
    let open = Set(queue.map(\.phase))
    return records.filter {
      $0.evaluation.isPassed && !open.contains($0.evaluation.phase) && $0.evaluation.phase != wait?.phase
        && $0.evaluation.phase != unapproved
    }.sorted { $0.evaluation.phase < $1.evaluation.phase }
  }

  /// Whether an agent works in it at all.
  package func takesPart(_ agent: AgentID) -> Bool {
    guard let founding else { return false }
    return founding.targets.isEmpty
      ? founding.definition[agent] != nil : founding.targets.contains(agent)
  }

  /// Who works in a phase; empty where nobody does.
  package func agents(of phase: Int) -> [AgentID] {
    founding?.definition[phase: phase]?.agents.filter(takesPart) ?? []
  }

  /// The agents that do not work in it, in the definition's order.
  package var skipped: [AgentID] { founding?.definition.order.filter { !takesPart($0) } ?? [] }

  /// What is to be done in all: every phase that has somebody to work in it.
  var steps: [Handout] {
    (1...max(founding?.definition.phases.count ?? 0, 1)).compactMap { phase in
      let agents = agents(of: phase)
      return agents.isEmpty ? nil : Handout(phase: phase, agents)
    }
  }
}
