import StateMachine

/// The lines of what a person is shown who is asked for a decision.
///
/// Text of agents stands in lines of its own, indented; what would steer a terminal is escaped.
enum DecisionText {
  /// The lines that there is room for, and below them the note, whole.
  ///
  /// - Parameter more: where the rest is to be seen, where lines are left out.
  static func cut(_ lines: [String], _ note: [String], limit: Int, more: String) -> String {
    let room = limit - note.reduce(0) { $0 + $1.utf8.count + 1 }
    var used = 0
    var kept: [String] = []
    for (index, line) in lines.enumerated() {
      used += line.utf8.count + 1
      if used > room {
        kept.append("… and \(counted(lines.count - index, "more line")): \(more)")
        break
      }
      kept.append(line)
    }
    return (kept + note).joined(separator: "\n")
  }

  /// What the agent that asks says: clearly its own words, and not so many that they hide what is decided.
  static func note(_ request: DecisionRequest?) -> [String] {
    guard let note = request?.note, !comparable(note).isEmpty else { return [] }
    let lines = indented(note, by: "  | ")
    return ["", "The agent that asks says, in its own words:"]
      + lines.prefix(20).map { $0.count > 200 ? $0.prefix(200) + "…" : $0 }
      + (lines.count > 20 ? ["  | … and \(counted(lines.count - 20, "more line"))"] : [])
  }

  /// A text under its name; nothing where it says nothing.
  static func field(_ label: String, _ text: String?, below indent: String = "  ") -> [String] {
    guard let text, !comparable(text).isEmpty else { return [] }
    let lines = indented(text, by: indent + "  ")
    guard lines.count == 1, let line = lines.first else { return ["\(indent)\(label):"] + lines }
    return ["\(indent)\(label): \(line.drop { $0 == " " })"]
  }

  static func indented(_ text: String, by indent: String) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.map { indent + legible($0) }
  }
}

/// Stored text as it may stand in a line for a person: what would steer a terminal is escaped.
func legible(_ text: some StringProtocol) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      shown += scalar == "\t" ? "  " : "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}
