package import StateMachine

/// A plan in the message of another program's commit, read as far as it goes; nothing is invented.
package enum LegacyPlan {
  /// Whether a first line is one that such a program writes.
  static func isTitle(_ title: some StringProtocol) -> Bool {
    title.hasPrefix("Initialize execution plan") || title.hasPrefix("Update execution plan")
  }

  /// The plan of a message; nil where the message is none.
  ///
  /// - Parameters:
  ///   - branch: the branch's short name: where the message gives no session id, it does.
  ///   - base: the base that the caller works with, which such messages never name.
  package static func plan(in message: String, branch: String, base: String, at: Timestamp) -> Plan? {
    let sections = MessageSections(message)
    guard isTitle(sections.title) else { return nil }
    let session = MessageFields(
      sections.lines("Session Information") ?? [],
      known: ["Session ID", "User Request", "Created", "Plan Branch", "Plan Version"], prose: "User Request")
    let id = (try? session.text("Session ID").map(SessionID.init)) ?? (try? SessionID(branch))
    guard let id else { return nil }
    var founding = PlanFounding(session: id, request: session.text("User Request") ?? "", base: base)
    let (architecture, learned) = split(sections.lines("Architecture") ?? [])
    founding.architecture = architecture
    founding.designPatterns = sections.text("Design Patterns", "Design Document")
    founding.technologyStack = sections.text("Technology Stack")
    let estimates = MessageFields(
      sections.lines("Estimates") ?? [], known: ["Estimated Total Time", "Total Tasks", "Completed"])
    founding.estimatedTotalTime = estimates.text("Estimated Total Time")
    founding.dependencyGraph = sections.text("Dependency Graph")
    let version = number(in: sections.text("Version") ?? session.text("Plan Version") ?? sections.title) ?? 1
    let learnings = learned.map { Plan.Learning(text: $0, at: at, by: "legacy", version: version) }
    return Plan(
      founding: founding, created: at, version: version, tasks: tasks(sections.lines("Tasks") ?? [], at: at),
      learnings: learnings)
  }

  /// The tasks of the Tasks section alone: a `### Task` elsewhere is somebody's prose.
  private static func tasks(_ lines: [Substring], at: Timestamp) -> [PlanTask] {
    var tasks: [PlanTask] = []
    var seen: Set<PlanTaskID> = []
    var needs: [[String]] = []
    for part in MessageSections.parts(lines) where part.name.lowercased().hasPrefix("task") {
      let fields = MessageFields(
        part.lines,
        known: [
          "ID", "Description", "Status", "Preconditions", "Provides", "Files", "Depends on", "Estimated Time",
          "Priority", "Worker", "Branch",
        ], prose: "Description")
      let name = fields.text("ID") ?? MessageFields.trimmed(part.name.dropFirst(4))
      guard let id = try? PlanTaskID(name), seen.insert(id).inserted else { continue }
      var definition = TaskDefinition(id: id, description: fields.text("Description") ?? "")
      definition.preconditions = fields.list("Preconditions").map { Capability(known: $0) }
      definition.provides = fields.list("Provides").map { Capability(known: $0) }
      definition.files = fields.list("Files")
      definition.estimatedTime = fields.text("Estimated Time")
      definition.priority = fields.text("Priority").flatMap { Priority(anyCase: $0) }
      var task = PlanTask(definition)
      task.status = status(fields.text("Status"), at: at)
      tasks.append(task)
      needs.append(fields.list("Depends on"))
    }
    // Some write `task-001` for the task 001, some the other way round.
    for (index, names) in needs.enumerated() {
      tasks[index].definition.dependsOn = names.compactMap { name in
        let spellings = [name, LegacyTask.bare(name), "task-\(name)"].compactMap { try? PlanTaskID($0) }
        return spellings.first(where: seen.contains) ?? LegacyTask.id(name)
      }
    }
    return tasks
  }

  private static func status(_ text: String?, at: Timestamp) -> TaskStatus {
    switch text.flatMap({ TaskStatus.Word(anyDialect: $0) }) {
    case .completed: .completed(Completion(at: at, by: "legacy", tip: nil, merge: nil))
    case .failed: .failed(reason: "")
    case .blocked: .blocked(reason: "", by: nil)
    case .inReview: .inReview(nil)
    case .needsReplan: .needsReplan(reason: "")
    case .expanding: .expanding
    case .cancelled: .cancelled(reason: "")
    // Nobody can be named as holding it, so it is free.
    case .claimed, .pending, nil: .pending
    }
  }

  /// The architecture, and the learnings that were appended to it under `###` headings.
  private static func split(_ lines: [Substring]) -> (String?, [String]) {
    var kept: [Substring] = []
    var learnings: [[Substring]] = []
    for line in lines {
      let heading = line.drop(while: { $0 == "#" }).drop(while: { $0 == " " })
      if line.hasPrefix("###"),
        heading.hasPrefix("Learnings from Wave") || heading.hasPrefix("Progress Update")
      {
        learnings.append([])
      } else if learnings.isEmpty {
        kept.append(line)
      } else {
        learnings[learnings.count - 1].append(line)
      }
    }
    let text = MessageSections.joined(kept)
    return (text.isEmpty ? nil : text, learnings.map { MessageSections.joined($0) }.filter { !$0.isEmpty })
  }

  /// The number behind the last `v`: 4 of `Update execution plan v4`.
  private static func number(in text: String) -> Int? {
    guard let mark = text.lastIndex(where: { $0 == "v" || $0 == "V" }) else { return Int(text) }
    return Int(text[text.index(after: mark)...].prefix(while: \.isNumber))
  }
}
