import Git
import StateMachine

extension Project {
  /// Refuses to merge work that came after the review by which a task was completed.
  func refuseUnreviewed(
    _ task: PlanTask, of view: PlanView, on branch: TaskBranch, base: ObjectID,
    in repository: borrowing Repository
  ) throws {
    guard view.plan.isReviewedAgain(task),
      let reviewed = task.status.completion?.tip.flatMap({ ObjectID($0) }),
      hasWork(branch.tip, since: reviewed, base: base, in: repository)
    else { return }
    throw view.plan.unreviewed(
      task,
      because:
        "\(branch.name) has work since task \(task.id) was reviewed at \(reviewed.description.prefix(12)), and nothing was merged"
    )
  }

  /// Whether a branch holds anything that was not there when it was reviewed.
  ///
  /// A merge of the base that git makes by itself is nobody's work; one that somebody settled is. A branch that was rewritten
  /// is other work.
  private func hasWork(
    _ tip: ObjectID, since reviewed: ObjectID, base: ObjectID, in repository: borrowing Repository
  ) -> Bool {
    var next = tip
    while next != reviewed {
      guard let commit = try? repository.commit(next), commit.parents.count == 2,
        (try? repository.isAncestor(commit.parents[1], of: base)) == true,
        let bases = try? repository.mergeBases(commit.parents[0], commit.parents[1]),
        case .clean(let tree, _)? = try? repository.merge(
          ours: commit.parents[0], theirs: commit.parents[1], base: .commits(bases)),
        tree == commit.tree
      else { return true }
      next = commit.parents[0]
    }
    return false
  }
}
