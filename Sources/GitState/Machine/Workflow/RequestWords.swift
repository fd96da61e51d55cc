/// A request, word by word, with what stands between the words.
struct RequestWords {
  struct Word {
    /// As it was written.
    let shown: Substring
    /// In small letters; empty for one that is too long to mean anything.
    let text: String
    /// Without its ending: `reviewing` and `reviews` are `review`.
    let stem: String
    /// What stands before it.
    let gap: Gap
    /// Whether an `@` stands before it.
    let isCalled: Bool
  }

  /// What stands between two words, the strongest of it.
  enum Gap: Int, Comparable {
    /// `-`, `_`, or a dot inside a name.
    case joined
    case space
    /// A comma, a colon, a bracket, the end of a line.
    case comma
    case sentence

    static func < (left: Gap, right: Gap) -> Bool { left.rawValue < right.rawValue }
  }

  /// A longer word is no word of ours.
  private static let longest = 64

  private(set) var words: [Word] = []

  init(_ text: String) {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var gap = Gap.sentence
    var isCalled = false
    var isBehindWord = false
    while index < scalars.endIndex {
      let scalar = scalars[index]
      guard Self.isLetter(scalar) else {
        let next = scalars.index(after: index)
        let isBeforeWord = next < scalars.endIndex && Self.isLetter(scalars[next])
        isCalled = scalar == "@" && !isBehindWord
        gap = max(gap, Self.gap(of: scalar, inside: isBehindWord && isBeforeWord))
        isBehindWord = false
        index = next
        continue
      }
      let start = index
      var letters = ""
      var count = 0
      while index < scalars.endIndex {
        let scalar = scalars[index]
        if Self.isLetter(scalar) {
          count += 1
          if count <= Self.longest { letters.unicodeScalars.append(scalar) }
        } else if !Self.isShortened(at: index, in: scalars, behind: letters) {
          break
        }
        index = scalars.index(after: index)
      }
      let word = count > Self.longest ? "" : letters.lowercased()
      words.append(
        Word(shown: text[start..<index], text: word, stem: Self.stem(word), gap: gap, isCalled: isCalled))
      gap = .joined
      isCalled = false
      isBehindWord = true
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isAlphanumeric(UInt8(scalar.value)) }
    if scalar.properties.isAlphabetic { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber: return true
    default: return false
    }
  }

  /// Whether it is the stroke of `don't`: there the word goes on.
  private static func isShortened(
    at index: String.Index, in scalars: String.UnicodeScalarView, behind letters: String
  ) -> Bool {
    guard scalars[index] == "'" || scalars[index] == "\u{2019}", letters.utf8.last.map({ $0 | 32 }) == 110
    else { return false }
    let next = scalars.index(after: index)
    guard next < scalars.endIndex, scalars[next] == "t" || scalars[next] == "T" else { return false }
    let after = scalars.index(after: next)
    return after == scalars.endIndex || !isLetter(scalars[after])
  }

  private static func gap(of scalar: Unicode.Scalar, inside: Bool) -> Gap {
    switch scalar {
    case "-", "_", "@": .joined
    case ".": inside ? .joined : .sentence
    case ",", ":", "(", ")", "[", "]", "{", "}", "/", "&", "+", "|", "\n", "\r", "\u{2013}", "\u{2014}",
      "\u{3001}", "\u{ff0c}":
      .comma
    case ";", "!", "?", "\u{3002}", "\u{ff01}", "\u{ff1f}": .sentence
    default: .space
    }
  }

  /// The words of a name or keyword.
  static func parts(of text: String) -> [Word] { RequestWords(text).words }

  private static let endings = [
    "ations", "ation", "ating", "ated", "ates", "ate", "ures", "ure", "ings", "ing", "ied", "ies", "ed", "es",
    "s",
  ]

  /// A word without its ending: enough to know the forms of one word again, and no more.
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 3 else { return word }
    var bytes = Substring(word)
    if bytes.hasSuffix("ysis") { bytes = bytes.dropLast(2) }
    for ending in endings where bytes.hasSuffix(ending) {
      let rest = bytes.dropLast(ending.count)
      guard rest.utf8.count >= 3 else { continue }
      if ending == "s",
        rest.hasSuffix("s") || rest.hasSuffix("u") || rest.hasSuffix("i") || bytes.hasSuffix("alys")
      {
        break
      }
      bytes = rest
      break
    }
    if bytes.hasSuffix("e"), bytes.utf8.count > 3 { bytes = bytes.dropLast() }
    if bytes.hasSuffix("alys") { return bytes.dropLast() + "z" }
    if let last = bytes.utf8.last, bytes.utf8.count > 3, bytes.utf8.dropLast().last == last, last < 0x80 {
      bytes = bytes.dropLast()
    }
    return String(bytes)
  }
}
