extension Plan {
  /// Splits a task into parts.
  ///
  /// A file that a waiting part of another task touches is done there, for both. A task whose parts failed is not split anew:
  /// those parts alone are opened again.
  func decideExpand(_ task: PlanTask, _ split: TaskSplit) throws(Rejection) -> [PlanEvent] {
    if task.status.word == .expanding { return [] }
    guard task.parents.isEmpty else {
      throw Rejection(
        .wrongState,
        "Task \(task.id) is a part of \(spoken(task.parents.map(\.text))), and parts are not split.",
        details: [
          .init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue)),
          .init("parents", .texts(task.parents.map(\.text))),
        ],
        next: founding.map {
          .init(
            "parse_plan",
            [.init("branch", .text($0.session.branch)), .init("ids", .texts([task.id.text]))])
        })
    }
    try allow(.expanded, task)
    let parts = task.subTasks.compactMap { self[$0] }
    let failed = parts.filter { [.failed, .needsReplan].contains($0.status.word) }
    if !failed.isEmpty {
      return failed.map { .taskReopened($0.id) } + [.taskExpanded(task.id, TaskExpansion(split.strategy))]
    }
    guard split.strategy != .none else { return [] }
    guard split.parts.count <= PlanLimits.entries else {
      throw Rejection(
        .limitExceeded,
        "Task \(task.id) would have \(split.parts.count) parts, and the limit is \(PlanLimits.entries). Split it by_directory, or name a scope.",
        details: [
          .init("field", .text("scope")), .init("limit", .number(PlanLimits.entries)),
          .init("actual", .number(split.parts.count)),
        ],
        next: founding.map {
          .init(
            "expand_task",
            [
              .init("plan_branch", .text($0.session.branch)), .init("task_id", .text(task.id.text)),
              .init("strategy", .text(SplitStrategy.byDirectory.rawValue)),
            ])
        })
    }
    var drawing = PartDrawing(task, split.strategy, in: self)
    for part in split.parts { drawing.draw(part) }
    // One part alone is the task itself, unless another does it too.
    guard drawing.expansion.added.count + drawing.expansion.shared.count > 1 || drawing.isShared else {
      return []
    }
    return drawing.reopened.map { .taskReopened($0) } + [.taskExpanded(task.id, drawing.expansion)]
  }
}

/// The parts of one task as they are drawn, one after the other.
private struct PartDrawing {
  let task: PlanTask
  let plan: Plan
  /// Parts of other tasks that nobody has taken up yet.
  var open: [PlanTask]
  var expansion: TaskExpansion
  /// Earlier parts of this task that are done again.
  var reopened: [PlanTaskID] = []
  private var taken: Set<String>

  init(_ task: PlanTask, _ strategy: SplitStrategy, in plan: Plan) {
    self.task = task
    self.plan = plan
    expansion = TaskExpansion(strategy)
    open = plan.tasks.filter { part in
      part.status == .pending && !part.parents.contains(task.id)
        && part.parents.contains { plan[$0]?.status.word == .expanding }
    }
    taken = Set(plan.tasks.map { $0.id.text.lowercased() })
  }

  var isShared: Bool { expansion.shared.contains { !reopened.contains($0.id) } }

  mutating func draw(_ part: TaskSplit.Part) {
    var rest = part.files
    var elsewhere: [(file: String, id: PlanTaskID)] = []
    for index in open.indices {
      let other = open[index].definition.files
      let common = rest.filter { file in other.contains { FileScope.overlap($0, file) } }
      guard !common.isEmpty else { continue }
      let whole = common.filter { file in
        other.contains { $0 == file || $0.hasSuffix("/") && file.hasPrefix($0) }
      }
      // Of a folder the other has a part only: the rest of it stays here.
      let inner = other.filter { one in common.contains { !whole.contains($0) && FileScope.overlap($0, one) }
      }
      guard share(index, whole + inner) else { continue }
      rest.removeAll(where: whole.contains)
      elsewhere += inner.map { ($0, open[index].id) }
    }
    guard !rest.isEmpty, let definition = definition(part.key, rest, elsewhere) else { return }
    if plan[definition.id] != nil {
      reopened.append(definition.id)
      expansion.shared.append(definition)
    } else {
      expansion.added.append(definition)
    }
  }

  /// Another task's part does these files for this task too; false where that has no room for more words.
  private mutating func share(_ index: Int, _ files: [String]) -> Bool {
    var definition = open[index].definition
    definition.description +=
      "\n\nAlso for task \(task.id), in \(spoken(files, limit: 20)): \(Review.cut(task.definition.description, to: 8_000))"
    definition.dependsOn += task.definition.dependsOn.filter { !definition.dependsOn.contains($0) }
    definition.preconditions += task.definition.preconditions.filter {
      !definition.preconditions.contains($0)
    }
    definition.acceptanceCriteria += task.definition.acceptanceCriteria.filter {
      !definition.acceptanceCriteria.contains($0)
    }
    if task.priority.rank < definition.priority.rank { definition.priority = task.priority }
    guard (try? PlanLimits.check(tasks: [definition])) != nil else { return false }
    open[index].definition = definition
    expansion.shared.removeAll { $0.id == definition.id }
    expansion.shared.append(definition)
    return true
  }

  private mutating func definition(
    _ key: String, _ files: [String], _ elsewhere: [(file: String, id: PlanTaskID)]
  ) -> TaskDefinition? {
    guard let id = id(key) else { return nil }
    let whole = task.definition
    let line = whole.title ?? String(whole.description.prefix { !$0.isNewline })
    var text = "\(Review.cut(whole.description, to: 16_000))\n\nOnly this part: \(spoken(files, limit: 20))."
    for one in elsewhere { text += " Not \(one.file), which \(one.id) does." }
    text +=
      " The other parts are done beside it, and task \(task.id) is checked as a whole when all are done."
    var part = TaskDefinition(id: id, description: text)
    part.title = "\(Review.cut(line, to: 200)) (\(Review.cut(key, to: 200)))"
    part.preconditions = whole.preconditions
    part.dependsOn = whole.dependsOn
    part.wave = whole.wave
    part.files = Array(files.prefix(PlanLimits.entries))
    part.priority = task.priority
    part.maxRetries = whole.maxRetries
    part.agent = whole.agent
    part.acceptanceCriteria = whole.acceptanceCriteria
    part.implementationNotes = whole.implementationNotes
    return part
  }

  /// The part's id: an earlier part's of this task alone, where that is over, else one that is free.
  private mutating func id(_ key: String) -> PlanTaskID? {
    for number in 1...PlanLimits.entries {
      guard let id = PlanTaskID(part: number == 1 ? key : "\(key)~\(number)", of: task.id) else { return nil }
      if let earlier = plan[id], earlier.parents == [task.id], !reopened.contains(id),
        [.completed, .cancelled, .failed, .needsReplan].contains(earlier.status.word)
      {
        return id
      }
      if taken.insert(id.text.lowercased()).inserted { return id }
    }
    return nil
  }
}
