import Git
import StateMachine

/// A worktree that was made, or found, for somebody to work in.
package struct WorktreeSetUp: Sendable {
  package let worktree: Worktree
  package let branch: String
  package let reused: Bool
  /// How many commits of the base the branch lacks.
  package let behind: Int
  package let included: [String]
  package let rescued: Rescue?
  /// What git ignores and so went unkept with what was replaced; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  package let restored: RestoredRescue?
  /// Files that a program outside would have converted: they are as they are stored.
  package let filtersSkipped: [String]
  package let notes: [String]

  /// Whether anything was made or written.
  package var changed: Bool { !reused || (restored.map { $0.written + $0.removed > 0 } ?? false) }
}

extension Project {
  /// Makes a worktree with that branch checked out, or finds it there, and brings a rescue's files back into it.
  func setUp(
    _ folder: WorktreeName, on ref: RefName, base: String, replacing: Worktrees.Replacing,
    restoring rescue: String?, _ watch: Watch, in repository: borrowing Repository
  ) throws -> WorktreeSetUp {
    let made = try worktrees.create(
      folder, on: ref, replacing: replacing, occasion: occasion(in: repository), watched: watch)
    let restored = try rescue.map {
      try rescues.restore($0, into: made.worktree.path, on: occasion(in: repository))
    }
    var notes: [String] = []
    if !made.submodules.isEmpty {
      notes.append("Submodules are empty folders: \(spoken(made.submodules.map(\.description))).")
    }
    if !made.included.passedOver.isEmpty {
      let paths = spoken(made.included.passedOver.map(\.description), limit: 10)
      notes.append(
        "Named by \(WorkingTree.includeFile) and not copied: \(paths). Files are that git ignores, of up to 8 MiB each."
      )
    }
    if !made.setAside.isEmpty {
      notes.append(
        "What was left there of a lost worktree, or by others, was moved to \(spoken(made.setAside)).")
    }
    var behind = 0
    if let baseRef = RefName.branch(base), let baseTip = try repository.tip(of: baseRef),
      let tip = try repository.tip(of: ref)
    {
      behind = (try? repository.aheadBehind(tip, baseTip).behind) ?? 0
    }
    return WorktreeSetUp(
      worktree: made.worktree, branch: ref.branchName ?? ref.text, reused: made.reused, behind: behind,
      included: made.included.copied.map(\.description), rescued: restored?.rescued ?? made.rescued,
      ignored: made.ignored, restored: restored,
      filtersSkipped: made.filtersSkipped.keys.map(\.description).sorted(), notes: notes)
  }
}
