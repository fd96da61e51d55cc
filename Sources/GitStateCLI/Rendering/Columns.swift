/// Text as wide as a terminal shows it: most characters take one column, those of East Asia and pictures two.
extension Style {
  /// How many columns a plain text takes.
  static func columns(of text: some StringProtocol) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// How many columns a character takes.
  static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII, character.unicodeScalars.count == 1 { return 1 }
    // A picture asked for as one, or a flag made of two letters.
    if character.unicodeScalars.dropFirst().contains(where: { $0.value == 0xfe0f || isFlag($0) }) { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return isWide(first) ? 2 : 1
    }
  }

  private static func isFlag(_ scalar: Unicode.Scalar) -> Bool { (0x1f1e6...0x1f1ff).contains(scalar.value) }

  /// Wide and full-width by Unicode's table of East Asian widths, in whole blocks.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
      0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x17000...0x18cff,
      0x1b000...0x1b2ff, 0x20000...0x3fffd:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }

  /// At most `width` columns of a plain text, as a terminal shows it.
  func clipped(_ text: String, to width: Int) -> String {
    guard Style.columns(of: text) > width else { return text }
    guard width > ellipsis.count else { return String(repeating: ".", count: max(width, 0)) }
    var kept = ""
    var used = ellipsis.count
    for character in text {
      used += Style.columns(of: character)
      if used > width { break }
      kept.append(character)
    }
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept + ellipsis
  }

  /// Spaces that fill a text of so many columns up to a width.
  func fill(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - Style.columns(of: text)))
  }

  /// A plain text in lines of at most `width` columns, broken between words, and within a word that is longer than a line.
  func folded(_ text: String, to width: Int, limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let joined = line.isEmpty ? String(word) : line + " " + word
      if Style.columns(of: joined) <= width {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = String(word)
    }
    if !line.isEmpty { lines.append(line) }
    guard limit > 0, lines.count > limit else { return lines.map { clipped($0, to: width) } }
    let rest = lines[(limit - 1)...].joined(separator: " ")
    return (lines.prefix(limit - 1) + [rest]).map { clipped($0, to: width) }
  }
}
