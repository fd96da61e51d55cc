extension Plan {
  /// One `update_plan_branch`: added, changed, cancelled and completed tasks, then what was learned.
  func decideUpdate(_ update: PlanUpdate, given facts: PlanFacts) throws(Rejection) -> [PlanEvent] {
    var draft = Draft(plan: self, update)
    if let revision = update.revision { try draft.revise(revision) }
    for added in update.added { try draft.add(added) }
    for patch in update.changed { try draft.change(patch) }
    for id in update.cancelled { try draft.cancel(id, because: update.reasons[id]) }
    if draft.structureChanged {
      try PlanLimits.check(tasks: draft.plan.tasks.map(\.definition))
      try Plan.checkStructure(
        draft.plan.tasks.filter { $0.status.word != .cancelled }.map(\.definition),
        all: draft.plan.tasks.map(\.id),
        external: draft.plan.external(given: facts))
    }
    for completed in update.completed { try draft.complete(completed, given: facts) }
    if let text = update.learnings, !comparable(text).isEmpty {
      try PlanLimits.check(text: text, field: "architecture_updates")
      // The same words again are a repeated call, not a second lesson.
      if learnings.last?.text != text || !draft.events.isEmpty { draft.record(.learningRecorded(text)) }
    }
    return draft.events.isEmpty ? [] : draft.events + [.planUpdated]
  }

  /// A plan as the parts of one update change it, one after the other.
  private struct Draft {
    var plan: Plan
    var events: [PlanEvent] = []
    var structureChanged = false
    /// The plan before the update.
    private let before: Plan
    private let update: PlanUpdate
    /// Counted once, however many tasks come without an id.
    private var numbering: TaskNumbering?
    /// What was to be done before the update, looked through once as well.
    private var open: OpenTasks?

    init(plan: Plan, _ update: PlanUpdate) {
      self.plan = plan
      self.update = update
      before = plan
    }

    mutating func record(_ event: PlanEvent) {
      events.append(event)
      plan.apply(Recorded(event, at: Timestamp(seconds: 0), by: "", seq: 0))
    }

    mutating func revise(_ revision: PlanRevision) throws(Rejection) {
      guard let founding = plan.founding else { return }
      let revised = revision.applied(to: founding)
      try PlanLimits.check(revised)
      try revision.source.check()
      if revised != founding { record(.planRevised(revised)) }
    }

    mutating func add(_ added: PlanUpdate.Added) throws(Rejection) {
      var definition = added.definition
      try plan.refusePart(definition.id)
      if !added.hasID {
        if isThere(definition) { return }
        guard let next = nextID() else {
          throw Rejection(.limitExceeded, "No number of six digits is free for a new task. Give it an id.")
        }
        definition.id = next
      }
      if let present = plan[definition.id] {
        guard present.definition != definition else { return }
        throw Rejection(
          .duplicateID, "Task \(definition.id) is in the plan already, with other content.",
          details: [.init("task", .text(definition.id.text))]
            + (plan.nextID.map { [.init("proposal", .text($0.text))] } ?? []))
      }
      structureChanged = true
      record(.taskAdded(definition))
      numbering?.count(definition.id)
    }

    private mutating func nextID() -> PlanTaskID? {
      let counted = numbering ?? plan.numbering
      numbering = counted
      return counted.next
    }

    /// Whether that very task was to be done before: then the call comes a second time.
    private mutating func isThere(_ definition: TaskDefinition) -> Bool {
      let open = open ?? OpenTasks(before, before: update)
      self.open = open
      return open.twin(of: definition) != nil
    }

    mutating func change(_ patch: TaskPatch) throws(Rejection) {
      let task = try plan.existing(patch.id)
      if patch.requiresReview == false, task.definition.requiresReview == true { throw plan.reviewKept(task) }
      let definition = patch.applied(to: task.definition)
      if definition != task.definition {
        structureChanged = true
        record(.taskChanged(definition))
      }
      if patch.reopen, task.status != .pending {
        try plan.allow(.reopened, task)
        // A cancelled task was out of the graph; what was changed meanwhile may close a circle with it.
        if task.status.word == .cancelled { structureChanged = true }
        record(.taskReopened(task.id))
      }
    }

    mutating func cancel(_ id: PlanTaskID, because reason: String?) throws(Rejection) {
      let task = try plan.existing(id)
      if task.status.word == .cancelled { return }
      try plan.allow(.cancelled, task)
      try PlanLimits.check(text: reason, field: "reason")
      structureChanged = true
      record(.taskCancelled(id, reason: reason ?? "cancelled by update_plan_branch"))
    }

    mutating func complete(_ completed: PlanUpdate.Completed, given facts: PlanFacts) throws(Rejection) {
      let task = try plan.existing(completed.id)
      let tip = facts.tips[task.id] ?? recordedTip(task)
      if let commit = completed.commit {
        guard facts.reachable.contains(commit) else {
          throw Rejection(
            .invalidArgument,
            "Commit \(commit) is not on \(plan.founding?.base ?? "the base"), so it did not deliver task \(task.id).",
            details: [.init("task", .text(task.id.text)), .init("commit", .text(commit))],
            next: task.branch.map { .init("merge_task_branch", [.init("task_branch", .text($0.name))]) })
        }
        guard !facts.earlier.contains(commit) else {
          throw Rejection(
            .invalidArgument,
            "Commit \(commit) was on \(plan.founding?.base ?? "the base") before the plan was made, so it did not deliver task \(task.id). Name the commit that did, or leave it out.",
            details: [.init("task", .text(task.id.text)), .init("commit", .text(commit))])
        }
        try plan.refuseUngiven(task)
        for event in try plan.complete(task, tip: tip ?? commit, merge: commit) { record(event) }
        return
      }
      // What was merged once keeps its record: a base that lost it is told as lost, not forgotten.
      if case .completed(let completion) = task.status, completion.merge != nil { return }
      let merge = tip.flatMap { facts.reachable.contains($0) ? $0 : nil }
      try plan.refuseUngiven(task)
      for event in try plan.complete(task, tip: tip, merge: merge) { record(event) }
    }

    private func recordedTip(_ task: PlanTask) -> String? {
      if case .completed(let completion) = task.status, let tip = completion.tip { return tip }
      return task.branch?.start
    }
  }

  /// The next free id, after the pattern of the plan's own; nil where six digits don't hold its number.
  var nextID: PlanTaskID? { numbering.next }

  private var numbering: TaskNumbering { TaskNumbering(tasks.map(\.id)) }

  /// Refuses what no order could carry out: two of one id, a dependency that no task has, a circle.
  static func checkStructure(
    _ tasks: [TaskDefinition], all known: [PlanTaskID]? = nil, external: Set<Capability>
  ) throws(Rejection) {
    var seen: Set<PlanTaskID> = []
    var folded: [String: PlanTaskID] = [:]
    for task in tasks {
      guard seen.insert(task.id).inserted else {
        throw Rejection(
          .duplicateID, "Two tasks have the id \(task.id).", details: [.init("task", .text(task.id.text))])
      }
      if let other = folded.updateValue(task.id, forKey: task.id.text.lowercased()) {
        throw Rejection(
          .duplicateID,
          "The ids \(other) and \(task.id) differ only in case, and their branches would collide.",
          details: [.init("task", .text(task.id.text)), .init("other", .text(other.text))])
      }
    }
    let present = seen.union(known ?? [])
    for task in tasks {
      for id in task.dependsOn where !present.contains(id) {
        let near = nearest(to: id.text, among: present.map(\.text).filter { $0 != task.id.text }.sorted())
        throw Rejection(
          .unknownDependency,
          "Task \(task.id) depends on \(quoted(id.text)), which no task is."
            + (near.isEmpty ? "" : " Did you mean \(spoken(near, word: "or"))?"),
          details: [
            .init("task", .text(task.id.text)), .init("value", .text(id.text)),
            .init("known", .texts(present.map(\.text).sorted().prefix(200))),
          ])
      }
    }
    if let circle = DependencyGraph(tasks, external: external).circle { throw circle.rejection }
  }
}
