import Git
import StateMachine
import Synchronization

/// What git said of plans and bases, by the ids that it was asked about: the same question costs no walk again.
final class PlanFactsCache: Sendable {
  struct Question: Hashable, Sendable {
    let ledger: ObjectID
    let base: ObjectID
  }

  private struct State: Sendable {
    var facts: [Question: PlanFacts] = [:]
    var merges: [ObjectID: BaseMerges] = [:]
  }

  private let state = Mutex(State())

  subscript(question: Question) -> PlanFacts? {
    get { state.withLock { $0.facts[question] } }
    set {
      state.withLock {
        if $0.facts.count >= 64 { $0.facts.removeAll() }
        $0.facts[question] = newValue
      }
    }
  }

  /// What the merges of a base say, once it was read.
  func merges(at tip: ObjectID) -> BaseMerges? {
    state.withLock { $0.merges[tip] }
  }

  /// The tips whose merges are known.
  var knownTips: [ObjectID] {
    state.withLock { Array($0.merges.keys) }
  }

  func keep(_ merges: BaseMerges, at tip: ObjectID, replacing old: ObjectID?) {
    state.withLock {
      if let old { $0.merges[old] = nil }
      if $0.merges.count >= 8 { $0.merges.removeAll() }
      $0.merges[tip] = merges
    }
  }
}
