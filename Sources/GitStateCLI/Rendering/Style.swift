/// How text is shown: whether in colour, with which marks, and how wide.
struct Style: Sendable, Hashable {
  var isColored = false
  var isUnicode = true
  /// Columns.
  var width = 100

  /// What a piece of text is painted with.
  enum Paint: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  func paint(_ text: String, _ paints: Paint...) -> String {
    guard isColored, !text.isEmpty, !paints.isEmpty else { return text }
    return "\u{1b}[\(paints.map(\.rawValue).joined(separator: ";"))m\(text)\u{1b}[0m"
  }

  /// Between facts of one line.
  var dot: String { isUnicode ? " · " : " - " }
  var arrow: String { isUnicode ? "→" : "->" }
  var ellipsis: String { isUnicode ? "…" : "..." }

  /// How far something is, in `width` columns.
  func bar(_ done: Int, of total: Int, width: Int = 24) -> String {
    let share = total > 0 ? min(max(done, 0), total) * width / total : 0
    // What has begun shows, and only what is whole is full.
    let filled = done > 0 ? max(share, 1) : 0
    let full = String(repeating: isUnicode ? "█" : "#", count: filled)
    let rest = String(repeating: isUnicode ? "░" : "-", count: width - filled)
    return paint(full, .green) + paint(rest, .dim)
  }
}
