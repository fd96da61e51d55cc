extension Plan {
  /// What a person should look at, though nothing of it is refused.
  package func warnings(given facts: PlanFacts) -> [String] {
    deliveryWarnings(given: facts) + structureWarnings(given: facts)
  }

  /// Completed tasks whose work is not where others build on it.
  package func deliveryWarnings(given facts: PlanFacts) -> [String] {
    let base = founding?.base ?? "the base"
    return tasks.compactMap { task in
      // What was split is delivered by its parts, and they are told.
      guard case .completed(let completion) = task.status, task.branch != nil || task.subTasks.isEmpty else {
        return nil
      }
      switch delivery(of: task, given: facts) {
      case .unmerged:
        return "Task \(task.id) is completed but its work is not on \(base): merge_task_branch delivers it."
      case .lost:
        return
          "Task \(task.id) was delivered by \((completion.merge ?? "").prefix(12)), which \(base) no longer reaches: merge it again."
      case .none, .merged: return nil
      }
    }
  }

  /// What the tasks say of themselves and of each other, wherever the work on them is.
  package func structureWarnings(given facts: PlanFacts) -> [String] {
    let open = tasks.filter { $0.status.word != .cancelled }
    var warnings: [String] = []
    // Looking for the nearest word costs a comparison with every other; past the first few nobody reads them.
    var looked = 0
    let external = external(given: facts)
    var providers: [Capability: [PlanTaskID]] = [:]
    for task in open {
      for capability in Set(task.definition.provides) { providers[capability, default: []].append(task.id) }
    }
    for task in open where task.status.word != .completed {
      for capability in task.definition.preconditions
      where providers[capability] == nil && !external.contains(capability) {
        looked += 1
        let near =
          looked > 5
          ? []
          : nearest(to: capability.text, among: provided(besides: task.id) + facts.baseProvides.map(\.text))
        warnings.append(
          "Nothing provides \(quoted(capability.text)), which task \(task.id) needs."
            + (near.first.map { " The nearest is \(quoted($0))." } ?? ""))
      }
    }
    for task in open where task.status.word != .completed { warnings += cancelledNeeds(of: task) }
    for (capability, ids) in providers.sorted(by: { $0.key.key < $1.key.key }) where ids.count > 1 {
      warnings.append("Tasks \(spoken(ids.map(\.text))) both provide \(quoted(capability.text)).")
    }
    let graph = DependencyGraph(open.map(\.definition), external: external)
    warnings += sharedFiles(open, graph)
    if let given = founding?.dependencyGraph, !Plan.agrees(given, with: graph.listed) {
      warnings.append(
        "The given dependency_graph differs from the waves that the tasks make; the tasks decide.")
    }
    // A plan.yaml gives its tasks up to 90 minutes, and means it.
    for task in open
    where founding?.source == nil && (task.definition.minutes ?? 0) > 10 && task.status == .pending {
      warnings.append("Task \(task.id) is planned for over 10 minutes; smaller ones are easier to retry.")
    }
    return warnings
  }

  /// What a task depends on and will never get: it may start all the same, for there must be a way on.
  package func cancelledNeeds(of task: PlanTask) -> [String] {
    task.definition.dependsOn.filter { self[$0]?.status.word == .cancelled }.map {
      "Task \(task.id) depends on \($0), which was cancelled, and does not wait for it."
    }
  }

  private func sharedFiles(_ open: [PlanTask], _ graph: DependencyGraph) -> [String] {
    var users: [String: [Int: [PlanTaskID]]] = [:]
    for (index, task) in open.enumerated() where task.status.word != .completed && task.subTasks.isEmpty {
      guard let wave = graph.waves[index] else { continue }
      for file in Set(task.definition.files) { users[file, default: [:]][wave, default: []].append(task.id) }
    }
    return users.sorted { $0.key < $1.key }.flatMap { file, waves in
      waves.sorted { $0.key < $1.key }.filter { $0.value.count > 1 }.map { wave, ids in
        "Tasks \(spoken(ids.map(\.text))) of wave \(wave) \(ids.count == 2 ? "both" : "all") touch \(quoted(file)): their merges may conflict."
      }
    }
  }

  /// Whether a graph as people write it (`Wave 1: 001`) names the same waves.
  ///
  /// What can't be read that way agrees.
  static func agrees(_ text: String, with waves: [[PlanTaskID]]) -> Bool {
    let known = Set(waves.joined().map(\.text))
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, comparable(String(parts[0])).hasPrefix("wave "),
        let number = Int(comparable(String(parts[0])).dropFirst(5))
      else { continue }
      let ids = parts[1].split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        .map(String.init).filter(known.contains)
      guard !ids.isEmpty else { continue }
      guard waves.indices.contains(number - 1), Set(ids).isSubset(of: waves[number - 1].map(\.text)) else {
        return false
      }
    }
    return true
  }
}
