/// The form of one kind of name: which bytes it may begin with and hold, and how long it may be.
struct NameGrammar {
  let noun: String
  let maximum: Int
  let first: @Sendable (UInt8) -> Bool
  let rest: @Sendable (UInt8) -> Bool
  let allowed: String
  /// Whether a proposal is put in lower case.
  var lowercase = false
  /// What is dropped from the beginning before a name is checked, so no proposal may begin with it.
  var dropped = ""

  /// Refuses a text that is not of this form, naming what is wrong and a valid name near it.
  func check(_ text: String) throws(Rejection) {
    guard let problem = problem(of: text) else { return }
    let proposal = proposal(for: text)
    var sentence = "\(quoted(text)) is no \(noun): \(problem)."
    if let proposal { sentence += " A valid one is \"\(proposal)\"." }
    throw Rejection(
      .invalidName, sentence,
      details: [.init("value", .text(String(text.prefix(80)))), .init("allowed", .text(allowed))]
        + (proposal.map { [.init("proposal", .text($0))] } ?? []))
  }

  /// What is wrong with a text; nil where nothing is.
  func problem(of text: String) -> String? {
    let bytes = Array(text.utf8)
    guard let head = bytes.first else { return "it is empty" }
    if bytes.count > maximum { return "it has \(bytes.count) bytes, and the limit is \(maximum)" }
    if !first(head) { return "it can't begin with \(NameGrammar.shown(text.unicodeScalars.first))" }
    if let wrong = bytes.dropFirst().firstIndex(where: { $0 > 0x7f || !rest($0) }) {
      // All before it is ASCII, so it is the character of that number.
      let scalar = text.unicodeScalars.dropFirst(wrong).first
      return "character \(wrong + 1), \(NameGrammar.shown(scalar)), is not allowed"
    }
    // Every name in a ledger is checked, so what most names lack is looked for first.
    guard bytes.contains(46) else { return nil }
    if text.contains("..") { return "it has \"..\"" }
    if text.hasSuffix(".lock") { return "it ends in \".lock\"" }
    if text.hasSuffix(".") { return "it ends in \".\"" }
    return nil
  }

  /// A valid name near a text; nil where nothing is left of it.
  func proposal(for text: String) -> String? {
    var kept: [UInt8] = []
    for scalar in (lowercase ? text.lowercased() : text).unicodeScalars {
      let byte = scalar.value < 0x80 ? UInt8(scalar.value) : 0
      if kept.isEmpty ? first(byte) : rest(byte) {
        if byte == 46, kept.last == 46 { continue }
        kept.append(byte)
      } else if !kept.isEmpty, kept.last != 45, rest(45) {
        kept.append(45)
      }
      if kept.count == maximum { break }
    }
    while let last = kept.last, last == 45 || last == 46 { kept.removeLast() }
    var name = String(decoding: kept, as: UTF8.self)
    if name.hasSuffix(".lock") { name.removeLast(5) }
    if !dropped.isEmpty, name.hasPrefix(dropped) {
      return proposal(for: String(name.dropFirst(dropped.count)))
    }
    return name.isEmpty || problem(of: name) != nil ? nil : name
  }

  private static func shown(_ scalar: Unicode.Scalar?) -> String {
    scalar.map { quoted(String($0)) } ?? "nothing"
  }
}

/// A to Z, a to z, 0 to 9.
func isAlphanumeric(_ byte: UInt8) -> Bool {
  isLetter(byte) || isDigit(byte)
}

func isLetter(_ byte: UInt8) -> Bool {
  (65...90).contains(byte) || (97...122).contains(byte)
}

func isDigit(_ byte: UInt8) -> Bool {
  (48...57).contains(byte)
}
