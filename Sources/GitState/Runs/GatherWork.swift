import Git
package import StateMachine

/// Work of completed phases that a new worktree could not be given.
package struct MissingWork: Sendable {
  /// The module that it is of; nil for what stands uncommitted in the run's own working tree, and for the base.
  package let module: ModuleName?
  /// Why, as a sentence.
  package let why: String
  package let paths: [String]
}

/// What a module's worktree begins with.
struct GatheredWork {
  var commit: ObjectID
  var missing: [MissingWork] = []
  var committed: [CommittedModule] = []
  /// Whether it was this call that recorded where the module begins.
  var isRecorded = false
}

extension Project {
  /// Brings together what a module builds on: the base, and the modules of the phases that are complete.
  ///
  /// Their branches are merged in memory, one after the other; one that conflicts is left out and named. What their agents
  /// left uncommitted is committed to their branches first: their phase is complete, and a later merge of both must find
  /// it in the history of both.
  /// - Parameter start: the tip of the module's own branch; nil where it has none yet.
  func gatherWork(
    for name: ModuleName, of run: Run, onto start: ObjectID?, in repository: borrowing Repository
  ) throws -> GatheredWork {
    let base = try runBase(run, in: repository)
    let own = try ref(of: name, in: run).branchName ?? name.text
    var work = GatheredWork(commit: start ?? base.tip)
    if start != nil { try take(base.tip, called: base.name, nil, into: &work, own, in: repository) }
    for phase in run.phases where phase.isComplete {
      for module in run.modules where module.phase == phase.name && module.name != name {
        do {
          if let made = try commitPending(module, of: run, because: "for \(name) to build on", in: repository)
          {
            work.committed.append(made)
          }
        } catch let rejection as Rejection {
          work.missing.append(MissingWork(module: module.name, why: rejection.sentence, paths: []))
          continue
        }
        guard let tip = try repository.tip(of: ref(of: module.name, in: run)) else {
          if module.isLost { work.missing.append(module.gone) }
          continue
        }
        try take(tip, called: module.branch, module.name, into: &work, own, in: repository)
      }
    }
    // A module that went on into an open phase began there with what it had brought before.
    for module in run.modules where module.name != name {
      guard let phase = module.phase.flatMap({ run[$0] }), !phase.isComplete,
        let began = ObjectID(module.start), try repository.kind(of: began) == .commit
      else { continue }
      try take(began, called: module.branch, module.name, into: &work, own, skipsEmpty: true, in: repository)
    }
    let left = try uncommittedChanges(of: run, in: repository)
    if !left.isEmpty {
      work.missing.append(
        MissingWork(
          module: nil,
          why:
            "\(counted(left.count, "file")) \(left.count == 1 ? "is" : "are") changed in the run's own working tree and not committed: create_checkpoint with commit: true puts \(left.count == 1 ? "it" : "them") on \(base.name).",
          paths: left.prefix(20).map(\.description)))
    }
    return work
  }

  /// The run's base and its tip.
  func runBase(_ run: Run, in repository: borrowing Repository) throws -> (
    name: String, ref: RefName, tip: ObjectID
  ) {
    let name = run.founding?.base ?? ""
    guard let ref = RefName.branch(name), let tip = try repository.tip(of: ref) else {
      throw Rejection(
        .notFound, "The base of run \(run.short), \(quoted(name)), is not there any more.",
        details: [.init("base", .text(name))], remedy: "Make it again: git branch \(name) <commit>")
    }
    return (name, ref, tip)
  }

  /// Merges one tip into what is gathered, or names it as missing.
  ///
  /// - Parameter skipsEmpty: whether a merge that would change no file is not made.
  private func take(
    _ tip: ObjectID, called label: String, _ module: ModuleName?, into work: inout GatheredWork,
    _ own: String,
    skipsEmpty: Bool = false, in repository: borrowing Repository
  ) throws {
    if try repository.isAncestor(tip, of: work.commit) { return }
    if try repository.isAncestor(work.commit, of: tip) {
      work.commit = tip
      return
    }
    let bases = try repository.mergeBases(work.commit, tip)
    let options = MergeOptions(ourLabel: own, theirLabel: label)
    switch try repository.merge(ours: work.commit, theirs: tip, base: .commits(bases), options: options) {
    case .clean(let tree, let changed):
      if skipsEmpty, changed.isEmpty { return }
      work.commit = try repository.writeCommit(
        tree: tree, parents: [work.commit, tip], message: "Merge \(label) into \(own)\n",
        author: repository.author(at: now.seconds))
    case .conflicted(let merge):
      let paths = merge.conflicts.map { $0.path.description }
      work.missing.append(
        MissingWork(
          module: module, why: "\(label) conflicts with what was put in before it.",
          paths: Array(paths.prefix(20))))
    case .unusable: throw Rejection(.bug, "A merge without resolutions was refused for them.")
    }
  }
}

extension RunModule {
  /// That its branch is no more, and what holds its work.
  fileprivate var gone: MissingWork {
    let rescue = removal?.fact.rescue.map { " Rescue \($0) holds its work." } ?? ""
    return MissingWork(module: name, why: "Its branch \(branch) is not there any more.\(rescue)", paths: [])
  }
}
