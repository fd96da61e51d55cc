/// Text in columns. A column holds one character; wide characters are not looked at.
extension Style {
  /// At most `width` columns of a text.
  func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    guard width > ellipsis.count else { return String(text.prefix(max(width, 0))) }
    var kept = text.prefix(width - ellipsis.count)
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept + ellipsis
  }

  /// A text with spaces behind it.
  func pad(_ text: String, to width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
  }

  /// The lines of a text broken between words; a word that is longer than a line stands alone and is not broken,
  /// so that paths and ids can be copied.
  func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= max(width, 1) {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// A stored text as lines of at most `width` columns, its own line breaks kept.
  ///
  /// - Parameter limit: how many lines; what is left out is counted in a last one.
  func paragraph(_ text: String, to width: Int, limit: Int = .max) -> [String] {
    let lines = plainLines(text).flatMap { line in
      // Its own indentation says something: lists and code stay as they are where they fit.
      line.count <= width ? [line] : wrap(line, to: width)
    }
    // A word that fills a screen is no more to be read than so many lines.
    func short(_ line: String) -> String { limit == .max ? line : clipped(line, to: 4 * width) }
    guard lines.count > limit else { return lines.map(short) }
    return lines.map(short).prefix(limit - 1) + ["\(ellipsis) \(lines.count - limit + 1) more lines"]
  }
}

/// Rows of cells in columns, two spaces between.
struct Table {
  var header: [String] = []
  var rows: [[String]] = []

  /// The last column is cut where a line would be too long; the others are never.
  func render(_ style: Style, indent: String = "") -> String {
    let all = (header.isEmpty ? [] : [header]) + rows
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var lines: [String] = []
    for (index, row) in all.enumerated() {
      var line = indent
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1
        if isLast {
          line += style.cut(cell, to: max(style.width - line.count, 12))
        } else {
          line += style.pad(cell, to: widths[column]) + "  "
        }
      }
      while line.last == " " { line.removeLast() }
      lines.append(index == 0 && !header.isEmpty ? style.paint(line, .dim) : line)
    }
    return lines.joined(separator: "\n")
  }
}
