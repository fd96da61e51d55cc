import Git
package import StateMachine

extension Project {
  /// How far a plan's own base is ahead of its own target; nil where one of them is not there, or they are the same.
  package func landing(of view: PlanView) throws(Rejection) -> ProjectOverview.Landing? {
    try withRepository { repository in
      guard let target = view.founding.target, target != view.base,
        let baseTip = try anyTip(view.base, in: repository) ?? anyTip("origin/\(view.base)", in: repository),
        let targetRef = RefName.branch(target),
        let ahead = try ahead(
          baseTip, of: targetRef,
          at: anyTip(target, in: repository) ?? anyTip("origin/\(target)", in: repository), in: repository)
      else { return nil }
      return .init(base: view.base, target: target, ahead: ahead)
    }
  }

  /// How many commits a base is ahead of its target; nil where there is no target to land on.
  ///
  /// A target that HEAD waits for has none of them, but the first, which holds nothing. Where a shallow clone lacks the history
  /// between the two, nothing is told.
  func ahead(
    _ tip: ObjectID, of target: RefName, at targetTip: ObjectID?, in repository: borrowing Repository
  ) throws -> Int? {
    if let targetTip {
      do {
        return try repository.aheadBehind(tip, targetTip).ahead
      } catch {
        guard error.reason == .shallow else { throw error }
        return nil
      }
    }
    guard try repository.head() == .unborn(target),
      let start = try repository.firstParentLog(from: tip).commits.last
    else { return nil }
    return try repository.aheadBehind(tip, start.id).ahead
  }
}
