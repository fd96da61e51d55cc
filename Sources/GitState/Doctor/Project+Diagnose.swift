import Files
import Git
package import StateMachine

/// What doctor is asked for.
package struct DoctorRequest: Sendable {
  /// Whether what can be repaired without a person is repaired.
  package var fixes = false
  /// Whether lock files of other programs are moved aside: for a person who has made sure that none is at work.
  package var breaksLocks = false

  package init() {}

  func allows(_ cure: Cure) -> Bool { cure.breaksLock ? breaksLocks : fixes }
}

extension Project {
  /// Looks at everything that can be wrong with a repository and with what gitstate keeps in it.
  ///
  /// Nothing is written where nothing is to be repaired. What was repaired is found by looking again: it was there, was tried,
  /// and is no more.
  package func diagnose(_ request: DoctorRequest = DoctorRequest()) throws(Rejection) -> Diagnosis {
    var present = try look()
    // What others are just doing passes: only what is found twice is so.
    if !present.isEmpty {
      let first = present
      present = try look().filter { found in first.contains { $0.isSame(as: found) } }
    }
    var all = present
    var tried: [Cure: String?] = [:]
    // Each cure is tried once, so this ends.
    while true {
      let due = present.compactMap(\.cure).filter { request.allows($0) && tried[$0] == nil }
      guard let turn = due.map(\.turn).min() else { break }
      for cure in due where cure.turn == turn && tried[cure] == nil {
        do {
          try carryOut(cure)
          tried[cure] = .some(nil)
        } catch {
          tried[cure] = error.sentence
        }
      }
      Project.finishRemovals()
      present = try look()
      all += present.filter { new in !all.contains { $0.isSame(as: new) } }
    }
    return Diagnosis(
      all.compactMap { found in
        var found = found
        if let now = present.first(where: { $0.isSame(as: found) }) {
          found = now
          found.failure = found.cure.flatMap { tried[$0] ?? nil }
        } else if let cure = found.cure, tried[cure] != nil {
          found.isFixed = true
        } else if !tried.isEmpty {
          // It went with what was repaired, or by itself.
          return nil
        }
        return found
      })
  }

  /// All looks, in the order in which repairs build on each other.
  private func look() throws(Rejection) -> [Finding] {
    try withRepository { repository in
      var found = lookAtLocks(in: repository)
      found += try lookAtRefs(in: repository)
      found += try lookAtWorktrees(in: repository)
      let broken = Set(
        found.compactMap { $0.kind == .brokenRef || $0.kind == .danglingRef ? $0.subject : nil })
      let ledgers = try readLedgers(but: broken, in: repository)
      found += ledgers.findings
      found += try lookAtTasks(of: ledgers.plans, in: repository)
      found += try lookAtOperations(runs: ledgers.runs, in: repository)
      found += try lookAtSettings(in: repository)
      return found
    }
  }

}
