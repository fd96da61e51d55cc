/// How much of a machine's attention a task takes, and how it may be split: known by its words.
package struct TaskWeight: Hashable, Sendable {
  /// A kind of task, as the batching table has it.
  package enum Kind: String, CaseIterable, Sendable {
    case lint, typecheck, refactor, verify, test, other

    /// Whether it is small work of which many run beside each other.
    package var isLight: Bool {
      switch self {
      case .lint, .typecheck, .test: true
      case .refactor, .verify, .other: false
      }
    }

    /// How it is split where nobody says otherwise; `none` for what only runs beside others.
    package var split: SplitStrategy {
      switch self {
      case .lint: .byDirectory
      case .typecheck, .test: .byFile
      case .refactor: .byModule
      case .verify, .other: .none
      }
    }

    /// How many of it run at once, whatever the plan allows.
    package var mostAtOnce: Int {
      switch self {
      case .lint, .typecheck, .test: TaskWeight.lightAtOnce
      case .refactor, .verify, .other: TaskWeight.heavyAtOnce
      }
    }

    /// The words that name it, in the order in which kinds are tried.
    static let words: [(kind: Kind, words: [String])] = [
      (.lint, ["lint", "linting", "format", "formatting", "prettier", "eslint"]),
      (.typecheck, ["typecheck", "typechecking", "typescript"]),
      (.refactor, ["refactor", "refactoring", "extract", "inline"]),
      (.verify, ["verify", "verification"]),
      (.test, ["test", "tests", "testing", "spec", "specs", "__tests__"]),
    ]
  }

  /// How many light tasks run at once.
  static let lightAtOnce = 8
  /// How many tasks of one heavy kind run at once, where the plan does not name more workers.
  static let heavyAtOnce = 4

  package let kind: Kind

  /// The weight of a task, by its title and description.
  package init(of task: TaskDefinition) {
    var words: Set<String> = []
    for text in [task.title ?? "", task.description.prefix(while: { !$0.isNewline }).description] {
      for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }) {
        words.insert(word.lowercased())
      }
    }
    // "Fix type errors" names it in two words.
    if words.contains("type"), words.contains("error") || words.contains("errors") {
      words.insert("typecheck")
    }
    kind = Kind.words.first { !words.isDisjoint(with: $0.words) }?.kind ?? .other
  }
}
