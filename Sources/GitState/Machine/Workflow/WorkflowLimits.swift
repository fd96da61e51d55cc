/// How much a workflow may hold.
package enum WorkflowLimits {
  package static let phases = 100
  package static let agents = 200
  /// Nodes of an exported graph, documents among them.
  package static let nodes = 1_000
  /// Files in one list of one result.
  package static let files = 2_000
  /// Retries that are remembered.
  package static let retries = 50
  /// Attempts of a phase whose results are known again.
  package static let earlier = 100
  /// Decisions and judged targets in one result.
  package static let entries = 200
  /// The most that a retry budget may be.
  package static let budget = 100
  /// Keywords, documents, options and retry targets of one agent.
  package static let words = 200
  /// Bytes of a name, a keyword, a field's name or an option.
  package static let wordBytes = 500
  /// Bytes of all texts of a definition together.
  package static let definitionBytes = 1 << 20
  /// Bytes of all that is said when a workflow is resumed, again and again.
  package static let instructionBytes = 1 << 18
  /// Fields of its own that one result may have.
  package static let said = 100
  /// Bytes of a text where it is told once more: what a phase came to stands whole in that phase.
  package static let retold = 2_000
  /// Files in one list, and decisions, that one workflow takes over from another.
  package static let carried = 5_000

  static func check(text: String?, field: String) throws(Rejection) {
    try PlanLimits.check(text: text, field: field)
  }

  private static func check(word: String?, field: String) throws(Rejection) {
    guard let word, word.utf8.count > wordBytes else { return try check(text: word, field: field) }
    throw tooLong(word.utf8.count, wordBytes, field)
  }

  private static func tooLong(_ actual: Int, _ limit: Int, _ field: String) -> Rejection {
    Rejection(
      .limitExceeded, "\(field) has \(actual) bytes, and the limit is \(limit).",
      details: [
        .init("field", .text(field)), .init("limit", .number(limit)), .init("actual", .number(actual)),
      ])
  }

  /// How much a definition holds.
  static func check(_ definition: WorkflowDefinition) throws(Rejection) {
    try PlanLimits.check(definition.phases.count, limit: phases, field: "phases")
    try PlanLimits.check(definition.agents.count, limit: agents, field: "agents")
    let placed = definition.phases.reduce(0) { $0 + $1.agents.count }
    try PlanLimits.check(placed, limit: agents, field: "the agents of all phases")
    try check(word: definition.name, field: "name")
    try check(text: definition.about, field: "description")
    var total = definition.name.utf8.count + (definition.about?.utf8.count ?? 0)
    for agent in definition.agents {
      let at = "agents[\"\(agent.id)\"]"
      try check(word: agent.name, field: "\(at).name")
      for (name, text) in [
        ("role", agent.role), ("instruction", agent.instruction),
        ("evaluator.feedback", agent.evaluator?.feedback),
        ("approval.question", agent.approval?.question),
      ] {
        try check(text: text, field: "\(at).\(name)")
        total += text?.utf8.count ?? 0
      }
      for (name, list) in [
        ("keywords", agent.keywords), ("documents", agent.documents),
        ("approval.options", agent.approval?.options ?? []),
        ("evaluator.retry", agent.evaluator?.retry.map(\.text) ?? []),
        ("evaluator.success", [agent.evaluator?.field, agent.evaluator?.value].compactMap(\.self)),
      ] {
        try PlanLimits.check(list.count, limit: words, field: "\(at).\(name)")
        for word in list {
          try check(word: word, field: "\(at).\(name)")
          total += word.utf8.count
        }
      }
    }
    guard total <= definitionBytes else {
      throw tooLong(total, definitionBytes, "the definition's texts together")
    }
  }

  static func check(_ draft: WorkflowFounding) throws(Rejection) {
    try check(text: draft.request, field: "request")
    guard !comparable(draft.request).isEmpty else {
      throw Rejection(
        .missingArgument, "request is required.", details: [.init("argument", .text("request"))])
    }
    for text in draft.instructions { try check(text: text.text, field: "instructions[\"\(text.agent)\"]") }
  }

  /// What is said when a workflow is resumed, together with what was said before and still holds.
  static func check(
    added instructions: String?, _ notes: [AgentText], to before: Workflow.Resumption?
  ) throws(Rejection) {
    let told = (before?.told ?? []).filter { $0 != instructions } + [instructions].compactMap(\.self)
    let toAgents = (before?.notes ?? []).filter { !notes.contains($0) } + notes
    try PlanLimits.check(
      told.count + toAgents.count, limit: entries, field: "the instructions of all resumptions")
    let bytes = told.reduce(0) { $0 + $1.utf8.count } + toAgents.reduce(0) { $0 + $1.text.utf8.count }
    guard bytes <= instructionBytes else {
      throw tooLong(bytes, instructionBytes, "the instructions of all resumptions together")
    }
  }

  static func check(_ results: [AgentResult]) throws(Rejection) {
    try PlanLimits.check(results.count, limit: agents, field: "results")
    for result in results {
      let at = "results[\"\(result.agent)\"]"
      try check(text: result.summary, field: "\(at).summary")
      try check(text: result.feedback, field: "\(at).feedback")
      for (name, list) in [
        ("files_created", result.files.created), ("files_modified", result.files.modified),
        ("files_deleted", result.files.deleted),
      ] {
        try PlanLimits.check(list.count, limit: files, field: "\(at).\(name)")
        for file in list { try check(text: file, field: "\(at).\(name)") }
      }
      try PlanLimits.check(result.decisions.count, limit: entries, field: "\(at).decisions")
      try PlanLimits.check(result.items.count, limit: entries, field: "\(at).items")
      for decision in result.decisions {
        try check(text: decision.decision, field: "\(at).decisions")
        try check(text: decision.reason, field: "\(at).decisions")
      }
      for item in result.items {
        try check(text: item.target, field: "\(at).items")
        try check(text: item.feedback, field: "\(at).items")
      }
      try PlanLimits.check(result.said.count, limit: said, field: "\(at)'s own fields")
      for said in result.said {
        try check(word: said.field, field: "the name of a field of \(at)")
        try check(text: said.value, field: "\(at).\(said.field)")
      }
    }
  }
}

/// A text that is no longer than so many bytes, with `…` where something of it is left out.
package func clipped(_ text: String, toBytes limit: Int) -> String {
  guard text.utf8.count > limit else { return text }
  var end = text.utf8.index(text.utf8.startIndex, offsetBy: max(limit, 3) - 3)
  while end > text.utf8.startIndex, String.Index(end, within: text.unicodeScalars) == nil {
    end = text.utf8.index(before: end)
  }
  return text[..<end] + "…"
}
