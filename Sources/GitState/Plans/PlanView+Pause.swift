package import StateMachine

extension PlanView {
  /// The call that brings a plan on that hands nothing out; nil where it does, and where only a person can.
  ///
  /// What is to be revised and was not changed yet is read first: to ask again for the same would tell nobody anything.
  package var pauseCall: Rejection.Next? {
    guard let refusal = plan.handingOutRefusal() else { return nil }
    guard let revision = plan.revision, !isRevised else { return refusal.next }
    let about = revision.consent.target.flatMap { try? PlanTaskID($0) }.flatMap { plan[$0] }
    return .init(
      "parse_plan",
      [.init("branch", .text(branch))] + (about.map { [.init("ids", .texts([$0.id.text]))] } ?? []))
  }

  /// What a plan waits for, who sent it back, and what is to be done about it.
  func pauseAdvice(_ wait: PlanConsent.Wait) -> String {
    let words = plan.pauseWords(wait)
    guard plan.revision == nil || plan.askedAgain != nil else {
      return words
        + (isRevised
          ? ". It was changed since: request_approval asks again."
          : ". update_plan_branch changes it, then request_approval asks again.")
    }
    return words
      + (plan.needsPerson(.approve)
        ? ": a person decides, by `gitstate approve \(branch)` or where the client asks."
        : ": request_approval shows it, decide lets it go on.")
  }

  /// Whether there is something else to be seen than what was sent back.
  private var isRevised: Bool { plan.revision.map { $0.consent.seen != plan.digest } ?? true }
}
