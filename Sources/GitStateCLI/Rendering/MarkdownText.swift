/// A stored text as it may stand in a line of Markdown: what steers is escaped as on a terminal, and what Markdown or
/// a browser would take for its own stands as a character.
func markdown(_ text: some StringProtocol) -> String {
  var shown = ""
  let plain = plain(text)
  for (index, scalar) in plain.unicodeScalars.enumerated() {
    switch scalar {
    case "<": shown += "&lt;"
    case ">": shown += "&gt;"
    case "&": shown += "&amp;"
    case "\\", "`", "*", "_", "[", "]", "|", "~": shown += "\\" + String(scalar)
    // At the beginning of a line they would make a heading or a list of it.
    case "#", "-", "+", "=": shown += index == 0 ? "\\" + String(scalar) : String(scalar)
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// The lines of a stored text as a quotation.
func markdownQuote(_ text: String) -> [String] {
  plainLines(text).map { $0.isEmpty ? ">" : "> " + markdown($0) }
}
