/// What a workflow is made of: phases of agents, one after the other.
package struct WorkflowDefinition: Hashable, Sendable {
  package var name: String
  package var about: String?
  /// Phases are counted from 1, in this order.
  package var phases: [WorkflowPhase]
  /// Every agent of the phases, once.
  package var agents: [WorkflowAgent]
  /// How often an agent that fails is handed out again, where it says nothing itself.
  package var maxRetries = 2
  /// Whose decision counts where a phase waits for one.
  package var approveVia = ApprovalPolicy.Via.person

  package init(name: String, phases: [WorkflowPhase], agents: [WorkflowAgent]) {
    self.name = name
    self.phases = phases
    self.agents = agents
  }

  package subscript(id: AgentID) -> WorkflowAgent? { agents.first { $0.id == id } }

  /// The phase of that number; nil where there is none.
  package subscript(phase number: Int) -> WorkflowPhase? {
    phases.indices.contains(number - 1) ? phases[number - 1] : nil
  }

  /// The number of the phase that an agent works in.
  package func phase(of agent: AgentID) -> Int? {
    phases.firstIndex { $0.agents.contains(agent) }.map { $0 + 1 }
  }

  /// The agents in the order of their phases.
  package var order: [AgentID] { phases.flatMap(\.agents) }

  /// How often an agent that fails is handed out again.
  package func retries(of agent: AgentID) -> Int { self[agent]?.maxRetries ?? maxRetries }
}

/// Agents that work at the same time, or one that works alone.
package struct WorkflowPhase: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case sequential, parallel
  }

  /// When a phase of several has passed.
  package enum Aggregation: String, CaseIterable, Sendable {
    case allMustPass = "all_must_pass"
    case anyPass = "any_pass"
    /// More than half: a tie has failed.
    case majority

    package func passes(_ passed: Int, of all: Int) -> Bool {
      switch self {
      case .allMustPass: passed == all
      case .anyPass: passed > 0
      case .majority: passed * 2 > all
      }
    }
  }

  package var kind: Kind
  package var agents: [AgentID]
  package var aggregation: Aggregation

  package init(_ kind: Kind, _ agents: [AgentID], _ aggregation: Aggregation = .allMustPass) {
    self.kind = kind
    self.agents = agents
    self.aggregation = aggregation
  }
}

/// One agent of a workflow.
package struct WorkflowAgent: Hashable, Sendable {
  package let id: AgentID
  package var name: String?
  package var role: String?
  /// Words of a request that mean this agent.
  package var keywords: [String] = []
  /// What it is told, with ``WorkflowTemplate``'s places in it; nil for a sentence of ours.
  package var instruction: String?
  /// Files that it needs to read.
  package var documents: [String] = []
  package var evaluator: WorkflowEvaluator?
  package var approval: WorkflowApproval?
  package var maxRetries: Int?

  package init(_ id: AgentID) {
    self.id = id
  }
}

/// An agent that judges the work of others, and sends it back.
package struct WorkflowEvaluator: Hashable, Sendable {
  /// What runs again after a retried target.
  package enum Rerun: String, CaseIterable, Sendable {
    /// The targets and the evaluator, and nothing between.
    case evaluator
    /// Every phase from the first target's to the evaluator's.
    case fromTarget = "from_target"
  }

  /// What its result says where it is content: `decision` is `APPROVED`.
  package var field = "decision"
  package var value = "APPROVED"
  package var maxRetries = 2
  /// Whose work goes back.
  package var retry: [AgentID]
  package var rerun = Rerun.evaluator
  /// What they are told, with ``WorkflowTemplate``'s places in it.
  package var feedback: String?

  package init(retry: [AgentID]) {
    self.retry = retry
  }
}

/// A person's word that is needed once an agent has worked.
package struct WorkflowApproval: Hashable, Sendable {
  package static let options = ["Approve", "Revise", "Abort"]

  package var question: String
  package var options = WorkflowApproval.options
  /// Who works again where the person wants it revised; nil for the agent itself.
  package var target: AgentID?

  package init(question: String) {
    self.question = question
  }
}
