/// Why something was refused: a code, a sentence, the facts beside it, and the next call to make.
///
/// It is the one error that reaches a caller; the edge (a tool, a command) only gives it its form.
package struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
  /// A fact that stands beside the sentence, under a name of its own.
  package indirect enum Detail: Sendable, Hashable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Detail])
    case record([Field])

    package static func texts(_ texts: some Sequence<String>) -> Detail { .list(texts.map { .text($0) }) }
  }

  /// One named fact.
  package struct Field: Sendable, Hashable {
    package let name: String
    package let value: Detail

    package init(_ name: String, _ value: Detail) {
      self.name = name
      self.value = value
    }
  }

  /// The call that mends it.
  package struct Next: Sendable, Hashable {
    package let tool: String
    package let arguments: [Field]

    package init(_ tool: String, _ arguments: [Field] = []) {
      self.tool = tool
      self.arguments = arguments
    }
  }

  package let code: ErrorCode
  package var sentence: String
  package var details: [Field]
  package var next: Next?
  /// What a person should do, where no tool can do it: one line.
  package var remedy: String?

  package init(
    _ code: ErrorCode, _ sentence: String, details: [Field] = [], next: Next? = nil, remedy: String? = nil
  ) {
    self.code = code
    self.sentence = sentence
    self.details = details
    self.next = next
    self.remedy = remedy
  }

  package var description: String { sentence }
}

/// A caller's text as it may stand in a sentence of ours: escaped, at most 80 characters.
package func quoted(_ text: some StringProtocol) -> String {
  var shown = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == 80 {
      shown += "…"
      break
    }
    count += 1
    switch scalar {
    case "\n": shown += "\\n"
    case "\"": shown += "\\\""
    case "\\": shown += "\\\\"
    default:
      let hidden =
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        || (0x200b...0x200f).contains(scalar.value)
        || (0x2028...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        || scalar.value == 0xfeff
      shown += hidden ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
  }
  return "\"\(shown)\""
}

/// `a`, `a and b`, `a, b and c`; cut after `limit` with a count of the rest.
///
/// - Parameter word: `or` where one of them is meant.
package func spoken(_ items: [String], limit: Int = 8, word: String = "and") -> String {
  let shown = items.prefix(limit)
  let rest = items.count - shown.count
  if rest > 0 { return shown.joined(separator: ", ") + " and \(rest) more" }
  guard items.count > 1, let last = items.last else { return items.first ?? "none" }
  return items.dropLast().joined(separator: ", ") + " \(word) " + last
}

/// Words of others as a sentence: with a full stop, where they end without one.
func sentence(_ words: String) -> String {
  guard let last = words.last, !".!?…".contains(last) else { return words }
  return words + "."
}

/// `1 task`, `2 tasks`.
package func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
