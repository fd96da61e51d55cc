/// A module of a run: the branch on which one agent works, in a worktree of its own.
package struct RunModule: Hashable, Sendable {
  package let name: ModuleName
  /// The phase that it is worked on in; nil where the run had none yet.
  package internal(set) var phase: PhaseName?
  package let branch: String
  /// The commit that its branch was on when it began in its phase: what its work stands on.
  package internal(set) var start: String
  /// What was merged of it, oldest first.
  package internal(set) var merges: [Noted<ModuleMerge>] = []
  /// When its worktree was taken away; nil while it has one.
  package internal(set) var removal: Noted<ModuleRemoval>?

  package init(
    name: ModuleName, phase: PhaseName?, branch: String, start: String,
    merges: [Noted<ModuleMerge>] = [], removal: Noted<ModuleRemoval>? = nil
  ) {
    self.name = name
    self.phase = phase
    self.branch = branch
    self.start = start
    self.merges = merges
    self.removal = removal
  }

  package var isRemoved: Bool { removal?.stands == true }

  /// The newest merge that stands.
  package var merge: Noted<ModuleMerge>? { merges.last(where: \.stands) }
}

/// A module's work on the run's base.
package struct ModuleMerge: Hashable, Sendable {
  /// The module branch's tip that was merged.
  package let tip: String
  /// The commit by which it reached the base.
  package let merge: String

  package init(tip: String, merge: String) {
    self.tip = tip
    self.merge = merge
  }
}

/// A module's worktree was taken away.
package struct ModuleRemoval: Hashable, Sendable {
  /// The rescue that holds what was not merged; nil where nothing was lost.
  package let rescue: String?

  package init(rescue: String?) {
    self.rescue = rescue
  }
}
