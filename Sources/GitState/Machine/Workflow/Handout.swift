/// Agents that are to work at one time in one phase.
package struct Handout: Hashable, Sendable {
  package enum Reason: String, CaseIterable, Sendable {
    /// Its turn.
    case step
    /// It failed.
    case failure
    /// An evaluator sent its work back, or is to judge again.
    case feedback
    /// A person wants it revised.
    case revision
  }

  package let phase: Int
  package let agents: [AgentID]
  package var reason: Reason
  /// What each is told besides.
  package var notes: [AgentText]

  package init(phase: Int, _ agents: [AgentID], _ reason: Reason = .step, notes: [AgentText] = []) {
    self.phase = phase
    self.agents = agents
    self.reason = reason
    self.notes = notes
  }
}

/// Work that is done again.
package struct WorkflowRetry: Hashable, Sendable {
  package let reason: Handout.Reason
  /// Who sent it back: evaluators, or the agent that a person was asked about; empty for what failed by itself.
  package let by: [AgentID]
  /// Whose work is done again.
  package let agents: [AgentID]
  /// Which time it is, counted from 1, and the most there may be; nil where a person decides.
  package let number: Int
  package let most: Int?
  package let message: String
  /// What is handed out for it, before everything else.
  package let handouts: [Handout]

  package init(
    _ reason: Handout.Reason, by: [AgentID] = [], agents: [AgentID], number: Int, most: Int?, message: String,
    handouts: [Handout]
  ) {
    self.reason = reason
    self.by = by
    self.agents = agents
    self.number = number
    self.most = most
    self.message = message
    self.handouts = handouts
  }
}

/// What a phase came to.
package struct PhaseEvaluation: Hashable, Sendable {
  package let phase: Int
  /// Which time it was handed out, counted from 1.
  package let attempt: Int
  package var results: [AgentResult]
  /// Who passed: an agent that succeeded, an evaluator that is content.
  package var passed: [AgentID]
  /// Whether that is enough for the phase.
  package var isPassed: Bool
  /// What git saw change while they worked; nil where it could not be told.
  package var observed: WorkflowFiles?
  /// What the results are known again by; nil where an older version recorded them.
  package var mark: String?
  /// Of an imported state: of which attempt each agent's summary is, where that is not the first; nil for what was recorded here.
  package var summaryAttempts: [AgentID: Int]?
  /// Why not all files were compared; nil where they were, or nobody looked.
  package var uncompared: String?
  /// Files that were named and that git ignores.
  package var ignored: [String] = []
  /// Files that were named and that can't be looked at.
  package var unseen: [String] = []

  package init(
    phase: Int, attempt: Int, results: [AgentResult], passed: [AgentID], isPassed: Bool,
    observed: WorkflowFiles?
  ) {
    self.phase = phase
    self.attempt = attempt
    self.results = results
    self.passed = passed
    self.isPassed = isPassed
    self.observed = observed
  }

  /// Files that changed and that nobody named.
  package var unreported: [String] {
    guard let observed, uncompared == nil else { return [] }
    let named = Set(results.flatMap(\.files.all))
    // Who names a folder names what is in it.
    return observed.all.filter { file in
      !named.contains(file) && !WorkflowFiles.folders(of: file).contains(where: named.contains)
    }
  }

  /// Files that were named and that did not change, as far as git sees them.
  package var unchanged: [String] {
    guard let observed, uncompared == nil else { return [] }
    let seen = Set(observed.all + ignored + unseen).union(observed.all.flatMap(WorkflowFiles.folders))
    var known: Set<String> = []
    return results.flatMap(\.files.all).filter { !seen.contains($0) && known.insert($0).inserted }
  }

  /// Files that changed in another way than anybody said: deleted ones that git sees changed, and such.
  package var otherwise: [String] {
    guard let observed, uncompared == nil else { return [] }
    func differing(_ seen: [String], _ said: KeyPath<WorkflowFiles, [String]>) -> [String] {
      let right = Set(results.flatMap { $0.files[keyPath: said] })
      let named = Set(results.flatMap(\.files.all))
      return seen.filter { named.contains($0) && !right.contains($0) }
    }
    return differing(observed.created, \.created) + differing(observed.modified, \.modified)
      + differing(observed.deleted, \.deleted)
  }
}

/// How a working tree stood when work was handed out: its commit, and what differed from it.
package struct WorkSnapshot: Hashable, Sendable {
  package let commit: String
  /// The content's id of each path that is not as the commit has it; nil for one that is gone.
  package let changed: [String: String?]
  /// Those of them that the commit does not have.
  package let added: Set<String>
  /// Which working tree it is; nil in what earlier versions wrote.
  package var place: WorkPlace?
  /// What git ignored then, and other repositories in it, a folder as a whole and with a `/` behind it; nobody looked into them.
  package var unseen: [String] = []
  /// How many paths differed, where those were too many to be written down.
  package var differing: Int?

  package init(commit: String, changed: [String: String?], added: Set<String>) {
    self.commit = commit
    self.changed = changed
    self.added = added
  }
}

/// A working tree, and what is checked out in it.
package struct WorkPlace: Hashable, Sendable, CustomStringConvertible {
  /// The name below `worktrees/`; nil for the main one.
  package let worktree: String?
  /// nil where HEAD is detached.
  package let branch: String?

  package init(worktree: String?, branch: String?) {
    self.worktree = worktree
    self.branch = branch
  }

  /// `main in worktree worker-1`.
  package var description: String {
    "\(branch ?? "a detached HEAD") in \(worktree.map { "worktree \($0)" } ?? "the main working tree")"
  }
}
