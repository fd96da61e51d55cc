/// A save point of a run: where it can be rolled back to.
package struct RunCheckpoint: Hashable, Sendable {
  /// From 0, which was taken when the run began.
  package var number: Int
  package var id: String
  /// The checkpoint's commit.
  package var sha: String
  /// The phase that it was taken in; nil for number 0.
  package var phase: PhaseName?
  /// The branch that was checked out in the run's working tree, and its commit; nil where there was none.
  package var branch: String?
  package var head: String?
  package var created: Timestamp
  /// What was known of its validation; nil where nothing was.
  package var validationPassed: Bool?
  package var filesChanged: Int
  /// The working trees that it holds, as paths from the repository's root.
  package var covers: [String]

  package init(
    number: Int, id: String, sha: String, phase: PhaseName? = nil, branch: String? = nil,
    head: String? = nil, created: Timestamp, validationPassed: Bool? = nil, filesChanged: Int = 0,
    covers: [String] = ["."]
  ) {
    self.number = number
    self.id = id
    self.sha = sha
    self.phase = phase
    self.branch = branch
    self.head = head
    self.created = created
    self.validationPassed = validationPassed
    self.filesChanged = filesChanged
    self.covers = covers
  }
}

/// A rollback of a run: recorded before anything moves, so that the same call can finish what a crash left.
package struct RunRollback: Hashable, Sendable {
  /// Where it leads.
  package enum Target: Hashable, Sendable {
    case checkpoint(Int)
    /// The rescue of an earlier rollback, which is undone by it.
    case rescue(String)
  }

  /// One working tree that is brought back.
  package struct Tree: Hashable, Sendable {
    /// From the repository's root; `.` is the main one.
    package let path: String
    /// Its branch, with the commit that it was on and the one that it goes to; nil where there is none.
    package let branch: String?
    package let from: String?
    package let to: String?

    package init(path: String, branch: String?, from: String?, to: String?) {
      self.path = path
      self.branch = branch
      self.from = from
      self.to = to
    }
  }

  package var target: Target
  /// The rescue that holds the present as it was.
  package var rescue: String
  /// Whether HEAD goes forward to a new commit instead of back.
  package var asCommit = false
  package var trees: [Tree]

  package init(to target: Target, rescue: String, asCommit: Bool = false, trees: [Tree]) {
    self.target = target
    self.rescue = rescue
    self.asCommit = asCommit
    self.trees = trees
  }

  /// How a caller names the target.
  package var targetText: String {
    switch target {
    case .checkpoint(let number): "\(number)"
    case .rescue(let id): id
    }
  }
}
