/// How much a run may hold.
///
/// Each limit is refused with what it is and what was given.
package enum RunLimits {
  package static let phases = 200
  package static let modules = 500
  /// How many validations of a phase its state holds; all stand in the history.
  package static let validations = 8
  /// How many rollbacks the state holds.
  package static let rollbacks = 64

  static func check(_ founding: RunFounding) throws(Rejection) {
    try check(founding.description, "description")
    try PlanLimits.check(text: founding.spec, field: "spec")
    try PlanLimits.check(text: founding.directory, field: "working_directory")
    try PlanLimits.check(founding.phases.count, limit: phases, field: "phases")
    for phase in founding.phases { try check(phase) }
  }

  static func check(_ phase: PhaseDefinition) throws(Rejection) {
    let at = "phases[\(quoted(phase.name.text))]"
    try PlanLimits.check(text: phase.testCommand, field: "\(at).test_command")
    for (field, texts) in [
      ("tasks", phase.tasks), ("success_criteria", phase.successCriteria), ("gotchas", phase.gotchas),
      ("modules", phase.modules.map(\.text)), ("depends_on", phase.dependsOn.map(\.text)),
    ] { try check(texts, "\(at).\(field)") }
  }

  static func check(_ validation: PhaseValidation) throws(Rejection) {
    try PlanLimits.check(text: validation.errorType, field: "error_type")
    try check(validation.checks.map(\.name), "checks")
    try PlanLimits.check(text: validation.output?.text, field: "output")
  }

  static func check(_ result: PhaseResult) throws(Rejection) {
    try check(result.filesCreated, "result.files_created")
    try check(result.gotchasEncountered, "result.gotchas_encountered")
    try PlanLimits.check(text: result.validationOutput?.text, field: "result.validation_output")
  }

  private static func check(_ text: String, _ field: String) throws(Rejection) {
    try PlanLimits.check(text: text, field: field)
    guard comparable(text).isEmpty else { return }
    throw Rejection(
      .missingArgument, "\(field) is empty.", details: [.init("argument", .text(field))])
  }

  private static func check(_ texts: [String], _ field: String) throws(Rejection) {
    try PlanLimits.check(texts.count, limit: PlanLimits.entries, field: field)
    for text in texts { try PlanLimits.check(text: text, field: field) }
  }
}
