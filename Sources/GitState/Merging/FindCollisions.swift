import Files
import Git
import StateMachine

/// Which work is looked at for collisions.
struct CollisionScope {
  /// Whose branches are known.
  var plans: [PlanView] = []
  /// The worktrees to look into.
  var trees: [Worktree] = []
  /// Owners that a caller found by itself, by branch.
  var owners: [String: FlightOwner] = [:]
  /// The largest index, in bytes, of a worktree whose uncommitted files are looked at; nil where all are.
  var indexLimit: Int?
  /// Whether what can't be read is an error, and not passed over.
  var isStrict = false

  /// An index of about 1,000 files: looking at so many costs a millisecond or two.
  static let smallIndex = 128 << 10
}

extension Project {
  /// How many branches are compared with each other at most.
  private static var most: Int { 32 }
  /// How many pairs are merged by one call at most; the next call goes on.
  private static var mergesAtOnce: Int { 64 }
  /// How many bytes of files and of what they were merged to may wait in memory.
  private static var bytesAtOnce: Int { 512 << 20 }

  /// Looks at everything that is in flight, and merges in memory what touches the same paths.
  ///
  /// Nothing is written: no ref, no object, no index and no file.
  func findCollisions(_ scope: CollisionScope) throws -> CollisionReport {
    var report = CollisionReport()
    let looking = try Repository.forLooking(at: commonDirectory)
    let places = try candidates(scope, in: looking)
    var passedOver = 0
    for tree in scope.trees where !tree.isStale && (scope.isStrict || tree.branch != nil) {
      if let limit = scope.indexLimit, indexSize(of: tree) > limit {
        passedOver += 1
        continue
      }
      do {
        report.glances[tree.path] = try worktrees.git(tree.path) { () throws(GitError) in
          try tree.opened(of: looking).glance()
        }
      } catch {
        if scope.isStrict || error.isOfMachine { throw error }
        report.notes.append("What is uncommitted in \(tree.relativePath) can't be read.")
      }
    }
    if passedOver > 0 {
      report.notes.append(
        "Uncommitted files of \(counted(passedOver, "large worktree")) are not looked at here; list_worktrees does."
      )
    }
    for tree in scope.trees where tree.isStale && (tree.name != nil || tree.path.hasSuffix("/gitdir")) {
      // It is there and leads nowhere, or this user may not read where: whoever works there is not seen.
      guard (try? File.status(tree.path)) != .some(nil) else { continue }
      report.notes.append("What is changed in \(tree.relativePath) can't be read.")
    }
    for place in places.prefix(Project.most) {
      if let work = try work(on: place, &report, in: looking) { report.works.append(work) }
    }
    if places.count > Project.most {
      report.notes.append(
        "Of \(places.count) branches in flight, the first \(Project.most) are compared with each other.")
    }
    try compare(&report, in: looking)
    return report
  }

  /// A branch that may hold work in flight.
  private struct Candidate {
    let branch: String
    let tip: ObjectID
    let tree: Worktree?
    let owner: FlightOwner
  }

  /// The branches of the worktrees, then those of tasks that are begun and not delivered.
  private func candidates(
    _ scope: CollisionScope, in repository: borrowing Repository
  ) throws -> [Candidate] {
    var owners = scope.owners
    var begun: [String] = []
    for view in scope.plans {
      for task in view.plan.tasks.tasks(where: { $0.task.branch != nil }) {
        guard let branch = task.branch else { continue }
        if owners[branch.name] == nil {
          owners[branch.name] = FlightOwner(base: view.base, plan: view.branch, task: task)
        }
        if task.status.word == .cancelled || view.plan.isDone(task, given: view.facts) { continue }
        begun.append(branch.name)
      }
    }
    let usual = scope.plans.first?.base ?? baseName(in: repository)
    var found: [Candidate] = []
    var seen: Set<String> = []
    for tree in scope.trees {
      guard let branch = tree.branch?.branchName, let tip = tree.head, seen.insert(branch).inserted else {
        continue
      }
      found.append(
        Candidate(branch: branch, tip: tip, tree: tree, owner: owners[branch] ?? FlightOwner(base: usual)))
    }
    for branch in begun where !seen.contains(branch) && found.count <= Project.most {
      guard let owner = owners[branch],
        let tip = try RefName.branch(branch).flatMap({ try repository.tip(of: $0) }),
        tip.description != owner.task?.branch?.start
      else { continue }
      seen.insert(branch)
      found.append(Candidate(branch: branch, tip: tip, tree: nil, owner: owner))
    }
    return found
  }

  private func indexSize(of tree: Worktree) -> Int {
    let path = "\(commonDirectory)/worktrees/\(tree.administration)/index"
    return ((try? File.status(path)) ?? nil)?.size ?? 0
  }

  /// What a branch holds that its base does not; nil where that is nothing.
  private func work(
    on place: Candidate, _ report: inout CollisionReport, in looking: borrowing Repository
  ) throws -> WorkInFlight? {
    let glance = place.tree.flatMap { report.glances[$0.path] }
    var commit = place.tip
    if let glance, glance.isChanged || !glance.merging.isEmpty {
      // As it would be committed, and of no other time than its parent: the same content is the same id.
      let before = try looking.commit(place.tip)
      commit = try looking.writeCommit(
        tree: glance.tree, parents: [place.tip] + glance.merging, message: "uncommitted",
        author: Signature(
          name: "gitstate", email: "gitstate@localhost", seconds: before.committer.seconds))
    }
    let baseTip = try RefName.branch(place.owner.base).flatMap { try looking.tip(of: $0) }
    var touched = glance?.large ?? []
    if let baseTip {
      if let paths = try paths(of: commit, since: baseTip, in: looking) {
        touched = paths + touched
      } else {
        report.notes.append("What \(place.branch) changes can't be told: its history can't be read.")
      }
    }
    guard !touched.isEmpty else { return nil }
    let sorted = Set(touched).sorted()
    return WorkInFlight(
      branch: place.branch, task: place.owner.task?.id, plan: place.owner.plan, base: place.owner.base,
      baseTip: baseTip, commit: commit, touched: sorted, large: glance?.large ?? [],
      undeclared: place.owner.task?.definition.undeclared(among: sorted) ?? [])
  }

  /// What a commit changed since it parted from another; nil where their history can't be walked.
  private func paths(
    of commit: ObjectID, since other: ObjectID, in looking: borrowing Repository
  ) throws -> [GitPath]? {
    let pair = CommitFindings.Pair(ours: commit, theirs: other)
    if let known = findings.touched(pair) { return known }
    let bases = try GitError.known { () throws(GitError) in try looking.mergeBases(commit, other) }
    guard let bases else { return nil }
    // Two histories that have nothing to do with each other.
    guard let base = bases.first else { return [] }
    let paths = try looking.changes(from: looking.commit(base).tree, to: looking.commit(commit).tree).map(
      \.path)
    findings.keep(touched: paths, pair)
    return paths
  }

  /// Compares each with its base, and each two with each other.
  private func compare(_ report: inout CollisionReport, in looking: borrowing Repository) throws {
    var left = Project.mergesAtOnce
    var open = 0
    func look(
      _ ours: WorkInFlight, _ name: String, _ commit: ObjectID, _ large: [GitPath], _ touched: [GitPath]
    ) {
      let pair = CommitFindings.Pair(ours: ours.commit, theirs: commit)
      // Too large for a look, on both sides or on one that the other has as well.
      let both = Set(ours.large).intersection(touched).union(Set(large).intersection(ours.touched))
      var paths: [String]
      if let known = findings.conflicts(pair) {
        paths = known
      } else {
        guard left > 0, looking.waitingBytes < Project.bytesAtOnce else {
          open += 1
          return
        }
        let comparison = PairComparison(ours: ours.commit, theirs: commit)
        guard let found = try? comparison.conflicts(in: looking) else { return }
        if found.isMerged { left -= 1 }
        paths = found.paths
        findings.keep(conflicts: paths, pair)
      }
      paths = Set(paths + both.map(\.description)).sorted()
      if !paths.isEmpty {
        report.pairs.append(Collision(first: ours.branch, second: name, paths: Array(paths.prefix(20))))
      }
    }
    let works = report.works
    for (index, work) in works.enumerated() {
      if let base = work.baseTip { look(work, work.base, base, [], []) }
      for other in works[(index + 1)...] {
        look(work, other.branch, other.commit, other.large, other.touched)
      }
    }
    if open > 0 {
      report.notes.append(
        "\(counted(open, "pair")) of branches were not compared; calling again goes on with them.")
    }
  }
}
