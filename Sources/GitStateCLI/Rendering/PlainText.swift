/// Stored text as it may stand on a terminal or in a pipe: in one line, with nothing in it that steers.
///
/// Control characters, format characters (bidi, zero width, byte order mark) and line separators are escaped as
/// `\u{1b}`; a line break is `\n`. The text was written by other agents, and a log or a terminal takes such characters
/// for orders.
func plain(_ text: some StringProtocol) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": shown += "\\n"
    case "\t": shown += "\\t"
    case "\r": shown += "\\r"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
  }
  return shown
}

/// The lines of a stored text, each plain, without empty ones at the ends.
func plainLines(_ text: String) -> [String] {
  var lines: [[Unicode.Scalar]] = [[]]
  for scalar in text.unicodeScalars {
    if scalar == "\n" { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
  }
  var shown = lines.map { line -> String in
    var view = String.UnicodeScalarView()
    view.append(contentsOf: line.last == "\r" ? line.dropLast() : line[...])
    return plain(String(view))
  }
  while let first = shown.first, first.allSatisfy(\.isWhitespace) { shown.removeFirst() }
  while let last = shown.last, last.allSatisfy(\.isWhitespace) { shown.removeLast() }
  return shown
}
