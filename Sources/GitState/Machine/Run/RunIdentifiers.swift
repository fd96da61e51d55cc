/// The id of a run: 8-4-4-4-12 hex digits in lower case.
package struct RunID: CheckedName {
  package let text: String

  /// The id, with a leading `run/` dropped and capital letters made small.
  package init(_ text: String) throws(Rejection) {
    let name = (text.hasPrefix("run/") ? String(text.dropFirst(4)) : text).lowercased()
    guard RunID.isWellFormed(name) else {
      throw Rejection(
        .invalidName, "\(quoted(text)) is no run id: it is hex digits in groups of 8, 4, 4, 4 and 12.",
        details: [
          .init("value", .text(String(text.prefix(80)))),
          .init("allowed", .text("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")),
        ])
    }
    self.text = name
  }

  /// A random one (version 4) that holds these bits.
  package init(bits high: UInt64, _ low: UInt64) {
    let bits = [high & ~0xf000 | 0x4000, low & ~(3 << 62) | 1 << 63]
    let digits = bits.map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text += "-" }
      text.append(digit)
    }
    self.text = text
  }

  private static func isWellFormed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.indices.allSatisfy { index in
      [8, 13, 18, 23].contains(index)
        ? bytes[index] == 45 : isDigit(bytes[index]) || (97...102).contains(bytes[index])
    }
  }

  /// Its branch, `run/<id>`.
  package var branch: String { "run/\(text)" }

  /// Its first 8 digits, as sentences name it.
  package var short: String { String(text.prefix(8)) }

  /// The branch of one of its modules, `orchestration/<id>/<module>`.
  package func branch(of module: ModuleName) -> String { "orchestration/\(text)/\(module)" }
}

/// The name of a module: `grpc-service`.
package struct ModuleName: CheckedName {
  static let grammar = NameGrammar(
    noun: "module name", maximum: 63, first: isAlphanumeric,
    rest: { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 },
    allowed: "[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

  package let text: String

  package init(_ text: String) throws(Rejection) {
    try Self.grammar.check(text)
    self.text = text
  }
}

/// The name of a phase, exactly as it was given: `Phase 1: Proto Definitions & Setup`.
package struct PhaseName: CheckedName {
  package let text: String

  package init(_ text: String) throws(Rejection) {
    guard (1...200).contains(text.unicodeScalars.count), !comparable(text).isEmpty,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }),
      !text.contains(where: \.isNewline)
    else {
      throw Rejection(
        .invalidName,
        "\(quoted(text)) is no phase name: it takes 1 to 200 characters without control characters.",
        details: [.init("value", .text(String(text.prefix(80))))])
    }
    self.text = text
  }

  /// The number in `Phase 1: …`; nil where the name begins otherwise.
  package var number: Int? { PhaseName.parts(of: text)?.number }

  /// The name without `Phase 1: `.
  package var bare: String { PhaseName.parts(of: text)?.name ?? text }

  /// The number and the name in `Phase 1: Setup`; nil for any other form.
  ///
  /// Between them stands a colon, a full stop or a dash; the name of a bare `Phase 1` is empty.
  package static func parts(of text: some StringProtocol) -> (number: Int, name: String)? {
    let scalars = text.unicodeScalars
    guard scalars.count > 5, String(String.UnicodeScalarView(scalars.prefix(5))).lowercased() == "phase"
    else { return nil }
    let blank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
    var rest = scalars.dropFirst(5)
    guard let head = rest.first, blank(head) else { return nil }
    rest = rest.drop(while: blank)
    let digits = rest.prefix { ("0"..."9").contains($0) }
    guard let number = Int(String(String.UnicodeScalarView(digits))), digits.count <= 6 else { return nil }
    rest = rest.dropFirst(digits.count)
    // "Phase 1.5: x" has no whole number: a full stop parts only before a blank.
    let isSpaced = rest.first.map(blank) ?? false
    rest = rest.drop(while: blank)
    guard let mark = rest.first else { return (number, "") }
    rest = rest.dropFirst()
    switch mark {
    case ":": break
    case "-", "–", "—", ".": guard isSpaced || (rest.first.map(blank) ?? false) else { return nil }
    default: return nil
    }
    rest = rest.drop(while: blank)
    return (number, String(String.UnicodeScalarView(rest)))
  }
}
