extension Run {
  package mutating func apply(_ recorded: Recorded<RunEvent>) {
    switch recorded.event {
    case .runStarted(let founding):
      self = Run()
      for phase in founding.phases { append(phase) }
      self.founding = founding
      self.founding?.phases = []
      created = recorded.at
    case .phaseAdded(let definition):
      append(definition)
    case .validationRecorded(let name, let validation):
      change(name) { phase in
        if phase.attempts < .max { phase.attempts += 1 }
        phase.validations.append(Noted(validation, in: recorded))
        phase.validations = phase.validations.suffix(RunLimits.validations)
      }
    case .checkpointRecorded(let checkpoint):
      guard self[checkpoint: checkpoint.number] == nil else { return }
      let place = checkpoints.firstIndex { $0.fact.number > checkpoint.number } ?? checkpoints.endIndex
      checkpoints.insert(Noted(checkpoint, in: recorded), at: place)
    case .phaseCompleted(let name, let completion):
      change(name) { $0.completions.append(Noted(completion, in: recorded)) }
    case .moduleRecorded(let name, let phase, let start):
      record(name, phase, start)
    case .moduleMerged(let name, let merge):
      change(name) { $0.merges.append(Noted(merge, in: recorded)) }
    case .moduleRemoved(let name, let removal):
      change(name) { $0.removal = Noted(removal, in: recorded) }
    case .rollbackStarted(let rollback):
      keepRollback()
      self.rollback = Noted(rollback, in: recorded)
    case .rollbackFinished(let reopened, let restored, let returned):
      finish(reopened, restored, returned)
    case .runCompleted(let completion):
      completions.append(Noted(completion, in: recorded))
    }
  }

  /// Adds a phase, unless there is one of that name.
  mutating func append(_ definition: PhaseDefinition) {
    guard self[definition.name] == nil else { return }
    phases.append(RunPhase(definition, number: definition.name.number ?? phases.count + 1))
  }

  private mutating func record(_ name: ModuleName, _ phase: PhaseName?, _ start: String) {
    guard let founding else { return }
    if self[name] == nil {
      modules.append(
        RunModule(name: name, phase: phase, branch: founding.id.branch(of: name), start: start))
    }
    change(name) {
      if $0.isRemoved || $0.phase != phase { $0.start = start }
      $0.phase = phase
      $0.removal = nil
    }
  }

  /// Undoes what came after the place that a rollback leads to; where that is a rescue, everything stands as it did when
  /// the rescue was taken.
  private mutating func finish(_ reopened: [PhaseName], _ restored: [PhaseName], _ returned: [ModuleName]) {
    guard let rollback else { return }
    let by = rollback.seq
    var number: Int?
    var after = 0
    var then: Int?
    switch rollback.fact.target {
    case .checkpoint(let target):
      number = target
      after = self[checkpoint: target]?.seq ?? 0
    case .rescue(let id): then = undoing(id)?.seq
    }
    func judge<Fact>(_ facts: inout [Noted<Fact>]) {
      for index in facts.indices {
        let stood =
          then.map { facts[index].stood(before: $0) } ?? (facts[index].stands && facts[index].seq <= after)
        facts[index].stand(stood, from: by)
      }
    }
    for name in reopened {
      change(name) { phase in
        for index in phase.completions.indices { phase.completions[index].stand(false, from: by) }
      }
    }
    for name in restored {
      change(name) { phase in
        guard let then, let index = phase.completions.lastIndex(where: { $0.stood(before: then) }) else {
          return
        }
        phase.completions[index].stand(true, from: by)
      }
    }
    for index in phases.indices where then != nil || !phases[index].isComplete {
      judge(&phases[index].validations)
    }
    if let number {
      for index in checkpoints.indices {
        let present = checkpoints[index]
        let stands = present.fact.number == number || present.stands && present.fact.number < number
        checkpoints[index].stand(stands, from: by)
      }
    } else {
      judge(&checkpoints)
    }
    for index in modules.indices { judge(&modules[index].merges) }
    for name in returned { change(name) { $0.removal = nil } }
    judge(&completions)
    // A phase that was added since is open, so the run is not complete.
    if current != nil {
      for index in completions.indices { completions[index].stand(false, from: by) }
    }
    keepRollback()
  }

  /// Puts the rollback in progress to those that were.
  private mutating func keepRollback() {
    guard let rollback else { return }
    rollbacks = (rollbacks + [rollback]).suffix(RunLimits.rollbacks)
    self.rollback = nil
  }

  private mutating func change(_ name: PhaseName, _ body: (inout RunPhase) -> Void) {
    guard let index = phases.firstIndex(where: { $0.name == name }) else { return }
    body(&phases[index])
  }

  private mutating func change(_ name: ModuleName, _ body: (inout RunModule) -> Void) {
    guard let index = modules.firstIndex(where: { $0.name == name }) else { return }
    body(&modules[index])
  }
}
