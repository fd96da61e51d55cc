/// One line of a `.gitignore`, matched as git matches it, in time proportional to pattern times path.
///
/// Matching runs all alternatives at once, so that no pattern can make it slow: these lines are other people's text.
struct IgnorePattern: Sendable {
  /// What one place in a pattern takes.
  private enum Token: Sendable {
    case byte(UInt8)
    /// `?`: any byte but `/`.
    case any
    /// `[…]`: one byte of a set, never `/`.
    case set(ByteSet)
    /// `*`: any bytes but `/`.
    case star
    /// `**/`: nothing, or whole folders.
    case folders
    /// `/**` at the end: all that is below.
    case below
  }

  /// Whether the line begins with `!`: what it matches is taken back in.
  let isNegated: Bool
  /// Whether the line ends in `/`: it matches folders only.
  let foldersOnly: Bool
  /// Whether there is a `/` before the end: the whole path is matched, and not just the last name.
  let isAnchored: Bool
  private let tokens: [Token]
  private let ignoresCase: Bool
  /// The bytes of a pattern without any wildcard: nearly all are, and comparing is faster.
  private let literal: [UInt8]?
  /// The literal end of `*.ext`.
  private let suffix: [UInt8]?

  /// The pattern of a line without its line break; nil for an empty line and for a comment.
  init?(line: ArraySlice<UInt8>, ignoresCase: Bool = false) {
    var text = line
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    guard text.first != UInt8(ascii: "#") else { return nil }
    text = Self.withoutTrailingSpaces(text)
    if text.first == UInt8(ascii: "!") {
      isNegated = true
      text.removeFirst()
    } else {
      isNegated = false
    }
    if text.last == UInt8(ascii: "/") {
      foldersOnly = true
      text.removeLast()
    } else {
      foldersOnly = false
    }
    isAnchored = text.contains(UInt8(ascii: "/"))
    if text.first == UInt8(ascii: "/") { text.removeFirst() }
    guard !text.isEmpty, let tokens = Self.tokens(Array(text), pathname: isAnchored) else { return nil }
    self.tokens = ignoresCase ? tokens.map { Self.lowered($0) } : tokens
    self.ignoresCase = ignoresCase
    var plain: [UInt8]? = []
    for token in self.tokens {
      guard case .byte(let byte) = token else {
        plain = nil
        break
      }
      plain?.append(byte)
    }
    literal = plain
    var end: [UInt8]? = nil
    if !isAnchored, case .star? = self.tokens.first {
      end = []
      for token in self.tokens.dropFirst() {
        guard case .byte(let byte) = token else {
          end = nil
          break
        }
        end?.append(byte)
      }
    }
    suffix = end
  }

  /// Whether the pattern matches a path that is relative to the folder of the pattern's file.
  func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
    guard isFolder || !foldersOnly else { return false }
    var text = path
    if !isAnchored, let slash = path.lastIndex(of: UInt8(ascii: "/")) { text = path[(slash + 1)...] }
    if ignoresCase { text = ArraySlice(text.map(Self.lower)) }
    if let literal { return text.elementsEqual(literal) }
    if let suffix { return text.count >= suffix.count && text.suffix(suffix.count).elementsEqual(suffix) }
    return run(text)
  }

  /// Whether something below that folder may match: asked before a folder is passed over.
  func mayMatchBelow(_ folder: ArraySlice<UInt8>) -> Bool {
    guard isAnchored else { return false }
    let text = ignoresCase ? ArraySlice(folder.map(Self.lower)) : folder
    return alive(text + [UInt8(ascii: "/")])
  }

  private func run(_ text: ArraySlice<UInt8>) -> Bool {
    reached(text)[tokens.count]
  }

  private func alive(_ text: ArraySlice<UInt8>) -> Bool {
    reached(text).contains(true)
  }

  /// The places in the pattern that may be reached with this text; place `tokens.count` is the end.
  private func reached(_ text: ArraySlice<UInt8>) -> [Bool] {
    var now = [Bool](repeating: false, count: tokens.count + 1)
    enter(0, &now)
    for byte in text {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      for place in tokens.indices where now[place] {
        switch tokens[place] {
        case .byte(let wanted): if wanted == byte { enter(place + 1, &next) }
        case .any: if byte != UInt8(ascii: "/") { enter(place + 1, &next) }
        case .set(let set): if byte != UInt8(ascii: "/"), set.contains(byte) { enter(place + 1, &next) }
        case .star: if byte != UInt8(ascii: "/") { enter(place, &next) }
        case .below: enter(place, &next)
        case .folders:
          next[place] = true
          if byte == UInt8(ascii: "/") { enter(place + 1, &next) }
        }
      }
      now = next
    }
    return now
  }

  /// Marks a place, and those that are reached from it by taking nothing.
  private func enter(_ place: Int, _ places: inout [Bool]) {
    var place = place
    while true {
      places[place] = true
      guard place < tokens.count else { return }
      switch tokens[place] {
      case .star, .below, .folders: place += 1
      case .byte, .any, .set: return
      }
    }
  }

  /// The tokens of a pattern; nil where it can match nothing (a set without its end, a lone `\`).
  private static func tokens(_ text: [UInt8], pathname: Bool) -> [Token]? {
    var tokens: [Token] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\\"):
        guard index + 1 < text.count else { return nil }
        tokens.append(.byte(text[index + 1]))
        index += 2
      case UInt8(ascii: "?"):
        tokens.append(.any)
        index += 1
      case UInt8(ascii: "["):
        guard let (set, end) = ByteSet.parse(text, at: index) else { return nil }
        tokens.append(.set(set))
        index = end
      case UInt8(ascii: "*"):
        var end = index
        while end < text.count, text[end] == UInt8(ascii: "*") { end += 1 }
        let opens = index == 0 || text[index - 1] == UInt8(ascii: "/")
        if pathname, end - index >= 2, opens, end == text.count {
          tokens.append(.below)
        } else if pathname, end - index >= 2, opens, text[end] == UInt8(ascii: "/") {
          tokens.append(.folders)
          end += 1
        } else {
          tokens.append(.star)
        }
        index = end
      default:
        tokens.append(.byte(byte))
        index += 1
      }
    }
    return tokens
  }

  /// Spaces at the end don't count, unless a `\` stands before them.
  private static func withoutTrailingSpaces(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "\\") {
        index = min(index + 2, text.endIndex)
        end = index
      } else {
        index += 1
        if text[index - 1] != UInt8(ascii: " ") { end = index }
      }
    }
    return text[text.startIndex..<end]
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  private static func lowered(_ token: Token) -> Token {
    switch token {
    case .byte(let byte): .byte(lower(byte))
    case .set(let set): .set(set.ignoringCase)
    case .any, .star, .folders, .below: token
    }
  }
}
