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
    // The word that is being read, where it begins as one that means something.
    var word: [UInt8] = []
    var isInside = false
    func end() {
      isInside = false
      guard let first = word.first else { return }
      for known in Self.known[Int(first)] where known.bytes == word {
        switch known.meaning {
        case .kind(let kind): found = min(found, kind)
        case .type: isType = true
        case .error: isError = true
        }
      }
      word.removeAll(keepingCapacity: true)
    }
    for text in [task.title, task.description] {
      for byte in (text ?? "").utf8 {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
        if isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 {
          let letter = (65...90).contains(byte) ? byte + 32 : byte
          if isInside ? !word.isEmpty : !Self.known[Int(letter)].isEmpty { word.append(letter) }
          isInside = true
        } else {
          end()
        }
      }
      end()
    }
    // "Fix type errors" names it in two words.
    if isType, isError { found = min(found, Self.typecheck) }
    kind = found < Kind.words.count ? Kind.words[found].kind : .other
  }

  private enum Meaning {
    /// The place of a kind in ``Kind/words``.
    case kind(Int)
    case type, error
  }

  /// The words that mean something, by their first byte: most words are told by that alone.
  private static let known: [[(bytes: [UInt8], meaning: Meaning)]] = {
    var known: [[(bytes: [UInt8], meaning: Meaning)]] = Array(repeating: [], count: 256)
    func add(_ word: String, _ meaning: Meaning) {
      let bytes = Array(word.utf8)
      known[Int(bytes[0])].append((bytes, meaning))
    }
    for (place, row) in Kind.words.enumerated() { for word in row.words { add(word, .kind(place)) } }
    add("type", .type)
    for word in ["error", "errors"] { add(word, .error) }
    return known
  }()
  private static let typecheck = Kind.words.firstIndex { $0.kind == .typecheck }!
}
