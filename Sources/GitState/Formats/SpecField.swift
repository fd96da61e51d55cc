import StateMachine

/// What a field or a heading inside a phase is about.
enum SpecField: CaseIterable, Sendable {
  case tasks, modules, testCommand, successCriteria, gotchas, dependsOn
  /// Known, and nothing that a run keeps.
  case passed

  /// The words by which it is called, as they are compared.
  private var words: [String] {
    switch self {
    case .tasks: ["tasks", "task"]
    case .modules: ["modules", "module"]
    case .testCommand:
      [
        "test command", "test commands", "test", "tests", "validation command", "validation commands",
        "validation",
      ]
    case .successCriteria: ["success criteria", "success criterion", "acceptance criteria", "done when"]
    case .gotchas: ["gotchas", "gotcha", "known gotchas"]
    case .dependsOn: ["depends on", "dependencies", "dependency", "depends"]
    case .passed:
      [
        "time", "estimated time", "duration", "effort", "parallelizable", "working mode", "goal", "objective",
        "note", "notes", "description", "status",
      ]
    }
  }

  /// The field that a label names; nil for one of no field.
  init?(_ label: String) {
    let key = SpecField.key(label)
    guard let found = SpecField.allCases.first(where: { $0.words.contains(key) }) else { return nil }
    self = found
  }

  /// Whether it is a list: items below its label are its own.
  var isList: Bool { self != .testCommand && self != .passed }

  /// The known label that a mistyped one probably meant; nil where it is like none.
  static func near(_ label: String) -> String? {
    nearest(to: key(label), among: allCases.filter { $0 != .passed }.flatMap(\.words), limit: 1).first
  }

  private static func key(_ label: String) -> String {
    comparable(String(label.map { $0 == "_" || $0 == "-" ? " " : $0 }))
  }
}
