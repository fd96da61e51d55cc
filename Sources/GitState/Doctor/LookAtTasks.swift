import Git
import StateMachine

extension Project {
  /// Tasks and branches that do not fit each other, and work that was merged and is nowhere, or that no ledger knows of.
  func lookAtTasks(of plans: [PlanView], in repository: borrowing Repository) throws -> [Finding] {
    var found: [Finding] = []
    for view in plans where !view.reading.isLegacy && view.plan.consent.aborted == nil {
      guard view.facts.baseTip != nil else {
        found += baseMissing(view, in: repository)
        continue
      }
      for unfinished in view.facts.unfinished {
        found.append(
          Finding(
            .mergeUnrecorded, "\(view.branch) \(unfinished.task)",
            "Task \(unfinished.task) is merged, and its plan does not know.",
            evidence: [.init("merge", .text(unfinished.merge)), .init("tip", .text(unfinished.tip))],
            repair: [["gitstate", "doctor", "--fix"]], cure: .recordMerges(plan: view.branch)))
      }
      let unfinished = Set(view.facts.unfinished.map(\.task))
      for task in view.plan.tasks where !unfinished.contains(task.id) {
        if let lost = lostWork(task, of: view, in: repository) { found.append(lost) }
        if let gone = try branchGone(task, of: view, in: repository) { found.append(gone) }
      }
    }
    found += try strayBranches(plans, in: repository)
    found += holders(plans, in: repository)
    return found
  }

  /// A plan whose base is gone though work was merged into it.
  private func baseMissing(_ view: PlanView, in repository: borrowing Repository) -> [Finding] {
    let done = view.plan.tasks.compactMap(\.status.completion).filter { $0.merge != nil }
    guard let last = done.max(by: { $0.at < $1.at })?.merge else { return [] }
    let isHere = ObjectID(last).map { (try? repository.kind(of: $0)) == .commit } ?? false
    return [
      Finding(
        .baseMissing, "refs/heads/\(view.base)",
        "The base of \(view.branch) is gone, and \(counted(done.count, "task")) of it \(done.count == 1 ? "was" : "were") merged there; the last merge was \(last.prefix(12)).",
        evidence: [.init("plan", .text(view.branch)), .init("last_merge", .text(last))],
        repair: isHere ? [["git", "branch", view.base, last]] : [["git", "fetch", "--all"]])
    ]
  }

  /// A completed task whose work the base does not have any more.
  private func lostWork(
    _ task: PlanTask, of view: PlanView, in repository: borrowing Repository
  ) -> Finding? {
    guard view.plan.delivery(of: task, given: view.facts) == .lost,
      let completion = task.status.completion, let merge = completion.merge
    else { return nil }
    func isHere(_ text: String?) -> Bool {
      text.flatMap { ObjectID($0) }.map { (try? repository.kind(of: $0)) == .commit } ?? false
    }
    let name = task.branch?.name
    let stands = name.flatMap { RefName.branch($0) }.flatMap { try? repository.tip(of: $0) } ?? nil
    var repair: [[String]] = [["git", "fetch", "--all"]]
    var way = "Neither is stored here any more: another clone may have them."
    if let name, stands != nil {
      repair = [["gitstate", "merge", name]]
      way = "Its branch is still there."
    } else if let name, let tip = completion.tip, isHere(tip) {
      repair = [["git", "branch", name, tip], ["gitstate", "merge", name]]
      way = "Its commits are still stored."
    } else if isHere(merge) {
      repair = [["git", "branch", "found-\(task.id.branchStem)", merge]]
      way = "Its merge is still stored."
    }
    return Finding(
      .workLost, "\(view.branch) \(task.id)",
      "Task \(task.id) was merged by \(merge.prefix(12)), and \(view.base) does not have that any more. \(way)",
      evidence: [
        .init("merge", .text(merge)), .init("tip", .text(completion.tip ?? "")),
        .init("merge_stored", .flag(isHere(merge))), .init("tip_stored", .flag(isHere(completion.tip))),
      ], repair: repair)
  }

  /// An open task whose branch the ledger has recorded and that is not there.
  private func branchGone(
    _ task: PlanTask, of view: PlanView, in repository: borrowing Repository
  ) throws -> Finding? {
    guard task.status.word != .completed, task.status.word != .cancelled, let branch = task.branch,
      let ref = RefName.branch(branch.name), (try? repository.tip(of: ref)) == .some(nil),
      try !repository.refs(below: "refs/remotes/").contains(where: {
        $0.name.text.hasSuffix("/\(branch.name)")
      })
    else { return nil }
    let words = "Task \(task.id) is \(task.status.word.rawValue), and its branch \(branch.name) is not there."
    var evidence: [Rejection.Field] = [
      .init("branch", .text(branch.name)), .init("start", .text(branch.start)),
    ]
    // Made at its beginning, it would hide what was done on it.
    let kept = try ObjectID(branch.start).map { try repository.strays(after: $0) } ?? []
    if let last = kept.first {
      evidence.append(.init("commits", .texts(kept.prefix(50).map(\.description))))
      return Finding(
        .taskWithoutBranch, "\(view.branch) \(task.id)",
        "\(words) \(counted(kept.count, "line")) of work that began there \(kept.count == 1 ? "is" : "are") stored and on no branch; the newest ends with \(last.description.prefix(12)).",
        evidence: evidence, repair: [["git", "branch", branch.name, last.description]])
    }
    return Finding(
      .taskWithoutBranch, "\(view.branch) \(task.id)", words, evidence: evidence,
      repair: [["gitstate", "doctor", "--fix"]],
      cure: .makeBranch(plan: view.branch, task: task.id.text))
  }
}
