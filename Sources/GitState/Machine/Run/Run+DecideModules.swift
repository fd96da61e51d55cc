extension Run {
  func decideModule(
    _ name: ModuleName, phase text: String?, start: String
  ) throws(Rejection) -> [RunEvent] {
    try checkActive()
    var phase: PhaseName?
    var events: [RunEvent] = []
    if let text {
      (phase, events) = try mention(text)
    } else {
      phase = (phases.first { !$0.isComplete && $0.definition.modules.contains(name) } ?? current)?.name
    }
    if let known = self[name] {
      // Asked for again in the same phase, it is the same worktree.
      if !known.isRemoved, phase == nil || known.phase == phase { return events }
    } else {
      try PlanLimits.check(modules.count + 1, limit: RunLimits.modules, field: "modules")
      if let other = modules.first(where: { $0.name.text.lowercased() == name.text.lowercased() }) {
        throw Rejection(
          .nameTaken,
          "The modules \(other.name) and \(name) differ only in case, and their branches would collide.",
          details: [.init("module", .text(name.text)), .init("other", .text(other.name.text))])
      }
    }
    return events + [.moduleRecorded(name, phase: phase, start: start)]
  }

  func decideMerges(_ merges: [ModuleName: ModuleMerge]) throws(Rejection) -> [RunEvent] {
    var events: [RunEvent] = []
    for (name, merge) in merges.sorted(by: { $0.key < $1.key }) {
      let module = try module(named: name)
      if module.merges.contains(where: { $0.stands && $0.fact == merge }) { continue }
      try checkActive()
      events.append(.moduleMerged(name, merge))
    }
    return events
  }

  /// Also of a run that has ended: what a crash left of it may still go.
  func decideRemovals(_ removals: [ModuleName: ModuleRemoval]) throws(Rejection) -> [RunEvent] {
    var events: [RunEvent] = []
    for (name, removal) in removals.sorted(by: { $0.key < $1.key }) {
      let known = try module(named: name)
      // Its branch may go later than its worktree, and with a rescue of its own.
      if known.isRemoved, removal.rescue == nil || removal == known.removal?.fact { continue }
      try checkSettled()
      events.append(.moduleRemoved(name, removal))
    }
    return events
  }
}
