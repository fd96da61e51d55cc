/// Columns of cards beside each other; where a line has no room for all of them, the rest follow below.
struct ColumnBands {
  /// One line of a card: a text that is cut to the column, painted.
  struct Line {
    /// Before the text, of a width that the text gives way to: a mark and an id.
    var head = ""
    /// How many columns the head takes.
    var headWidth = 0
    var text: String
    var paint: Style.Paint?
    /// In how many lines the text may stand.
    var folds = 1
  }

  struct Column {
    let name: String
    /// Behind the name, dim: how many there are.
    var note = ""
    var cards: [[Line]]
    /// Cards that are not shown.
    var left = 0
  }

  let columns: [Column]
  /// No column is narrower.
  var narrowest = 24
  /// No column is wider.
  var widest = 46
  /// Whether a line is left free between cards.
  var isAiry = false

  func render(_ style: Style) -> [String] {
    guard !columns.isEmpty else { return [] }
    let most = max(1, (style.width + 2) / (narrowest + 2))
    let bands = (columns.count + most - 1) / most
    // As many in each band, so that none is left alone in the last one.
    let each = (columns.count + bands - 1) / bands
    let width = min(widest, (style.width - 2 * (each - 1)) / each)
    var lines: [String] = []
    var start = 0
    while start < columns.count {
      let band = columns[start..<min(start + each, columns.count)]
      if start > 0 { lines.append("") }
      lines += rows(Array(band), width, style)
      start += each
    }
    return lines
  }

  private func rows(_ band: [Column], _ width: Int, _ style: Style) -> [String] {
    let cells = band.map { column -> [(text: String, width: Int)] in
      let name = style.clipped(column.name, to: width)
      let note =
        column.note.isEmpty ? "" : style.clipped(" " + column.note, to: width - Style.columns(of: name))
      let rule = String(repeating: style.isUnicode ? "─" : "-", count: width)
      var cells = [
        (
          style.paint(name, .bold) + style.paint(note, .dim),
          Style.columns(of: name) + Style.columns(of: note)
        ),
        (style.paint(rule, .dim), width),
      ]
      for (index, card) in column.cards.enumerated() {
        if isAiry, index > 0 { cells.append(("", 0)) }
        for line in card {
          let texts = style.folded(line.text, to: max(width - line.headWidth, 1), limit: line.folds)
          for (index, text) in (texts.isEmpty ? [""] : texts).enumerated() {
            let head = index == 0 ? line.head : String(repeating: " ", count: line.headWidth)
            cells.append(
              (
                head + (line.paint.map { style.paint(text, $0) } ?? text),
                line.headWidth + Style.columns(of: text)
              ))
          }
        }
      }
      if column.left > 0 {
        let more = style.clipped("and \(column.left) more", to: width)
        cells.append((style.paint(more, .dim), more.count))
      }
      return cells
    }
    return (0..<(cells.map(\.count).max() ?? 0)).map { row in
      var line = ""
      var behind = 0
      for column in cells {
        guard row < column.count, column[row].width > 0 else {
          behind += width + 2
          continue
        }
        line += String(repeating: " ", count: behind) + column[row].text
        behind = width + 2 - column[row].width
      }
      return line
    }
  }
}
