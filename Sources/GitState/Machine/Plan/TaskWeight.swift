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

  /// The weight of a task, by its title and the first line of its description.
  package init(of task: TaskDefinition) {
    var found = Kind.words.count
    var isType = false
    var isError = false
    func take(_ word: [UInt8]) {
      guard let first = word.first, word.count <= Self.longest, Self.firsts[Int(first)] else { return }
      let word = String(decoding: word, as: UTF8.self)
      if let kind = Self.kinds[word] { found = min(found, kind) }
      isType = isType || word == "type"
      isError = isError || word == "error" || word == "errors"
    }
    for text in [task.title, task.description] {
      var word: [UInt8] = []
      for byte in (text ?? "").utf8 {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
        if isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 {
          word.append((65...90).contains(byte) ? byte + 32 : byte)
        } else {
          take(word)
          word.removeAll(keepingCapacity: true)
        }
      }
      take(word)
    }
    // "Fix type errors" names it in two words.
    if isType, isError, let typecheck = Self.kinds["typecheck"] { found = min(found, typecheck) }
    kind = found < Kind.words.count ? Kind.words[found].kind : .other
  }

  /// Where each word's kind stands among ``Kind/words``.
  private static let kinds: [String: Int] = {
    var kinds: [String: Int] = [:]
    for (place, row) in Kind.words.enumerated() { for word in row.words { kinds[word] = place } }
    return kinds
  }()
  private static let longest = kinds.keys.map(\.utf8.count).max() ?? 0
  /// Of each byte, whether one of the words begins with it: most words are told by that alone.
  private static let firsts: [Bool] = {
    var firsts = Array(repeating: false, count: 256)
    for word in kinds.keys + ["type", "error"] {
      if let first = word.utf8.first { firsts[Int(first)] = true }
    }
    return firsts
  }()
}
