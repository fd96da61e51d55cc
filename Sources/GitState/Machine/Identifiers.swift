/// A name that was checked once and is safe in a ref, a path and a sentence from then on.
package protocol CheckedName: Hashable, Comparable, Sendable, CustomStringConvertible {
  var text: String { get }
  init(_ text: String) throws(Rejection)
}

extension CheckedName {
  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The id of a plan: `session-20250112-143000`, `PLAN-260205-0155`.
package struct SessionID: CheckedName {
  static let grammar = NameGrammar(
    noun: "session id", maximum: 63, first: isAlphanumeric,
    rest: { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 },
    allowed: "[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

  package let text: String

  /// The id, with a leading `plan/` dropped: prompts write both.
  package init(_ text: String) throws(Rejection) {
    let name = text.hasPrefix("plan/") ? String(text.dropFirst(5)) : text
    try Self.grammar.check(name)
    self.text = name
  }

  /// Its branch, `plan/<id>`.
  package var branch: String { "plan/\(text)" }
}

/// The id of a task: `001`, `12b`, `api-3`; of a part of one: `001@src/a`.
package struct PlanTaskID: CheckedName {
  static let letters = NameGrammar(
    noun: "task id", maximum: 32, first: isLetter, rest: { isAlphanumeric($0) || $0 == 45 || $0 == 95 },
    allowed: "[0-9]{1,6}[a-z]? or [A-Za-z][A-Za-z0-9_-]{0,31}")

  /// What stands behind the `@` of a part's id.
  static let parts = NameGrammar(
    noun: "part of a task", maximum: 160, first: isPartByte, rest: isPartByte,
    allowed: #"[A-Za-z0-9._/+=~#$()\[\]%@-]{1,160}"#)

  package let text: String

  package init(_ text: String) throws(Rejection) {
    if !PlanTaskID.isNumbered(text), !PlanTaskID.isPart(text) {
      let small = text.lowercased()
      if PlanTaskID.isNumbered(small) {
        throw Rejection(
          .invalidName,
          "\(quoted(text)) is no task id: the letter behind the digits is a small one. A valid one is \"\(small)\".",
          details: [
            .init("value", .text(text)), .init("allowed", .text(Self.letters.allowed)),
            .init("proposal", .text(small)),
          ])
      }
      try Self.letters.check(text)
    }
    self.text = text
  }

  /// The id of a part: what no name may hold stands as `%20`, and a long one is cut in front.
  init?(part key: String, of task: PlanTaskID) {
    var name = ""
    for byte in key.utf8 {
      if isPartByte(byte), byte != UInt8(ascii: "%") {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        name += digits.utf8.count < 2 ? "%0\(digits)" : "%\(digits)"
      }
    }
    while let dots = name.firstIndex(of: "."), name.contains("..") {
      name.replaceSubrange(dots...dots, with: "%2E")
    }
    if name.utf8.count > Self.parts.maximum { name = "~" + name.suffix(Self.parts.maximum - 8) }
    if name.hasSuffix(".") || name.hasSuffix(".lock") { name += "~" }
    guard let id = try? PlanTaskID("\(task.text)@\(name)") else { return nil }
    self = id
  }

  /// Whether it is a part of another task.
  package var isPart: Bool { text.utf8.contains(UInt8(ascii: "@")) }

  /// The id as it stands in the name of a branch.
  package var branchStem: String {
    guard let at = text.firstIndex(of: "@") else { return text }
    let key = text[text.index(after: at)...]
    return "\(text[..<at])@" + (Slug(describing: String(key))?.text ?? "part")
  }

  /// Whether it is digits with at most one small letter behind them.
  private static func isNumbered(_ text: String) -> Bool {
    let digits = text.utf8.prefix(while: isDigit)
    let rest = text.utf8.dropFirst(digits.count)
    return (1...6).contains(digits.count) && rest.count <= 1 && rest.allSatisfy { (97...122).contains($0) }
  }

  /// Whether it is a task id, `@`, and what names a part.
  private static func isPart(_ text: String) -> Bool {
    guard let at = text.firstIndex(of: "@") else { return false }
    let whole = String(text[..<at])
    return (isNumbered(whole) || letters.problem(of: whole) == nil)
      && parts.problem(of: String(text[text.index(after: at)...])) == nil
  }

  /// Its number, where it is all digits: `1` for `001`.
  package var number: Int? { text.utf8.allSatisfy(isDigit) ? Int(text) : nil }
}

/// What may stand in the name of a part: what paths are made of, without what git or a shell takes for its own.
func isPartByte(_ byte: UInt8) -> Bool {
  isAlphanumeric(byte) || Array("._/+=~#$()[]%@-".utf8).contains(byte)
}

/// The readable half of a task's branch: `user-model`.
package struct Slug: CheckedName {
  static let grammar = NameGrammar(
    noun: "branch slug", maximum: 48, first: { isDigit($0) || (97...122).contains($0) },
    rest: { isDigit($0) || (97...122).contains($0) || $0 == 45 },
    allowed: "[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?",
    lowercase: true)

  package let text: String

  package init(_ text: String) throws(Rejection) {
    try Self.grammar.check(text)
    if text.hasSuffix("-") {
      throw Rejection(
        .invalidName, "\(quoted(text)) is no branch slug: it ends in \"-\".",
        details: [.init("value", .text(text)), .init("allowed", .text(Self.grammar.allowed))])
    }
    self.text = text
  }

  /// A slug made from a description: its first words, at most 40 bytes.
  package init?(describing description: String) {
    guard let made = Self.grammar.proposal(for: String(description.prefix(60))) else { return nil }
    var cut = Substring(made.prefix(40))
    if made.utf8.count > 40, let dash = cut.lastIndex(of: "-"), dash > cut.startIndex { cut = cut[..<dash] }
    while cut.hasSuffix("-") { cut = cut.dropLast() }
    text = String(cut)
  }
}

/// Who works: `1` in folder `.worktrees/worker-1`.
package struct WorkerID: CheckedName {
  static let grammar = NameGrammar(
    noun: "worker id", maximum: 32, first: isAlphanumeric,
    rest: { isAlphanumeric($0) || $0 == 45 || $0 == 95 },
    allowed: "[A-Za-z0-9][A-Za-z0-9_-]{0,31}", dropped: "worker-")

  package let text: String

  /// The id, with a leading `worker-` dropped, so `1` and `worker-1` are one worker.
  package init(_ text: String) throws(Rejection) {
    let name = text.hasPrefix("worker-") ? String(text.dropFirst(7)) : text
    try Self.grammar.check(name)
    self.text = name
  }

  /// Its folder below `.worktrees`.
  package var folder: String { "worker-\(text)" }
}

/// A capability that a task provides or needs, compared without regard to case and outer space.
package struct Capability: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  package let text: String
  /// As it is compared.
  package let key: String

  package init(_ text: String) throws(Rejection) {
    // Counted in scalars: one character may be made of thousands.
    guard (1...200).contains(text.unicodeScalars.count), !comparable(text).isEmpty,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }),
      !text.contains(where: \.isNewline)
    else {
      throw Rejection(
        .invalidName,
        "\(quoted(text)) is no capability: it takes 1 to 200 characters without control characters.",
        details: [.init("value", .text(String(text.prefix(80))))])
    }
    self.init(known: text)
  }

  /// A capability that stands in a history already, whatever its form.
  package init(known text: String) {
    self.text = text
    key = comparable(text)
  }

  package var description: String { text }

  package static func == (left: Capability, right: Capability) -> Bool { left.key == right.key }

  package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
