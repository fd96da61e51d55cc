/// One thing on a page: a heading, a line of facts, labelled values, and longer texts.
struct Sheet {
  let heading: String
  /// What stands beside the heading, painted.
  var note: (text: String, paint: Style.Paint)?
  var facts: [String] = []
  /// Labels with their values; one without a value is left out.
  var fields: [(label: String, value: String)] = []
  /// Texts of several lines, each below its label.
  var texts: [(label: String, text: String)] = []
  var warnings: [String] = []

  func render(_ style: Style) -> String {
    var lines: [String] = []
    let head = style.wrap(plain(heading), to: style.width)
    lines += head.map { style.paint($0, .bold) }
    if let note { lines += style.wrap(plain(note.text), to: style.width).map { style.paint($0, note.paint) } }
    let shown = facts.filter { !$0.isEmpty }
    if !shown.isEmpty {
      lines.append(style.paint(shown.map { plain($0) }.joined(separator: style.dot), .dim))
    }
    let given = fields.filter { !$0.value.isEmpty }
    if !given.isEmpty {
      lines.append("")
      let width = given.map(\.label.count).max() ?? 0
      for field in given {
        for (index, line) in style.wrap(plain(field.value), to: style.width - width - 2).enumerated() {
          let label = style.pad(index == 0 ? field.label : "", to: width)
          lines.append("\(style.paint(label, .dim))  \(line)")
        }
      }
    }
    for text in texts where !text.text.isEmpty {
      lines += ["", style.paint(text.label, .bold)]
      lines += style.paragraph(text.text, to: style.width - 2).map { $0.isEmpty ? "" : "  " + $0 }
    }
    lines += WarningLines.render(warnings, style)
    return lines.joined(separator: "\n") + "\n"
  }
}
