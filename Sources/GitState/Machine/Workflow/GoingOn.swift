/// A word that asks for an earlier workflow to go on, such as `continue`, and whether nothing else can be meant by it.
///
/// It is the work that goes on in `continue`, `continue the workflow` and `go on with phase 2, but use pnpm`. Of `the Continue button
/// is broken` and `Resume upload support` that can't be said: other words name a thing of their own.
struct GoingOn {
  let word: String
  let isSure: Bool

  /// - Parameter names: words of the definition's name, by which the work can be called.
  init?(_ reading: RequestReading, called names: Set<String>) {
    let words = GoingOnWords(reading, names)
    let first = reading.segments.first { !words.isFiller(throughout: $0.range) }
    guard let first else { return nil }
    var found: (word: String, isSure: Bool)?
    var place = 0
    for sign in words.asked {
      // Both stand in the request's order, so that a long one is walked through once.
      while place < reading.segments.count, reading.segments[place].range.upperBound <= sign.range.lowerBound
      {
        place += 1
      }
      guard place < reading.segments.count else { break }
      let segment = reading.segments[place]
      let isFirst = segment.range == first.range
      let isOfWork = segment.range.count <= Self.longest && words.isOfWork(segment.range)
      let isSure: Bool
      if isFirst, isOfWork {
        isSure = words.goesOnWithInstructions(segment)
      } else if isOfWork, sign.kind == .resumingSurely || words.namesWork(segment.range) {
        // `the tests are green, continue the workflow`; of what is made first, the workflow may not be the one that is open.
        isSure = words.firstMaking.map { $0 > sign.range.lowerBound } ?? true
      } else if sign.kind == .resumingSurely
        || isFirst && words.isFiller(throughout: segment.range.lowerBound..<sign.range.lowerBound)
      {
        isSure = false
      } else {
        continue
      }
      if found == nil || isSure { found = (reading.shown(sign.range), isSure) }
      // What comes first is not made sure by what stands behind it.
      if isSure || isFirst { break }
    }
    guard let found else { return nil }
    word = found.word
    isSure = found.isSure
  }

  /// Nobody needs more words to say that it goes on.
  private static let longest = 40
}

/// What the words of a request have to do with work that goes on.
private struct GoingOnWords {
  let reading: RequestReading
  let names: Set<String>
  /// The signs that ask for it, without those that are said not to be meant.
  private(set) var asked: [RequestReading.Sign] = []
  /// The words of signs that may stand in such a sentence.
  private var asking: Set<Int> = []
  /// Where it is said what to do, or not to do.
  private var told: Set<Int> = []
  private(set) var firstMaking: Int?

  init(_ reading: RequestReading, _ names: Set<String>) {
    self.reading = reading
    self.names = names
    for (place, sign) in reading.signs.enumerated() {
      switch sign.kind {
      case .resuming, .resumingSurely:
        asking.formUnion(sign.range)
        let isNegated =
          place > 0 && reading.signs[place - 1].kind == .without
          && reading.signs[place - 1].range.upperBound == sign.range.lowerBound
        if !isNegated { asked.append(sign) }
      case .whole, .wholeOf: asking.formUnion(sign.range)
      case .bound:
        asking.formUnion(sign.range)
        told.insert(sign.range.lowerBound)
      case .without, .skipping, .exception, .leaving: told.insert(sign.range.lowerBound)
      case .making:
        told.insert(sign.range.lowerBound)
        firstMaking = firstMaking ?? sign.range.lowerBound
      default: break
      }
    }
  }

  private func text(_ index: Int) -> String { reading.words[index].text }

  func isFiller(throughout range: Range<Int>) -> Bool { range.allSatisfy { isFiller($0) } }

  private func isFiller(_ index: Int) -> Bool {
    let word = text(index)
    return !asking.contains(index)
      && (IntentWords.leading.contains(word) || IntentWords.closing.contains(word)
        || Self.fillers.contains(word))
  }

  func namesWork(_ range: Range<Int>) -> Bool {
    range.contains { IntentWords.resumed.contains(text($0)) }
  }

  /// Whether all words speak of the work and of its going on.
  func isOfWork(_ range: Range<Int>) -> Bool {
    let isPlaced = range.contains { Self.places.contains(text($0)) }
    return range.allSatisfy { index in
      let word = text(index)
      if asking.contains(index) || isFiller(index) || Self.works.contains(word) || names.contains(word) {
        return true
      }
      // `what is left`, but not `Resume is broken`.
      if word == "is" || word == "are" {
        return index > range.lowerBound
          && ["what", "where", "that", "all", "everything"].contains(text(index - 1))
      }
      // `with the frontend`, but not `the frontend button`.
      if let mention = reading.mention(at: index) { return mention.isNamed || isPlaced }
      return !word.isEmpty && word.utf8.allSatisfy { (48...57).contains($0) }
    }
  }

  /// Whether what stands behind it in its sentence says how the work goes on.
  func goesOnWithInstructions(_ first: RequestReading.Segment) -> Bool {
    for segment in reading.segments where segment.sentence == first.sentence {
      let start = segment.range.lowerBound
      guard start >= first.range.upperBound, text(start - 1) != "but" else { continue }
      guard let next = segment.range.first(where: { !isFiller($0) }) else { continue }
      let isTold = (start...next).contains { index in
        let word = text(index)
        return told.contains(index) || Self.telling.contains(word) || IntentWords.chores.contains(word)
          || IntentWords.applying.contains(word)
      }
      guard isTold || segment.range.count <= 12 && isOfWork(segment.range) else { return false }
    }
    return true
  }

  private static let fillers: Set<String> = [
    "yes", "yeah", "yep", "great", "good", "fine", "perfect", "alright", "right", "done", "hello", "there",
    "it", "all",
  ]
  /// Words for the work, and for where it stood.
  private static let works: Set<String> = [
    "workflow", "run", "work", "working", "process", "pipeline", "session", "task", "job", "agents",
    "interrupted", "previous",
    "last", "earlier", "existing", "current", "same", "where", "what", "from", "at", "on", "in", "of",
    "until", "as",
    "before", "planned", "was", "were", "had", "been", "stopped", "started", "began", "begun", "ended",
    "paused", "interruption", "phases", "steps", "remaining", "rest", "wf", "again", "left",
    "attempt", "ahead", "further", "onwards", "here", "point",
  ]
  /// Words by which a part of the work is named as the place where it goes on.
  private static let places: Set<String> = [
    "with", "at", "from", "on", "workflow", "work", "run", "phase", "step", "agent", "agents",
  ]
  /// What an instruction begins with, beside the small things to do.
  private static let telling: Set<String> = [
    "never", "always", "with", "using", "keep", "leave", "avoid", "stay", "stop", "try", "prefer", "respect",
    "follow",
    "ignore", "mind",
    "remember", "consider", "wait", "write", "read", "answer", "report", "put", "take", "go", "use", "run",
    "do", "call", "ask", "let", "lets", "please", "touch", "redo", "rerun",
  ]
}
