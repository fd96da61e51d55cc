/// How much room a text takes in a picture, as far as that can be told for a font that is not known.
enum PixelText {
  /// About how long a text is in pixels; on the long side.
  static func length(of text: some StringProtocol, size: Int) -> Int {
    var hundredths = 0
    for character in text {
      switch character {
      case "i", "j", "l", "I", "'", ".", ",", ":", ";", "|", "!": hundredths += 33
      case " ", "f", "r", "t", "(", ")", "[", "]", "-", "/": hundredths += 41
      case "m", "w", "M", "W", "@", "%", "…": hundredths += 100
      case "A"..."Z": hundredths += 72
      default: hundredths += character.isASCII ? 64 : Style.columns(of: character) > 1 ? 110 : 75
      }
    }
    return hundredths * size / 100
  }

  /// The text, cut where it would be longer than so many pixels.
  static func cut(_ text: String, to width: Int, size: Int) -> String {
    let text = plain(text)
    return length(of: text, size: size) <= width ? text : shortened(text, to: width, size: size)
  }

  /// Cut, with the mark that says so.
  private static func shortened(_ text: String, to width: Int, size: Int) -> String {
    var kept = ""
    var used = length(of: "…", size: size)
    for character in text {
      used += length(of: String(character), size: size)
      if used > width { break }
      kept.append(character)
    }
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept + "…"
  }

  /// The text in lines of so many pixels, broken between words where it has some; the last one is cut.
  static func lines(_ text: String, to width: Int, size: Int, limit: Int) -> [String] {
    var rest = Substring(plain(text))
    var lines: [String] = []
    while !rest.isEmpty, lines.count < limit - 1 {
      if length(of: rest, size: size) <= width { break }
      var used = 0
      var end = rest.startIndex
      var space: Substring.Index?
      while end < rest.endIndex {
        used += length(of: String(rest[end]), size: size)
        if used > width { break }
        if rest[end] == " " { space = end }
        end = rest.index(after: end)
      }
      // A word as long as a line is broken, and so are scripts without spaces.
      let stop = space.flatMap { $0 > rest.startIndex ? $0 : nil } ?? end
      lines.append(String(rest[..<stop]))
      rest = rest[stop...].drop { $0 == " " }
    }
    if !rest.isEmpty || lines.isEmpty { lines.append(cut(String(rest), to: width, size: size)) }
    return lines
  }
}
