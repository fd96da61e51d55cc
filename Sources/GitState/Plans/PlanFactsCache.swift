import Git
import StateMachine
import Synchronization

/// What git said of plans and bases, by the ids that it was asked about: the same question costs no walk again.
final class PlanFactsCache: Sendable {
  struct Question: Hashable, Sendable {
    /// The plan's own name; of each plan only the newest question is remembered.
    let plan: String
    let ledger: ObjectID
    let base: ObjectID
  }

  private struct State: Sendable {
    /// The one that was used last comes first.
    var stories: [BaseStory] = []
    var facts: [String: (question: Question, facts: PlanFacts)] = [:]
    var looks: [String: (question: Question, look: BranchLook)] = [:]
  }

  private let state = Mutex(State())

  subscript(question: Question) -> PlanFacts? {
    get {
      state.withLock { state in
        state.facts[question.plan].flatMap { $0.question == question ? $0.facts : nil }
      }
    }
    set {
      state.withLock {
        if $0.facts.count >= 4_096 { $0.facts.removeAll() }
        $0.facts[question.plan] = newValue.map { (question, $0) }
      }
    }
  }

  /// Takes over what git said of a plan to what the plan has become, where nothing happened that git is asked about.
  func carry(_ facts: PlanFacts, to appended: Appended<Plan>) {
    guard appended.changed, !appended.events.isEmpty, let base = facts.baseTip.flatMap({ ObjectID($0) }),
      let founding = appended.reading.machine.founding,
      appended.events.allSatisfy(\.leavesWorkAlone)
    else { return }
    self[Question(plan: founding.session.text, ledger: appended.reading.tip, base: base)] = facts
  }

  /// What the branches of a plan's tasks said, where it was asked of the same plan and base, and none of them moved since.
  func look(_ question: Question, at stamp: RefStamp?) -> BranchLook? {
    state.withLock { state in
      state.looks[question.plan].flatMap {
        stamp != nil && $0.look.stamp == stamp && $0.question == question ? $0.look : nil
      }
    }
  }

  func keep(_ look: BranchLook, _ question: Question) {
    state.withLock {
      if $0.looks.count >= 4_096 { $0.looks.removeAll() }
      $0.looks[question.plan] = (question, look)
    }
  }

  /// What is known of bases, the one that was used last first.
  var stories: [BaseStory] {
    state.withLock { $0.stories }
  }

  /// Remembers a base's story, in place of the one that it grew from.
  func keep(_ story: BaseStory) {
    state.withLock { state in
      state.stories.removeAll { $0.tip == story.tip || $0.size > 100_000 }
      state.stories = [story] + state.stories.prefix(3)
    }
  }
}
