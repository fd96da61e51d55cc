import Git
package import StateMachine

extension Project {
  /// How far a plan's own base is ahead of its own target; nil where one of them is not there, or they are the same.
  package func landing(of view: PlanView) throws(Rejection) -> ProjectOverview.Landing? {
    try withRepository { repository in
      guard let target = view.founding.target, target != view.base,
        let baseTip = try anyTip(view.base, in: repository) ?? anyTip("origin/\(view.base)", in: repository),
        let targetTip = try anyTip(target, in: repository) ?? anyTip("origin/\(target)", in: repository)
      else { return nil }
      return .init(
        base: view.base, target: target, ahead: try repository.aheadBehind(baseTip, targetTip).ahead)
    }
  }
}
