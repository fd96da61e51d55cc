import JSON
package import StateMachine
import YAML

/// What one or several plan.yaml come to: one plan, its references looked up.
package struct PlanFile: Sendable {
  /// Without a base, which a file never names.
  package let founding: PlanFounding
  /// The tasks with what was done of them.
  package let tasks: [PlanTask]
  package let learnings: [String]
  /// The word of each task's state as its file has it.
  package let words: [PlanTaskID: String]
  /// Which id became which, by file; empty where none did.
  package let idMap: [(file: String, ids: [(from: String, to: String)])]
  package let warnings: [String]
  /// What of it is otherwise here, where the file founds the plan.
  package let remarks: [String]
  /// Where each task stands in its file.
  let places: PlanPlaces

  /// A text, and what the caller calls it.
  package struct Text: Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Reads texts as one plan.
  ///
  /// - Parameters:
  ///   - reindex: whether tasks are numbered anew, `task-001` onward.
  ///   - known: the tasks that a plan of that id has already: what only it has may be depended on, too.
  package static func read(
    _ texts: [Text], reindex: Bool, at now: Timestamp, known: (SessionID) throws(Rejection) -> Set<PlanTaskID>
  ) throws(Rejection) -> PlanFile {
    if let (first, again) = PlanPartNames.repeated(texts) {
      throw Rejection(
        .invalidArgument,
        first == again
          ? "\(quoted(first)) is given twice: its tasks would be there twice. Nothing was written."
          : "\(quoted(first)) and \(quoted(again)) say the same: their tasks would be there twice. Nothing was written.",
        details: [.init("file", .text(again))], remedy: "Name each part of the plan once.")
    }
    var parts: [PlanPart] = []
    for text in texts { parts.append(try PlanPart.read(text.text, named: text.name)) }
    guard let first = parts.first else {
      throw Rejection(.missingArgument, "yaml, path or paths is required")
    }
    let total = parts.map(\.tasks.count).reduce(0, +)
    try PlanLimits.check(total, limit: PlanLimits.tasks, field: "tasks")
    var references = PlanReferences(parts, reindex: reindex, known: try known(first.session))
    try references.assign()
    return try PlanFile(parts, first, references, at: now)
  }

  private init(
    _ parts: [PlanPart], _ first: PlanPart, _ references: PlanReferences, at now: Timestamp
  ) throws(Rejection) {
    var warnings: [String] = []
    var remarks: [String] = []
    var members = JSONObject()
    var source = PlanSource(dialect: first.dialect)
    var tasks: [PlanTask] = []
    var words: [PlanTaskID: String] = [:]
    var atWork: [String] = []
    var places = PlanPlaces()
    for (index, part) in parts.enumerated() {
      guard part.dialect == first.dialect else {
        throw Rejection(
          .invalidArgument,
          "\(first.name) is a plan of dialect \(first.dialect.rawValue) and \(part.name) one of \(part.dialect.rawValue): what one calls done the other may not know. Nothing was written.",
          details: [.init("file", .text(part.name)), .init("dialect", .text(part.dialect.rawValue))])
      }
      if part.session != first.session {
        warnings.append("\(part.name) is of plan \(part.session); its tasks are taken into \(first.session).")
      }
      warnings += PlanMembers.merge(
        references.renamed(part.members, in: index), into: &members, of: part.name)
      for key in part.taskKeys where !source.taskKeys.contains(key) { source.taskKeys.append(key) }
      for read in part.tasks {
        let definition = try references.resolved(read, in: index)
        var task = PlanTask(definition)
        task.status = read.state.taken(at: now)
        task.failures = read.state.failures
        task.attempts = read.state.failures
        if task.isSpent {
          task.status = .needsReplan(
            reason: "\(counted(task.failures, "attempt")) failed before it was imported")
          remarks.append(
            "Task \(definition.id) is \(comparable(read.state.word)) in the file with \(counted(task.failures, "attempt")) spent, as many as it has: it needs a new plan."
          )
        }
        tasks.append(task)
        words[definition.id] = read.state.word
        places.add(read, as: definition, of: part.name)
        if read.state.isAtWork { atWork.append("\(definition.id) (\(comparable(read.state.word)))") }
      }
    }
    if !atWork.isEmpty {
      remarks.append(
        "At work in the file were \(spoken(atWork)): nobody holds them here, so they are open.")
    }
    source.keys = members.keys
    for (key, value) in members.members where !PlanMembers.computed.contains(key) {
      source.extra.append(.init(key: key, json: value.serialized()))
    }
    var founding = PlanMembers.founding(members, session: first.session, dialect: first.dialect)
    founding.source = source
    self.founding = founding
    self.tasks = tasks
    self.words = words
    learnings = parts.flatMap(\.learnings)
    idMap = references.idMap
    self.warnings = warnings
    self.remarks = remarks
    self.places = places
  }
}
