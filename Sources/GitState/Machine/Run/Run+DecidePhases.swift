extension Run {
  /// The phase that a caller mentions; an open run adds one that it does not know.
  func mention(_ text: String) throws(Rejection) -> (name: PhaseName, events: [RunEvent]) {
    if let known = try findPhase(text) { return (known.name, []) }
    guard founding?.isOpen == true else { return (try phase(named: text).name, []) }
    let name = try PhaseName(text)
    return (name, try added(PhaseDefinition(name: name)))
  }

  /// A phase that comes after those there are.
  func added(_ phase: PhaseDefinition) throws(Rejection) -> [RunEvent] {
    guard founding?.isOpen == true else {
      if self[phase.name] == nil { _ = try self.phase(named: phase.name.text) }
      throw Rejection(
        .exists, "Run \(short) has the phase \(quoted(phase.name.text)) already, with other content.",
        details: [.init("phase", .text(phase.name.text))], next: call("get_task_state"))
    }
    try PlanLimits.check(phases.count + 1, limit: RunLimits.phases, field: "phases")
    try RunLimits.check(phase)
    try checkNew(phase)
    return [.phaseAdded(phase)]
  }

  /// Refuses a phase whose name is taken, or that waits for what is not before it.
  func checkNew(_ phase: PhaseDefinition, among all: [PhaseDefinition] = []) throws(Rejection) {
    let name = phase.name.text
    if phases.contains(where: { comparable($0.name.text) == comparable(name) }) {
      throw Rejection(
        .duplicateID, "Two phases have the name \(quoted(name)).", details: [.init("phase", .text(name))])
    }
    for needed in phase.dependsOn where self[needed] == nil {
      if all.contains(where: { $0.name == needed }) {
        throw Rejection(
          .cycle,
          "Phase \(quoted(name)) depends on \(quoted(needed.text)), which does not come before it, and phases are completed in order. Put \(quoted(needed.text)) first, or drop the dependency.",
          details: [.init("phase", .text(name)), .init("depends_on", .text(needed.text))])
      }
      let known = (all.isEmpty ? phases.map(\.name) : all.map(\.name)).map(\.text).filter { $0 != name }
      let near = nearest(to: needed.text, among: known)
      throw Rejection(
        .unknownDependency,
        "Phase \(quoted(name)) depends on \(quoted(needed.text)), which no phase is."
          + (near.isEmpty ? "" : " Did you mean \(spoken(near.map { quoted($0) }, word: "or"))?"),
        details: [
          .init("phase", .text(name)), .init("value", .text(needed.text)), .init("known", .texts(known)),
        ])
    }
  }

  func decideValidation(_ text: String, _ validation: PhaseValidation) throws(Rejection) -> [RunEvent] {
    try checkActive()
    try RunLimits.check(validation)
    let (name, events) = try mention(text)
    if let phase = self[name], let completion = phase.completion {
      throw Rejection(
        .wrongState,
        "Phase \(quoted(name.text)) was completed at \(completion.at), so it is not validated again. Rolling back behind its checkpoint opens it.",
        details: [.init("phase", .text(name.text)), .init("status", .text(phase.word.rawValue))],
        next: call("list_checkpoints"))
    }
    return events + [.validationRecorded(name, validation)]
  }

  func decideCompletion(
    _ text: String, _ checkpoint: String?, _ result: PhaseResult?, _ reason: String?, given facts: RunFacts
  ) throws(Rejection) -> [RunEvent] {
    if let known = try findPhase(text), let completion = known.completion?.fact {
      try checkSettled()
      let number = try checkpoint.map { (text) throws(Rejection) in
        try self.checkpoint(named: text, given: facts).fact.number
      }
      // What the repeated call leaves out it does not contradict.
      let isSame =
        (number == nil || number == completion.checkpoint) && (result == nil || result == completion.result)
        && (reason == nil || reason == completion.reason)
      if isSame { return [] }
      throw Rejection(
        .exists, "Phase \(quoted(known.name.text)) is complete already, with another result.",
        details: [
          .init("phase", .text(known.name.text)), .init("phases_complete", .texts(complete)),
        ], next: call("get_task_state"))
    }
    try checkActive()
    let (name, events) = try mention(text)
    try checkOrder(name)
    try checkPassing(name, result)
    let why = reason.flatMap { comparable($0).isEmpty ? nil : $0 }
    try PlanLimits.check(text: why, field: "reason")
    let number = try decideSavePoint(name, checkpoint, why, given: facts)
    return events + [
      .phaseCompleted(name, PhaseCompletion(checkpoint: number, reason: why, result: result))
    ]
  }

  /// The names of the phases that are complete.
  package var complete: [String] { phases.filter(\.isComplete).map(\.name.text) }

  private func checkOrder(_ name: PhaseName) throws(Rejection) {
    guard let current, current.name != name else { return }
    throw Rejection(
      .wrongState,
      "Phase \(quoted(name.text)) comes after \(quoted(current.name.text)), which is \(current.word.rawValue). Complete that first.",
      details: [
        .init("phase", .text(name.text)), .init("current_phase", .text(current.name.text)),
        .init("phases_complete", .texts(complete)),
      ],
      next: call("get_task_state"))
  }

  /// A phase whose tests fail is not complete, whatever its agent says.
  private func checkPassing(_ name: PhaseName, _ result: PhaseResult?) throws(Rejection) {
    if let result {
      try RunLimits.check(result)
      if result.testsPassing == false {
        throw Rejection(
          .wrongState,
          "Phase \(quoted(name.text)) can't be complete while tests_passing is false. Record the failure, mend it, validate again.",
          details: [.init("phase", .text(name.text)), .init("tests_passing", .flag(false))],
          next: call(
            "record_validation", [.init("phase", .text(name.text)), .init("passed", .flag(false))]))
      }
    }
    guard let phase = self[name], !PhaseTransitions.allows(.completed, in: phase.word),
      let latest = phase.latest
    else { return }
    throw Rejection(
      .wrongState,
      "Phase \(quoted(name.text)) failed its latest validation, at \(latest.at). Mend it and record one that passed.",
      details: [
        .init("phase", .text(name.text)), .init("status", .text(phase.word.rawValue)),
        .init("attempts", .number(phase.attempts)),
      ] + (latest.fact.errorType.map { [.init("error_type", .text($0))] } ?? []),
      next: call("record_validation", [.init("phase", .text(name.text)), .init("passed", .flag(true))]))
  }

  /// The checkpoint by which a phase becomes complete; nil where a reason stands for it.
  private func decideSavePoint(
    _ name: PhaseName, _ text: String?, _ reason: String?, given facts: RunFacts
  ) throws(Rejection) -> Int? {
    guard let text else {
      if reason != nil { return nil }
      throw Rejection(
        .missingArgument,
        "Phase \(quoted(name.text)) has no checkpoint_id. Create a checkpoint, or give the reason why there is none.",
        details: [.init("argument", .text("checkpoint_id"))],
        next: call("create_checkpoint", [.init("phase", .text(name.text))]))
    }
    let found = try checkpoint(named: text, given: facts)
    guard found.stands else {
      throw Rejection(
        .wrongState,
        "Checkpoint \(found.fact.number) was undone by a rollback, so the files are not as it has them. Take a new one.",
        details: [.init("checkpoint_id", .text(text)), .init("number", .number(found.fact.number))],
        next: call("create_checkpoint", [.init("phase", .text(name.text))]))
    }
    guard facts.absentFiles.isEmpty else {
      throw Rejection(
        .notFound,
        "Checkpoint \(found.fact.number) does not hold \(spoken(facts.absentFiles.map { quoted($0) })), which files_created names.",
        details: [
          .init("number", .number(found.fact.number)), .init("files", .texts(facts.absentFiles.prefix(200))),
        ],
        next: call("create_checkpoint", [.init("phase", .text(name.text))]))
    }
    return found.fact.number
  }
}
