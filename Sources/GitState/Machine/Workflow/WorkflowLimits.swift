/// How much a workflow may hold.
package enum WorkflowLimits {
  package static let phases = 100
  package static let agents = 200
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

  static func check(text: String?, field: String) throws(Rejection) {
    try PlanLimits.check(text: text, field: field)
  }

  static func check(_ draft: WorkflowFounding) throws(Rejection) {
    try check(text: draft.request, field: "request")
    guard !comparable(draft.request).isEmpty else {
      throw Rejection(
        .missingArgument, "request is required.", details: [.init("argument", .text("request"))])
    }
    for text in draft.instructions { try check(text: text.text, field: "instructions[\"\(text.agent)\"]") }
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
      for said in result.said { try check(text: said.value, field: "\(at).\(said.field)") }
    }
  }
}
