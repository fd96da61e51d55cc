/// What a request speaks of, and does not ask for.
extension RequestReading {
  /// Marks what stands behind `without`, and what is listed with it.
  mutating func leaveOut() {
    let making = Set(signs.filter { $0.kind == .making }.map(\.range.lowerBound))
    for (place, sign) in signs.enumerated() where sign.kind.leavesOut {
      let before = place > 0 ? signs[place - 1] : nil
      // `Do not skip the review` leaves nobody out.
      let isDenied =
        (sign.kind == .skipping || sign.kind == .leaving) && before?.kind == .without
        && before?.range.upperBound == sign.range.lowerBound
      if sign.kind == .exception, let before, before.kind.leavesOut,
        (before.range.upperBound...sign.range.lowerBound).allSatisfy({
          words[$0].gap < .comma && !IntentWords.joining.contains(words[$0].text)
        })
      {
        nested = nested ?? before.range.lowerBound..<sign.range.upperBound
      }
      var index = sign.range.upperBound
      var steps = 0
      while index < words.count, steps < 5, mentionAt[index] == nil, words[index].gap < .comma,
        IntentWords.between.contains(words[index].text)
      {
        index += 1
        steps += 1
      }
      guard index < words.count, words[index].gap < .comma else { continue }
      // What is left out already was one of a list that is read.
      while index < words.count, let place = mentionAt[index], !mentions[place].isLeftOut {
        if sign.kind == .leaving, !isLeft(behind: place, by: words[sign.range.lowerBound].text) { break }
        if isDenied {
          guard !mentions[place].isKept else { break }
          mentions[place].isKept = true
        } else {
          mentions[place].isLeftOut = true
        }
        index = mentions[place].range.upperBound
        if mention(at: index) != nil, words[index].gap < .comma { continue }
        while index < words.count, words[index].gap < .comma, IntentWords.parts.contains(words[index].text) {
          index += 1
        }
        // The list goes on where the next word, behind a comma or `and`, is one of it and nothing to do.
        var next = index
        var isJoined = next < words.count && words[next].gap == .comma
        while next < words.count, words[next].gap <= .comma, mentionAt[next] == nil {
          let word = words[next].text
          if word == "and" || word == "or" || word == "nor" {
            isJoined = true
          } else if !IntentWords.articles.contains(word) {
            break
          }
          next += 1
        }
        guard isJoined, next < words.count, words[next].gap <= .comma, !making.contains(next) else { break }
        index = next
      }
    }
  }

  /// Whether what stands behind a mention says that it is left as it is.
  private func isLeft(behind place: Int, by verb: String) -> Bool {
    let end = mentions[place].range.upperBound
    guard end < words.count, words[end].gap <= .space, !IntentWords.joining.contains(words[end].text) else {
      return verb != "let"
    }
    if verb == "let" {
      // `Let the backend be faster` asks for something.
      let isEnd =
        end + 1 == words.count || words[end + 1].gap > .space
        || IntentWords.joining.contains(words[end + 1].text)
      return words[end].text == "be" && isEnd
    }
    if IntentWords.left.contains(words[end].text) { return true }
    return mention(at: end) != nil && mentionAt[end].map { isLeft(behind: $0, by: verb) } ?? false
  }

  /// Marks what something is only said of: `the architect is wrong`, `the review comes later`.
  mutating func markSpokenOf() {
    for place in mentions.indices where !mentions[place].isLeftOut && !mentions[place].isKept {
      let range = mentions[place].range
      let isSaid =
        range.upperBound < words.count && words[range.upperBound].gap <= .space
        && (IntentWords.stating.contains(words[range.upperBound].text)
          || IntentWords.finding.contains(words[range.upperBound].text))
      var isDone = false
      var isDenied = false
      var index = range.upperBound
      while index < min(words.count, range.upperBound + 6), words[index].gap <= .space,
        mention(at: index) == nil, !IntentWords.joining.contains(words[index].text)
      {
        let word = words[index].text
        if word == "not" || word == "isnt" || word == "arent" { isDenied = true }
        if word == "later"
          || isSaid
            && (IntentWords.done.contains(word) && !isDenied
              || IntentWords.needed.contains(word) && isDenied)
        {
          isDone = true
        }
        index += 1
      }
      guard isDone || isSaid && isSubject(range) else { continue }
      // Words that stand side by side with it are one with it.
      var first = place
      while first > 0, mentions[first - 1].range.upperBound == mentions[first].range.lowerBound { first -= 1 }
      for one in first...place where !mentions[one].isLeftOut && !mentions[one].isKept {
        mentions[one].isSpokenOf = true
        mentions[one].isDone = isDone
      }
    }
  }

  /// Whether nothing but an article stands before it, and before the words that are one with it.
  private func isSubject(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index > 0, words[index].gap < .comma {
      let before = words[index - 1].text
      if IntentWords.joining.contains(before) { return true }
      guard mention(at: index - 1) != nil || IntentWords.articles.contains(before) else { return false }
      index -= 1
    }
    return true
  }

  /// Whether it is what somebody found that is spoken of, and doing something about it: `apply the reviewer's comments`.
  func isMending(_ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start > 0, start > range.lowerBound - 12, words[start].gap < .sentence { start -= 1 }
    guard words[start..<range.lowerBound].contains(where: { IntentWords.applying.contains($0.text) }) else {
      return false
    }
    var index = range.upperBound
    while index < min(words.count, range.upperBound + 3), words[index].gap <= .space {
      let word = words[index].text
      if IntentWords.findings.contains(word) || IntentWords.finding.contains(word) { return true }
      guard word == "s" || word == "agent" || mention(at: index) != nil else { break }
      index += 1
    }
    index = range.lowerBound - 1
    while index >= start, IntentWords.articles.contains(words[index].text) { index -= 1 }
    guard index >= start, ["of", "from", "by"].contains(words[index].text) else { return false }
    return words[max(start, index - 3)..<index].contains { IntentWords.findings.contains($0.text) }
  }
}

extension IntentWords.Sign {
  var leavesOut: Bool {
    switch self {
    case .without, .skipping, .exception, .leaving: true
    default: false
    }
  }
}
