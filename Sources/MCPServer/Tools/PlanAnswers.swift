package import GitState
package import JSON
import Synchronization

/// What parse_plan answered: of a plan that did not change, the same page is not made twice, and the next one begins alike.
package final class PlanAnswers: Sendable {
  private struct Answers: Sendable {
    let basis: PlanView.Basis
    /// By whether it is brief.
    var heads: [Bool: PlanResult.Head] = [:]
    var pages: [PlanResult.Selection: JSONText] = [:]
    var size = 0
  }

  private struct State: Sendable {
    /// By the plan's branch; of each plan only how it stands now.
    var plans: [String: Answers] = [:]
    var size = 0
  }

  private let state = Mutex(State())

  /// How many bytes are kept at most; beyond that it begins anew.
  private static var most: Int { 12 << 20 }

  package init() {}

  /// A page of a plan.
  package func answer(_ view: PlanView, _ selection: PlanResult.Selection) -> JSONText {
    guard let basis = view.basis else {
      return PlanResult.page(view, PlanResult.head(of: view, isBrief: selection.isBrief), selection)
    }
    let known = state.withLock { $0.plans[view.branch].flatMap { $0.basis == basis ? $0 : nil } }
    if let page = known?.pages[selection] { return page }
    let head =
      known?.heads[selection.isBrief] ?? PlanResult.head(of: view, isBrief: selection.isBrief)
    let page = PlanResult.page(view, head, selection)
    keep(page, head, selection, of: view.branch, basis)
    return page
  }

  private func keep(
    _ page: JSONText, _ head: PlanResult.Head, _ selection: PlanResult.Selection, of plan: String,
    _ basis: PlanView.Basis
  ) {
    var size = page.bytes.count + page.quoted.count
    state.withLock { state in
      if let before = state.plans[plan], before.basis != basis {
        state.plans[plan] = nil
        state.size -= before.size
      }
      var answers = state.plans[plan] ?? Answers(basis: basis)
      guard answers.pages.updateValue(page, forKey: selection) == nil else { return }
      if answers.heads.updateValue(head, forKey: selection.isBrief) == nil { size += head.held }
      guard state.size + size <= Self.most else {
        state = State()
        return
      }
      answers.size += size
      state.size += size
      state.plans[plan] = answers
    }
  }
}
