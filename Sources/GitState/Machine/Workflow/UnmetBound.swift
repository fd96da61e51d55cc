/// A word such as `only` that keeps a request to a part, and that part, where no agent is meant by it.
///
/// Whether an agent is meant is for others to say; here stands which of those words keep to something at all: in
/// `a page that only admins see` the word belongs to the page.
struct UnmetBound {
  let word: String
  /// The words behind it, or before one at the end: what it keeps the request to.
  let object: Range<Int>
  /// Whether the request says by it that all of it is meant: `just do everything`.
  let isWhole: Bool

  /// How many words of what it keeps to are looked at.
  private static let reach = 6

  init?(_ reading: RequestReading) {
    let signs = reading.signs.filter { $0.kind == .bound }
    // A long text is kept to a part where it begins or ends, if at all.
    let isLong = reading.words.count > IntentRules.small
    for sign in isLong ? Array(signs.prefix(4)) + signs.suffix(1) : signs {
      let place = Place(sign.range, reading)
      guard place.keeps else { continue }
      word = reading.shown(sign.range)
      let (low, high) = (sign.range.lowerBound, sign.range.upperBound)
      let object =
        place.isLast
        ? max(place.start, low - Self.reach)..<low : high..<min(place.end, high + Self.reach)
      // It ends at a comma.
      self.object =
        place.isLast
        ? (object.lastIndex { $0 > object.lowerBound && reading.words[$0].gap >= .comma } ?? object.lowerBound)..<low
        : high..<(object.first { $0 > high && reading.words[$0].gap >= .comma } ?? object.upperBound)
      isWhole = reading.signs.contains { other in
        [.whole, .wholeOf, .anew].contains(other.kind) && object.contains(other.range.lowerBound)
          && (high..<max(high, other.range.lowerBound)).allSatisfy {
            IntentWords.leading.contains(reading.words[$0].text)
          }
      }
      return
    }
    return nil
  }

  /// Where such a word stands.
  private struct Place {
    let range: Range<Int>
    let reading: RequestReading
    /// Where its sentence begins, and ends.
    let start: Int
    let end: Int

    init(_ range: Range<Int>, _ reading: RequestReading) {
      self.range = range
      self.reading = reading
      let sentence = reading.sentenceAt[range.lowerBound]
      start = reading.sentenceAt[..<range.lowerBound].lastIndex { $0 != sentence }.map { $0 + 1 } ?? 0
      end =
        reading.sentenceAt[range.upperBound...].firstIndex { $0 != sentence } ?? reading.words.count
    }

    private func text(_ index: Int) -> String { reading.words[index].text }

    private var first: String { text(range.lowerBound) }

    /// Whether nothing but polite words stands before it.
    private var isLeading: Bool {
      (start..<range.lowerBound).allSatisfy { IntentWords.leading.contains(text($0)) }
    }

    /// Whether what it is said of stands before it.
    var isLast: Bool {
      range.upperBound == end || reading.words[range.upperBound].gap >= .comma
        || (range.upperBound..<end).allSatisfy { IntentWords.closing.contains(text($0)) }
    }

    /// Whether it stands in what is said of something else.
    private var isInClause: Bool {
      var index = range.lowerBound
      while index > start, reading.words[index].gap < .comma {
        index -= 1
        if IntentWords.clauses.contains(text(index)) { return true }
      }
      return false
    }

    var keeps: Bool {
      // What is attached to a part, or to something that is left out, is read elsewhere.
      let before = range.lowerBound > start ? text(range.lowerBound - 1) : ""
      if first == "alone",
        !isLast || (start..<range.lowerBound).contains(where: { ["leave", "let"].contains(text($0)) })
      {
        return false
      }
      if first == "just", isFiller(before) { return false }
      // `Just skip the review` keeps to nothing.
      if reading.signs.contains(where: { $0.kind.leavesOut && $0.range.lowerBound == range.upperBound }) {
        return false
      }
      if !isLeading, IntentWords.auxiliaries.contains(before) || isInClause { return false }
      if reading.words.count <= IntentRules.small { return true }
      // In a long text such a word mostly belongs to what is to be made.
      return isLeading && start == 0 || isLast && end == reading.words.count
    }

    /// Whether `just` only softens: `I just want a shop`, `it just works`, `we just noticed that …`.
    private func isFiller(_ before: String) -> Bool {
      if !isLeading, IntentWords.subjects.contains(before) { return true }
      var index = range.upperBound
      var isWanted = false
      while index < end, IntentWords.leading.contains(text(index)) {
        if ["want", "need", "like"].contains(text(index)) { isWanted = true }
        if isWanted, IntentWords.oneMore.contains(text(index)) { return true }
        index += 1
      }
      guard index < end else { return false }
      if ["i", "we", "you"].contains(before), index == range.upperBound, text(index).hasSuffix("ed") {
        return true
      }
      let isMaking = reading.signs.contains { $0.kind == .making && $0.range.lowerBound == index }
      return isWanted && isMaking && index + 1 < end && IntentWords.oneMore.contains(text(index + 1))
    }
  }
}

extension IntentRules {
  /// Refuses to take a request for everyone's that keeps itself to a part which is nobody's.
  func refuseUnmet(_ unmet: UnmetBound?) throws(Rejection) {
    guard let unmet, !unmet.isWhole else { return }
    throw nobodyMeant(
      unmet.word, unmet.object.isEmpty ? nil : reading.shown(unmet.object), near: agents(near: unmet.object))
  }

  /// Agents of which a name or a keyword is nearly what was written, in one word or in two.
  private func agents(near object: Range<Int>) -> Set<Int> {
    var written: [String] = []
    for index in object {
      let word = reading.words[index].text
      if word.utf8.count > 3 { written.append(word) }
      if index + 1 < object.upperBound, reading.words[index + 1].gap <= .space {
        written.append(word + reading.words[index + 1].text)
      }
    }
    var found: Set<Int> = []
    for (place, id) in order.enumerated() {
      let agent = definition[id]
      let called = [id.text] + [agent?.name].compactMap(\.self) + (agent?.keywords ?? [])
      let words = Set(called.map(comparable) + called.flatMap { RequestWords.parts(of: $0).map(\.text) })
        .filter { $0.utf8.count > 3 }
      if written.contains(where: { words.contains($0) || !nearest(to: $0, among: words, limit: 1).isEmpty }) {
        found.insert(place)
      }
    }
    return found
  }
}
