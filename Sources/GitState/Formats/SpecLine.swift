import StateMachine

/// A line of Markdown, as far as a specification needs it told apart.
enum SpecLine {
  case blank
  case heading(level: Int, text: String)
  /// `- x`, `1. x`, `- [ ] x`; without what marks it.
  case item(indent: Int, text: String)
  /// `Modules: a, b`, `**Modules:** a, b`.
  case field(indent: Int, label: String, value: String, whole: String)
  case text(indent: Int, String)
  /// A line inside a fence of code.
  case code(String)
  /// A fence itself, a comment, a quotation.
  case passed
}

/// Cuts a specification into lines, and knows which of them are code or comments.
struct SpecLines {
  /// The character and the length of the fence that is open.
  private var fence: (mark: Character, count: Int, line: Int)?
  private var isComment = false
  private(set) var number = 0

  /// Where a fence was opened that nothing has closed.
  var openFence: Int? { fence?.line }

  /// Takes the next line, without what ends it.
  mutating func next(_ line: Substring) -> SpecLine {
    number += 1
    let indent = SpecLines.indent(of: line)
    let text = SpecLines.trimmed(line)
    if let fence {
      let run = text.prefix { $0 == fence.mark }.count
      if run >= fence.count, run == text.count { self.fence = nil } else { return .code(String(line)) }
      return .passed
    }
    if isComment {
      isComment = !text.contains("-->")
      return .passed
    }
    if text.isEmpty { return .blank }
    if text.hasPrefix("<!--") {
      isComment = !text.contains("-->")
      return .passed
    }
    if let mark = text.first, mark == "`" || mark == "~" {
      let run = text.prefix { $0 == mark }.count
      // A line of code in back ticks is no fence.
      if run >= 3, mark == "~" || !text.dropFirst(run).contains("`") {
        fence = (mark, run, number)
        return .passed
      }
    }
    if text.hasPrefix(">") { return .passed }
    if text.utf8.count >= 3, let mark = text.first, "-*_".contains(mark),
      text.allSatisfy({ $0 == mark || $0 == " " })
    {
      return .blank
    }
    if indent < 4, let (level, heading) = SpecLines.heading(text) {
      return .heading(level: level, text: heading)
    }
    if let item = SpecLines.item(text) { return .item(indent: indent, text: item) }
    if let (label, value) = SpecLines.field(text) {
      return .field(indent: indent, label: label, value: value, whole: String(text))
    }
    return .text(indent: indent, String(text))
  }

  /// How far a line is indented; a tab leads to the next multiple of four.
  private static func indent(of line: Substring) -> Int {
    var width = 0
    for byte in line.utf8 {
      if byte == 32 { width += 1 } else if byte == 9 { width += 4 - width % 4 } else { break }
    }
    return width
  }

  /// Without blanks at its ends.
  static func trimmed(_ text: Substring) -> Substring {
    var kept = text
    while let first = kept.unicodeScalars.first, first.properties.isWhitespace {
      kept = Substring(kept.unicodeScalars.dropFirst())
    }
    while let last = kept.unicodeScalars.last, last.properties.isWhitespace {
      kept = Substring(kept.unicodeScalars.dropLast())
    }
    return kept
  }

  private static func heading(_ text: Substring) -> (Int, String)? {
    let level = text.prefix { $0 == "#" }.count
    let rest = text.dropFirst(level)
    guard (1...6).contains(level), rest.first == " " || rest.first == "\t" else { return nil }
    var title = trimmed(rest)
    let marks = title.reversed().prefix { $0 == "#" }.count
    if marks > 0, title.dropLast(marks).last.map({ $0 == " " }) ?? true {
      title = trimmed(title.dropLast(marks))
    }
    return (level, String(plain(title)))
  }

  /// The text of a list item, without its mark and its checkbox.
  private static func item(_ text: Substring) -> String? {
    var rest = text
    if let first = text.first, first == "-" || first == "*" || first == "+" {
      rest = text.dropFirst()
    } else {
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      guard (1...9).contains(digits.count), let mark = text.dropFirst(digits.count).first,
        mark == "." || mark == ")"
      else { return nil }
      rest = text.dropFirst(digits.count + 1)
    }
    guard let blank = rest.first, blank == " " || blank == "\t" else { return nil }
    rest = trimmed(rest)
    for box in ["[ ]", "[x]", "[X]"] where rest.hasPrefix(box) {
      return String(trimmed(rest.dropFirst(3)))
    }
    return String(rest)
  }

  /// `Label: value`, with or without stars around the label; a label has at most 40 characters and no sentence's marks.
  static func field(_ text: Substring) -> (label: String, value: String)? {
    let isBold = text.hasPrefix("**")
    let body = isBold ? text.dropFirst(2) : text
    guard let colon = body.firstIndex(of: ":") else { return nil }
    var label = body[..<colon]
    var value = body[body.index(after: colon)...]
    if isBold {
      if label.hasSuffix("**") {
        label = label.dropLast(2)
      } else if value.hasPrefix("**") {
        value = value.dropFirst(2)
      } else {
        return nil
      }
    }
    label = trimmed(label)
    guard let first = label.first, first.isLetter, label.utf8.count <= 40,
      label.allSatisfy({ $0.isLetter || $0.isNumber || " -_/()&".contains($0) }),
      value.isEmpty || value.first == " " || value.first == "\t"
    else { return nil }
    return (String(label), String(trimmed(value)))
  }

  /// Without stars or back ticks around the whole.
  static func plain(_ text: Substring) -> Substring {
    var kept = trimmed(text)
    for mark in ["**", "``", "`"]
    where kept.count > 2 * mark.count && kept.hasPrefix(mark) && kept.hasSuffix(mark)
      && !kept.dropFirst(mark.count).dropLast(mark.count).contains(mark)
    {
      kept = trimmed(kept.dropFirst(mark.count).dropLast(mark.count))
    }
    return kept
  }
}
