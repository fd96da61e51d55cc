/// The agents that keywords of a request come to, and the words that say so.
struct RequestParts {
  var agents: Set<Int> = []
  var words: [String] = []
  /// Words that several agents have in common, with nothing beside them that tells those apart.
  var shared: [(words: String, agents: Set<Int>, areAtOdds: Bool)] = []

  /// Agents whose keywords are only what something is to be done about: `fix the code`, `add review comments`.
  var objects: Set<Int> = []
  var objectWords: [String] = []

  /// How many words are told of.
  private static let most = 6

  var isEmpty: Bool { agents.isEmpty && shared.isEmpty }

  /// - Parameters:
  ///   - sentences: those that count; nil for all.
  ///   - askedOnly: whether what is only spoken of does not count.
  init(
    _ reading: RequestReading, of definition: WorkflowDefinition, in sentences: Set<Int>? = nil,
    askedOnly: Bool = false
  ) {
    let order = definition.order
    let judges = Set(order.indices.filter { definition[order[$0]]?.evaluator != nil })
    var pieces: [Piece] = []
    for segment in reading.segments where sentences?.contains(segment.sentence) ?? true {
      pieces.append(Piece(segment, reading, judges))
    }
    // What is spoken of elsewhere in a sentence tells apart, too: `implement and review the backend`.
    var context: [Int: [Set<Int>]] = [:]
    for piece in pieces {
      for run in piece.runs where context[piece.sentence]?.contains(run.agents) != true {
        context[piece.sentence, default: []].append(run.agents)
      }
    }
    let asked = pieces.contains { $0.action != nil }
    for piece in pieces {
      let mending = piece.runs.filter(\.isMending)
      let counted =
        mending.isEmpty ? piece.action.map { [$0] } ?? (asked || askedOnly ? [] : piece.runs) : mending
      for run in counted { count(run, of: piece, context[piece.sentence] ?? [], definition) }
    }
    for object in pieces.lazy.flatMap(\.objects).prefix(Self.most) {
      objects.formUnion(object.agents)
      objectWords += object.words
    }
    // One that is shared says nothing more where all of its agents are meant already.
    shared.removeAll { $0.agents.isSubset(of: agents) }
  }

  /// Takes in what a run means, told apart by what else its piece and its sentence speak of.
  private mutating func count(
    _ run: Run, of piece: Piece, _ context: [Set<Int>], _ definition: WorkflowDefinition
  ) {
    var agents = run.agents
    var told = run.words
    for other in piece.runs where agents.count > 1 {
      if Self.narrow(&agents, by: other.agents) { told += other.words }
    }
    for other in context where agents.count > 1 { Self.narrow(&agents, by: other) }
    if agents.count == 1, !run.isAtOdds {
      self.agents.formUnion(run.isMending ? definition.mending(agents) : agents)
      for word in told where words.count < Self.most && !words.contains(word) { words.append(word) }
    } else if shared.count < Self.most, !shared.contains(where: { $0.agents == run.agents }) {
      shared.append((run.words.joined(separator: " "), run.agents, run.isAtOdds))
    }
  }

  @discardableResult
  private static func narrow(_ agents: inout Set<Int>, by other: Set<Int>) -> Bool {
    let both = agents.intersection(other)
    guard !both.isEmpty, both.count < agents.count else { return false }
    agents = both
    return true
  }

  /// Keywords that stand side by side: `code review`.
  private struct Run {
    var agents: Set<Int>
    var words: [String]
    var range: Range<Int>
    /// Whether no agent has all of them: `backend review`.
    var isAtOdds = false
    /// Whether it speaks of what somebody found, and of doing something about it.
    var isMending = false
    /// Whether something is made or mended, and it stands behind that.
    var isObject = false

    func isGeneral(_ reading: RequestReading) -> Bool {
      reading.words[range].allSatisfy { IntentWords.general.contains($0.text) }
    }

    mutating func add(_ mention: RequestReading.Mention, _ shown: String) {
      let both = agents.intersection(mention.agents)
      if both.isEmpty, IntentWords.general.contains(shown.lowercased()) {
        // `The backend code` is the backend.
      } else if both.isEmpty || isAtOdds {
        isAtOdds = true
        agents.formUnion(mention.agents)
      } else {
        agents = both
      }
      if words.count < 4 { words.append(shown) }
      range = range.lowerBound..<mention.range.upperBound
    }
  }

  private struct Piece {
    let sentence: Int
    var runs: [Run] = []
    /// What is asked for in so many words: `review the backend` asks for a review.
    var action: Run?
    var objects: [Run] = []

    /// - Parameter judges: those who neither make nor mend anything.
    init(_ segment: RequestReading.Segment, _ reading: RequestReading, _ judges: Set<Int>) {
      sentence = segment.sentence
      let words = reading.words
      var index = segment.range.lowerBound
      var isLeading = true
      // Whether something is made or mended.
      var isDoing = false
      var present: Run?
      while index < segment.range.upperBound {
        let word = words[index].text
        guard let mention = reading.mention(at: index), mention.range.lowerBound == index else {
          if IntentWords.applying.contains(word) || IntentWords.makes.contains(word) { isDoing = true }
          if !IntentWords.leading.contains(word), !reading.binding.contains(index) { isLeading = false }
          index += 1
          continue
        }
        index = mention.range.upperBound
        // What is said in one breath with an agent's name is what that agent is to do.
        if mention.isNamed {
          runs = []
          action = nil
          return
        }
        if mention.isAside {
          isLeading = false
          continue
        }
        let shown = reading.shown(mention.range)
        if present?.range.upperBound == mention.range.lowerBound {
          present?.add(mention, shown)
        } else {
          take(present, reading, judges)
          present = Run(agents: mention.agents, words: [shown], range: mention.range, isObject: isDoing)
        }
        if isLeading { action = present }
        if IntentWords.applying.contains(word) { isDoing = true }
        if index < segment.range.upperBound, reading.mention(at: index) == nil { isLeading = false }
      }
      take(present, reading, judges)
      if let first = action, first.isGeneral(reading) { action = nil }
    }

    /// Keeps a run that means something else than those before it.
    private mutating func take(_ run: Run?, _ reading: RequestReading, _ judges: Set<Int>) {
      guard var run else { return }
      run.isMending = reading.isMending(run.range)
      let isObject = run.isObject && run.agents.isSubset(of: judges) && action?.range != run.range
      if !run.isMending, isObject || run.isGeneral(reading) {
        objects.append(run)
      } else if !runs.contains(where: { $0.agents == run.agents && $0.isAtOdds == run.isAtOdds }) {
        runs.append(run)
      }
    }
  }
}

extension WorkflowDefinition {
  /// Who mends what an evaluator among these found; the others stay.
  func mending(_ agents: Set<Int>) -> Set<Int> {
    let order = order
    var meant: Set<Int> = []
    for agent in agents {
      let targets = self[order[agent]]?.evaluator?.retry ?? []
      let places = order.indices.filter { targets.contains(order[$0]) }
      meant.formUnion(places.isEmpty ? [agent] : places)
    }
    return meant
  }
}
