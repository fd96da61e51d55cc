/// Phrases and what they mean; the longest that begins at a word is found without trying them all.
struct PhraseBook<Meaning: Sendable>: Sendable {
  /// A longer phrase is never looked for, so each word of a request is looked at this often at most.
  static var longest: Int { 8 }

  private struct Node: Sendable {
    var next: [String: Int] = [:]
    var meanings: [Meaning] = []
  }

  private var nodes = [Node()]

  mutating func add(_ phrase: [String], _ meaning: Meaning) {
    guard (1...Self.longest).contains(phrase.count) else { return }
    var node = 0
    for word in phrase {
      if let next = nodes[node].next[word] {
        node = next
      } else {
        nodes.append(Node())
        nodes[node].next[word] = nodes.count - 1
        node = nodes.count - 1
      }
    }
    nodes[node].meanings.append(meaning)
  }

  /// The longest phrase that begins at a word: where it ends, and all that it means.
  func longest(
    in words: [RequestWords.Word], from start: Int, by key: (RequestWords.Word) -> String
  ) -> (end: Int, meanings: [Meaning])? {
    var node = 0
    var found: (end: Int, meanings: [Meaning])?
    for index in start..<min(words.count, start + Self.longest) {
      if index > start, words[index].gap > .space { break }
      guard let next = nodes[node].next[key(words[index])] else { break }
      node = next
      if !nodes[node].meanings.isEmpty { found = (index + 1, nodes[node].meanings) }
    }
    return found
  }
}
