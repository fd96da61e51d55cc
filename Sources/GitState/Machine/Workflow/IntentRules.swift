/// What a request means, by the words found in it: named agents first, then `only` and `just`, then what is left out,
/// then the whole, then keywords by themselves.
struct IntentRules {
  let definition: WorkflowDefinition
  let request: String
  let order: [AgentID]
  let reading: RequestReading
  let signs: IntentSigns
  let leftOut: LeftOut
  /// Whoever is perhaps not to work.
  var aside: Set<Int> { leftOut.sure.agents.union(leftOut.unsure.agents).union(leftOut.done.agents) }

  /// A longer request without a sign of its own is no single task.
  static let small = 40

  init(_ request: String, _ definition: WorkflowDefinition) {
    self.request = request
    self.definition = definition
    order = definition.order
    reading = RequestReading(request, definition)
    signs = IntentSigns(reading, called: Set(RequestWords.parts(of: definition.name).map(\.text)))
    leftOut = LeftOut(reading)
  }

  /// - Throws: `ambiguous`, too, for everyone where `only` keeps it to what is nobody's, and wherever somebody would work who is left out:
  ///   that is never run.
  func decide(_ open: [WorkflowID], continues: Bool) throws(Rejection) -> WorkflowIntent {
    let unmet = UnmetBound(reading)
    let intent = try decide(open, continues: continues, unmet)
    if intent.mode == .full { try refuseUnmet(unmet) }
    if intent.mode != .resume { try refuseAside(intent) }
    return intent
  }

  private func decide(
    _ open: [WorkflowID], continues: Bool, _ unmet: UnmetBound?
  ) throws(Rejection) -> WorkflowIntent {
    let named = mentioned { $0.isNamed && !$0.isAside }
    var leftOut = leftOut.sure
    let bound = RequestParts(reading, of: definition, in: signs.boundSentences)
    if let asked = signs.resuming, !continues || open.count == 1 {
      let isBound = !named.agents.isEmpty || !bound.isEmpty && !signs.boundSentences.isEmpty
      if asked.isSure, signs.new == nil {
        return try resume(asked.word, open, among: isBound ? named.agents.union(bound.agents) : nil)
      }
      // Where nothing is open, the word is one like any other.
      if !open.isEmpty { throw eitherOne(asked.word, open) }
    }
    try refuseVague()
    if !named.agents.isEmpty { return try meaning(named, leftOut) }
    try refuseStrangers()
    if !signs.boundSentences.isEmpty {
      if !bound.isEmpty { return try meaning(bound: bound, leftOut) }
      if let chore = signs.chore, leftOut.agents.isEmpty, signs.whole == nil, signs.new == nil {
        throw nobodyMeant(signs.bound ?? "only", chore, near: [])
      }
    }
    let asked = RequestParts(reading, of: definition, askedOnly: true)
    // The one thing that is asked for in so many words, where it is not simply something that is to be made.
    let task =
      reading.words.count <= Self.small && asked.shared.isEmpty && asked.agents.count == 1 && !signs.isMaking
      ? asked : nil
    let spokenOf = mentioned { $0.isSpokenOf && $0.agents.count == 1 }
    let rest = task == nil && !spokenOf.agents.isEmpty ? signs.rest : nil
    if rest != nil {
      leftOut.agents.formUnion(spokenOf.agents)
      leftOut.words += spokenOf.words
    }
    if !leftOut.agents.isEmpty {
      if task == nil { try refuseUnmet(unmet) }
      return try everyoneElse(leftOut, task, rest)
    }
    if let whole = signs.whole {
      if let task {
        throw contradiction(
          "\(quoted(whole)) asks for the whole workflow, and \(said(task.words)) for \(spoken(names(task.agents))) only",
          task.agents)
      }
      return WorkflowIntent(.full, why: "\(quoted(whole)) asks for the whole workflow.")
    }
    if let new = signs.new, task == nil || signs.isMakingNew {
      return WorkflowIntent(
        .full, why: "\(quoted(new)) asks for something new, which takes the whole workflow.")
    }
    return try byKeywords()
  }

  /// What keywords mean by themselves.
  private func byKeywords() throws(Rejection) -> WorkflowIntent {
    let parts = RequestParts(reading, of: definition)
    let isSmall = reading.words.count <= Self.small
    if parts.isEmpty, isSmall { try refuseSpokenOf(parts) }
    guard !parts.isEmpty else {
      return WorkflowIntent(
        .full,
        why: signs.making.map {
          "\(quoted($0)) asks for something to be made, and no word \(reading.mentions.isEmpty ? "names a part of the workflow" : "says by which agent alone")."
        }
          ?? "Nothing in the request names a part of the workflow.")
    }
    guard isSmall else {
      return WorkflowIntent(
        .full,
        why:
          "The request has \(reading.words.count) words, more than a single task, and no \"only\" or \"just\" keeps it to a part."
      )
    }
    if let shared = parts.shared.first {
      if parts.agents.isEmpty, let making = signs.making,
        parts.shared.allSatisfy({ isMade($0.words, making) })
      {
        return WorkflowIntent(
          .full,
          why: "\(quoted(making)) asks for something to be made, and no word says by which agent alone.")
      }
      throw sharedWords(shared.words, shared.agents, parts.agents, areAtOdds: shared.areAtOdds)
    }
    return chosen(
      parts.agents,
      "\(said(parts.words)) \(parts.words.count == 1 ? "means" : "mean") \(spoken(names(parts.agents))), and nothing asks for more."
    )
  }

  /// Whether a keyword is the word for making something, or stands behind that: `implement login`.
  private func isMade(_ words: String, _ making: String) -> Bool {
    guard let mention = reading.mentions.first(where: { words.hasPrefix(reading.shown($0.range)) }),
      let sign = reading.signs.first(where: { $0.kind == .making && reading.shown($0.range) == making })
    else { return true }
    return sign.range.lowerBound <= mention.range.lowerBound
  }

  /// Agents that are named.
  private func meaning(_ named: Found, _ leftOut: Found) throws(Rejection) -> WorkflowIntent {
    let sentences = signs.boundSentences.union(named.sentences)
    let more = RequestParts(reading, of: definition, in: sentences, askedOnly: true)
    var asked = named.agents.subtracting(named.finders)
    if asked.isEmpty, more.isEmpty {
      if let finder = named.finders.first(where: { definition[order[$0]]?.evaluator == nil }) {
        throw unclear(
          "What \(order[finder]) found is to be mended, and nothing says by whom",
          Set(order.indices).subtracting([finder]))
      }
      asked = definition.mending(named.finders)
    }
    let agents = asked.union(more.agents).subtracting(leftOut.agents)
    let words = named.words + more.words
    guard !agents.isEmpty else { throw nobodyLeft(leftOut) }
    if let whole = signs.whole {
      throw contradiction(
        "\(quoted(whole)) asks for the whole workflow, and \(said(words)) for \(spoken(names(agents))) only",
        agents)
    }
    let names = spoken(names(agents))
    guard !named.finders.isSuperset(of: named.agents) || asked == named.agents else {
      return chosen(
        agents, "What \(said(named.words)) found is for \(names) to mend.")
    }
    return chosen(agents, "\(said(words)) \(words.count == 1 ? "names" : "name") \(names).")
  }

  /// Agents that `only` or `just` keeps it to.
  private func meaning(bound: RequestParts, _ leftOut: Found) throws(Rejection) -> WorkflowIntent {
    if let shared = bound.shared.first {
      throw sharedWords(shared.words, shared.agents, bound.agents, areAtOdds: shared.areAtOdds)
    }
    let agents = bound.agents.subtracting(leftOut.agents)
    guard !agents.isEmpty else { throw nobodyLeft(leftOut) }
    let word = signs.bound ?? "only"
    if let whole = signs.whole {
      throw contradiction(
        "\(quoted(whole)) asks for the whole workflow, and \(said([word] + bound.words)) for \(spoken(names(agents))) only",
        agents)
    }
    if let new = signs.newBeforeBound {
      throw contradiction(
        "\(quoted(new)) asks for something new, and \(said([word] + bound.words)) for \(spoken(names(agents))) only",
        agents, isSure: false)
    }
    return chosen(
      agents,
      "\(quoted(word)) keeps it to \(said(bound.words)), which \(bound.words.count == 1 ? "means" : "mean") \(spoken(names(agents)))."
    )
  }

  private func everyoneElse(
    _ leftOut: Found, _ task: RequestParts?, _ rest: String?
  ) throws(Rejection) -> WorkflowIntent {
    let agents = Set(order.indices).subtracting(leftOut.agents)
    guard !agents.isEmpty else { throw nobodyLeft(leftOut) }
    if let task, signs.whole == nil {
      throw contradiction(
        "\(said(task.words)) asks for \(spoken(names(task.agents))), and \(said(leftOut.words)) is left out as if everyone else worked",
        task.agents)
    }
    return chosen(
      agents,
      "\(quoted(signs.without ?? rest ?? "without")) leaves out \(spoken(names(leftOut.agents))), named by \(said(leftOut.words)); everyone else works."
    )
  }

  // MARK: What was found

  struct Found {
    var agents: Set<Int> = []
    var words: [String] = []
    var sentences: Set<Int> = []
    /// Those of whom it is said that they found something that is to be mended.
    var finders: Set<Int> = []
  }

  private func mentioned(_ counts: (RequestReading.Mention) -> Bool) -> Found {
    Self.mentioned(reading, counts)
  }

  static func mentioned(_ reading: RequestReading, _ counts: (RequestReading.Mention) -> Bool) -> Found {
    var found = Found()
    for mention in reading.mentions where counts(mention) {
      // Two agents of one name are told apart by whatever else is said; without that both are meant.
      let isNew = !mention.agents.isSubset(of: found.agents)
      found.agents.formUnion(mention.agents)
      if isNew { found.words.append(reading.shown(mention.range)) }
      if reading.isMending(mention.range) { found.finders.formUnion(mention.agents) }
      found.sentences.insert(reading.sentenceAt[mention.range.lowerBound])
    }
    return found
  }

  func names(_ agents: Set<Int>) -> [String] { agents.sorted().map { order[$0].text } }

  func said(_ words: [String]) -> String { spoken(words.map { quoted($0) }, limit: 4) }

  private func chosen(_ agents: Set<Int>, _ why: String) -> WorkflowIntent {
    let targets = agents.sorted().map { order[$0] }
    if targets.count == order.count, order.count > 1 {
      return WorkflowIntent(.full, why: why + " That is everyone.")
    }
    return WorkflowIntent(targets.count == 1 ? .partial : .selective, targets, why: why)
  }
}
