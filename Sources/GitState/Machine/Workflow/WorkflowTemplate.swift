/// Text with places that stand in double braces, as in `Design {{request}}.`, and are filled with what is so named.
package enum WorkflowTemplate {
  /// The places that are filled: in what an agent is told, and in an evaluator's feedback.
  package static let places = [
    "request", "original_request", "feedback", "blockers", "action_items", "retryCount", "maxRetries",
    "summaries", "files",
  ]

  /// The text with its places filled; a place of another name stays as it is.
  static func filled(_ text: String, _ values: [String: String]) -> String {
    var filled = ""
    var rest = text[...]
    while let (before, name, after) = place(in: rest) {
      filled += before
      filled += values[name] ?? "{{\(name)}}"
      rest = after
    }
    return filled + rest
  }

  /// The names that stand in double braces and are no places.
  package static func unknown(in text: String) -> [String] {
    places(in: text).filter { !places.contains($0) }
  }

  /// The names of the places in a text, in their order, each once.
  static func places(in text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let (_, name, after) = place(in: rest) {
      if !names.contains(name) { names.append(name) }
      rest = after
    }
    return names
  }

  /// Whether the text has a place of one of these names.
  static func holds(_ names: Set<String>, in text: String) -> Bool {
    places(in: text).contains(where: names.contains)
  }

  private static func place(in text: Substring) -> (before: Substring, name: String, after: Substring)? {
    let bytes = text.utf8
    var index = bytes.startIndex
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
      let second = bytes.index(after: open)
      guard second < bytes.endIndex else { return nil }
      guard bytes[second] == UInt8(ascii: "{") else {
        index = second
        continue
      }
      let start = bytes.index(after: second)
      let name = bytes[start...].prefix {
        isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: " ")
      }
      let end = name.endIndex
      guard end < bytes.endIndex, bytes[end] == UInt8(ascii: "}"), bytes.index(after: end) < bytes.endIndex,
        bytes[bytes.index(after: end)] == UInt8(ascii: "}")
      else {
        index = second
        continue
      }
      let after = bytes.index(end, offsetBy: 2)
      return (text[..<open], String(Substring(name).filter { $0 != " " }), text[after...])
    }
    return nil
  }
}
