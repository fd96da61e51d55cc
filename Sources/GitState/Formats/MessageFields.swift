/// The `Field: value` lines of a section, for the fields that are known there.
///
/// A field ends where the next known one begins, so a description with several lines, or one that mentions
/// `provides:`, stays whole. An empty field is empty: it never takes the next line's value.
struct MessageFields {
  private var values: [String: [Substring]] = [:]

  /// - Parameters:
  ///   - known: the names of the fields, in any case, in the order in which they are written.
  ///   - prose: the field that holds people's text. A line of that text may look like a field: of the names up to it the
  ///     first line counts, of those behind it the last.
  init(_ lines: [Substring], known: [String], prose: String? = nil) {
    let names = Dictionary(uniqueKeysWithValues: known.map { ($0.lowercased(), $0) })
    let behind = Set(prose.flatMap { known.firstIndex(of: $0) }.map { known[($0 + 1)...] } ?? [])
    var starts: [String: Int] = [:]
    for (index, line) in lines.enumerated() {
      guard !line.hasPrefix(" "), let colon = line.firstIndex(of: ":"),
        let name = names[String(line[..<colon]).lowercased()], starts[name] == nil || behind.contains(name)
      else { continue }
      starts[name] = index
    }
    let fields = Dictionary(uniqueKeysWithValues: starts.map { ($0.value, $0.key) })
    var current: String?
    for (index, line) in lines.enumerated() {
      if let name = fields[index], let colon = line.firstIndex(of: ":") {
        values[name] = [line[line.index(after: colon)...].drop(while: \.isWhitespace)]
        current = name
      } else if let current {
        values[current]?.append(line)
      }
    }
  }

  /// A field's text, its further lines without our indent; nil where it is missing or empty.
  func text(_ name: String) -> String? {
    guard let lines = values[name] else { return nil }
    var rest = lines.dropFirst()[...]
    while let last = rest.last, last.allSatisfy(\.isWhitespace) { rest = rest.dropLast() }
    let indented = rest.allSatisfy { $0.isEmpty || $0.hasPrefix("  ") }
    let text = ([lines[0]] + rest.map { indented ? $0.dropFirst(2) : $0 }).joined(separator: "\n")
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// A field's list: `[a, 'b']` behind the name, or bullets below it.
  func list(_ name: String) -> [String] {
    guard let lines = values[name], let head = lines.first else { return [] }
    let inline = MessageFields.trimmed(head)
    if inline.hasPrefix("["), inline.hasSuffix("]") {
      return inline.dropFirst().dropLast().split(separator: ",").map { item in
        let text = MessageFields.trimmed(item)
        guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote
        else {
          return text
        }
        return String(text.dropFirst().dropLast())
      }.filter { !$0.isEmpty }
    }
    var items = inline.isEmpty ? [] : [inline]
    for line in lines.dropFirst() {
      let bullet = line.drop(while: \.isWhitespace)
      if bullet.hasPrefix("- ") || bullet.hasPrefix("* ") {
        items.append(MessageFields.trimmed(bullet.dropFirst(2)))
      } else if bullet.isEmpty {
        continue
      } else if line.hasPrefix("  "), !items.isEmpty {
        items[items.count - 1] += "\n" + MessageFields.trimmed(line)
      }
    }
    return items.filter { !$0.isEmpty }
  }

  static func trimmed(_ text: Substring) -> String {
    var kept = text.drop(while: \.isWhitespace)
    while let last = kept.last, last.isWhitespace { kept = kept.dropLast() }
    return String(kept)
  }
}
