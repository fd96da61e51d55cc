import Files

extension Style {
  /// What suits standard output.
  static var output: Style { suiting(.output) }
  /// What suits standard error.
  static var errors: Style { suiting(.errors) }

  /// The style that suits what a stream leads to.
  ///
  /// Colour only on a terminal, and not where `NO_COLOR` is set or `TERM` is `dumb`; marks beyond ASCII only in a UTF-8
  /// locale; as wide as the terminal, or `COLUMNS`, and 100 columns in a pipe.
  static func suiting(_ stream: StandardStream) -> Style {
    var style = Style()
    let term = Environment.value("TERM") ?? ""
    let refusesColor = !(Environment.value("NO_COLOR") ?? "").isEmpty || term == "dumb" || term.isEmpty
    style.isColored = stream.isTerminal && !refusesColor
    style.isUnicode = speaksUnicode(Environment.value)
    let columns = Environment.value("COLUMNS").flatMap { Int($0) } ?? stream.columns ?? 100
    style.width = min(max(columns, 40), 160)
    return style
  }

  /// Whether the locale's encoding is UTF-8, by the variables in the order in which they count.
  static func speaksUnicode(_ value: (String) -> String?) -> Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let locale = value(name), !locale.isEmpty else { continue }
      let letters = locale.lowercased().filter { $0.isLetter || $0.isNumber }
      return letters.contains("utf8")
    }
    return false
  }
}
