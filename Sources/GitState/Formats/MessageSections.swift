/// A commit message cut into its `## ` sections, as the original and its workers write them.
///
/// Only a line that begins with exactly two `#` begins a section; `###` stays inside it. The original split at both, and
/// so lost every sub-heading.
struct MessageSections {
  /// The first line.
  let title: String
  private let bodies: [(name: String, lines: [Substring])]

  init(_ message: String) {
    var title = ""
    var bodies: [(name: String, lines: [Substring])] = [("", [])]
    for (index, line) in MessageSections.lines(of: message).enumerated() {
      if index == 0 { title = String(line) }
      if line.hasPrefix("##"), !line.hasPrefix("###") {
        bodies.append((MessageSections.key(line.dropFirst(2)), []))
      } else {
        bodies[bodies.count - 1].lines.append(line)
      }
    }
    self.title = title
    self.bodies = bodies
  }

  /// Whether a message has a section of that name: told without cutting it.
  static func names(_ name: String, in message: String) -> Bool {
    let (bytes, mark, wanted) = (message.utf8, UInt8(ascii: "#"), key(Substring(name)))
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      let line = bytes[start..<end]
      if line.first == mark, line.starts(with: [mark, mark]), line.dropFirst(2).first != mark,
        key(Substring(line.dropFirst(2))) == wanted
      {
        return true
      }
      start = end < bytes.endIndex ? bytes.index(after: end) : end
    }
    return false
  }

  /// The lines of the first section of that name, whatever its case and spaces; nil where there is none.
  func lines(_ name: String) -> [Substring]? {
    bodies.first { $0.name == MessageSections.key(Substring(name)) }?.lines
  }

  /// A section as text, without empty lines at its ends.
  func text(_ names: String...) -> String? {
    for name in names {
      guard let lines = lines(name) else { continue }
      let text = MessageSections.joined(lines)
      if !text.isEmpty { return text }
    }
    return nil
  }

  /// The `### ` parts of some lines: what stands before the first under an empty name.
  static func parts(_ lines: [Substring]) -> [(name: String, lines: [Substring])] {
    var parts: [(name: String, lines: [Substring])] = [("", [])]
    for line in lines {
      if line.hasPrefix("###") {
        parts.append((String(line.drop(while: { $0 == "#" }).drop(while: { $0 == " " })), []))
      } else {
        parts[parts.count - 1].lines.append(line)
      }
    }
    return parts
  }

  /// Lines as one text, without empty ones at its ends and without an indent that all of them share by our own writing.
  static func joined(_ lines: [Substring]) -> String {
    var kept = lines[...]
    let blank: (Substring) -> Bool = { $0.allSatisfy(\.isWhitespace) }
    while let first = kept.first, blank(first) { kept = kept.dropFirst() }
    while let last = kept.last, blank(last) { kept = kept.dropLast() }
    let indented = kept.allSatisfy { blank($0) || $0.hasPrefix("  ") }
    return kept.map { indented ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n")
  }

  /// The lines of a message, without what ends them.
  ///
  /// By bytes: a message can be long, and Character boundaries are not asked for.
  private static func lines(of message: String) -> [Substring] {
    message.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)
    }
  }

  private static func key(_ text: Substring) -> String {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return String(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    return String(
      decoding: text.utf8.compactMap { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: nil
        }
      }, as: UTF8.self)
  }
}
