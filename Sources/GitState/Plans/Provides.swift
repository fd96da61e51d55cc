import Git
package import StateMachine

extension Project {
  /// The capabilities that are there to build on.
  ///
  /// - Parameter plan: one plan's delivered tasks; nil for all plans, and what merges on the base list.
  package func provides(of plan: String?) throws(Rejection) -> [String] {
    try withRepository { repository in
      if let plan {
        let view = try view(plan, in: repository)
        return view.plan.available(given: view.facts).map(\.text)
      }
      var seen: Set<Capability> = []
      var found: [String] = []
      func take(_ capabilities: [Capability]) {
        for capability in capabilities where seen.insert(capability).inserted {
          found.append(capability.text)
        }
      }
      for view in try allPlans(in: repository) { take(view.plan.available(given: view.facts)) }
      if let ref = RefName.branch(baseName(in: repository)), let tip = try repository.tip(of: ref) {
        take(try merges(of: tip, in: repository).provides)
      }
      return found
    }
  }
}
