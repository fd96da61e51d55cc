/// A request as far as it is understood: the agents that it speaks of, and the words that say how much is meant.
struct RequestReading {
  /// Words that mean one agent, or that several have in common.
  struct Mention {
    var range: Range<Int>
    /// By their places in the definition's order.
    var agents: Set<Int>
    /// Whether it is an agent's own name, and not a keyword.
    let isNamed: Bool
    var isLeftOut = false
    /// Whether it is said not to leave it out.
    var isKept = false
    /// Whether something is said of it, and it is not asked for: `the architect is wrong`.
    var isSpokenOf = false
    /// Whether that says that it has not to work.
    var isDone = false

    var isAside: Bool { isLeftOut || isKept || isSpokenOf }
  }

  struct Sign {
    let kind: IntentWords.Sign
    let range: Range<Int>
  }

  /// What stands between two commas, or two words such as `and`.
  struct Segment {
    let range: Range<Int>
    let sentence: Int
  }

  let words: [RequestWords.Word]
  var mentions: [Mention] = []
  private(set) var signs: [Sign] = []
  private(set) var segments: [Segment] = []
  /// An `@` in front of what is no agent.
  private(set) var strangers: [Int] = []
  /// Phases that are spoken of in other words than those that name them.
  private(set) var vaguePhase: Range<Int>?
  /// An exception from what is left out already.
  var nested: Range<Int>?
  /// The mention that a word belongs to.
  private(set) var mentionAt: [Int?]
  /// The sentence that a word stands in.
  private(set) var sentenceAt: [Int] = []
  /// The words that belong to ``IntentWords/Sign/bound``.
  private(set) var binding: Set<Int> = []

  init(_ request: String, _ definition: WorkflowDefinition) {
    words = RequestWords(request).words
    mentionAt = Array(repeating: nil, count: words.count)
    read(AgentBooks(definition), definition)
    divide()
    leaveOut()
    markSpokenOf()
  }

  /// The words as they were written.
  func shown(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    let text = words[first].shown.base
    let whole = text[words[first].shown.startIndex..<words[last].shown.endIndex]
    return words[first].isCalled ? "@\(whole)" : String(whole)
  }

  func mention(at word: Int) -> Mention? {
    words.indices.contains(word) ? mentionAt[word].map { mentions[$0] } : nil
  }

  private mutating func read(_ books: AgentBooks, _ definition: WorkflowDefinition) {
    var index = 0
    var signEnd = 0
    while index < words.count {
      if let found = books.names.longest(in: words, from: index, by: \.text), isName(index..<found.end) {
        note(index..<found.end, Set(found.meanings), named: true)
        index = found.end
        signEnd = max(signEnd, index)
        continue
      }
      if index >= signEnd || words[index].text != "phases", let phases = PhaseWords(words, index, definition)
      {
        if let agents = phases.agents, !agents.isEmpty {
          note(phases.range, agents, named: true)
          index = phases.range.upperBound
          signEnd = max(signEnd, index)
          continue
        }
        vaguePhase = vaguePhase ?? phases.range
      }
      if words[index].isCalled { strangers.append(index) }
      if index >= signEnd, let found = IntentWords.signs.longest(in: words, from: index, by: \.text),
        let kind = found.meanings.first
      {
        signs.append(Sign(kind: kind, range: index..<found.end))
        if kind == .bound { binding.formUnion(index..<found.end) }
        signEnd = found.end
      }
      if let found = books.keywords.longest(in: words, from: index, by: \.stem) {
        note(index..<found.end, Set(found.meanings), named: false)
        index = found.end
      } else {
        index += 1
      }
    }
  }

  /// Whether words that are an agent's name are meant so: `code-reviewer` always, `architect` where it is called.
  private func isName(_ range: Range<Int>) -> Bool {
    // A part of a longer name: `code-reviewer-2`, `architect.md`.
    if range.upperBound < words.count, words[range.upperBound].gap == .joined { return false }
    let first = words[range.lowerBound]
    if first.isCalled { return true }
    if first.gap == .joined { return false }
    if range.count > 1 { return true }
    if range.upperBound < words.count {
      let next = words[range.upperBound]
      if next.text == "agent" || (range.lowerBound == 0 && next.gap == .comma) { return true }
    }
    var before = range.lowerBound - 1
    while before >= 0, IntentWords.articles.contains(words[before].text) { before -= 1 }
    guard before >= 0 else { return false }
    if IntentWords.calling.contains(words[before].text) { return true }
    // One of a list of names.
    let isJoined = words[before].text == "and" || words[before].text == "or"
    guard isJoined || first.gap == .comma else { return false }
    return mention(at: isJoined ? before - 1 : before)?.isNamed ?? false
  }

  private mutating func note(_ range: Range<Int>, _ agents: Set<Int>, named: Bool) {
    for word in range { mentionAt[word] = mentions.count }
    mentions.append(Mention(range: range, agents: agents, isNamed: named))
  }

  private mutating func divide() {
    var start = 0
    var sentence = 0
    func close(at end: Int, _ segments: inout [Segment]) {
      if end > start { segments.append(Segment(range: start..<end, sentence: sentence)) }
    }
    for index in words.indices {
      if index > 0, words[index].gap >= .comma {
        close(at: index, &segments)
        start = index
        if words[index].gap == .sentence { sentence += 1 }
      }
      sentenceAt.append(sentence)
      if mentionAt[index] == nil, IntentWords.joining.contains(words[index].text) {
        close(at: index, &segments)
        start = index + 1
      }
    }
    close(at: words.count, &segments)
  }
}

/// What the agents of a definition are called.
private struct AgentBooks {
  var names = PhraseBook<Int>()
  var keywords = PhraseBook<Int>()

  init(_ definition: WorkflowDefinition) {
    for (place, id) in definition.order.enumerated() {
      let agent = definition[id]
      let called = [id.text] + [agent?.name].compactMap(\.self)
      let names = Set(called.map { RequestWords.parts(of: $0).map(\.text) })
      for name in names where !name.contains("") { self.names.add(name, place) }
      // A name of one word may be an ordinary one.
      let ordinary = names.filter { $0.count == 1 }.map { $0.map(RequestWords.stem) }
      let keywords = (agent?.keywords ?? []).map { RequestWords.parts(of: $0).map(\.stem) }
      for keyword in Set(ordinary + keywords) where !keyword.contains("") {
        self.keywords.add(keyword, place)
      }
    }
  }
}
