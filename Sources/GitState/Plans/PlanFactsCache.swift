import Git
import StateMachine
import Synchronization

/// What git said of plans and bases, by the ids that it was asked about: the same question costs no walk again.
final class PlanFactsCache: Sendable {
  struct Question: Hashable, Sendable {
    let ledger: ObjectID
    let base: ObjectID
  }

  /// Which of the commits that were asked about a base's tip reached.
  struct Reach: Sendable {
    let tip: ObjectID
    var reached: Set<ObjectID> = []
    var unreached: Set<ObjectID> = []
  }

  private struct State: Sendable {
    /// By the base's name.
    var reach: [String: Reach] = [:]
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

  /// What was reached when a base was last asked about.
  func reach(of base: String) -> Reach? {
    state.withLock { $0.reach[base] }
  }

  func keep(_ reach: Reach, of base: String) {
    state.withLock {
      if $0.reach.count >= 8 || reach.reached.count + reach.unreached.count > 100_000 { $0.reach.removeAll() }
      $0.reach[base] = reach
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
