/// What a request means, by the words found in it: named agents first, then `only` and `just`, then what is left out,
/// then the whole, then keywords by themselves.
struct IntentRules {
  let definition: WorkflowDefinition
  let request: String
  let order: [AgentID]
  let reading: RequestReading
  let signs: IntentSigns

  /// A longer request without a sign of its own is no single task.
  static let small = 40

  init(_ request: String, _ definition: WorkflowDefinition) {
    self.request = request
    self.definition = definition
    order = definition.order
    reading = RequestReading(request, definition)
    signs = IntentSigns(reading, called: Set(RequestWords.parts(of: definition.name).map(\.text)))
  }

  /// - Throws: `ambiguous`, too, for everyone where `only` keeps it to what is nobody's: that is never run in full.
  func decide(_ open: [WorkflowID], continues: Bool) throws(Rejection) -> WorkflowIntent {
    let unmet = UnmetBound(reading)
    let intent = try decide(open, continues: continues, unmet)
    if intent.mode == .full { try refuseUnmet(unmet) }
    return intent
  }

  private func decide(
    _ open: [WorkflowID], continues: Bool, _ unmet: UnmetBound?
  ) throws(Rejection) -> WorkflowIntent {
    let named = mentioned { $0.isNamed && !$0.isLeftOut }
    let leftOut = try leftOut()
    let bound = RequestParts(reading, of: definition, in: signs.boundSentences)
    if let asked = signs.resuming, !continues || open.count == 1 {
      let isBound = !named.agents.isEmpty || !bound.isEmpty && !signs.boundSentences.isEmpty
      if asked.isSure, signs.new == nil {
        return try resume(asked.word, open, among: isBound ? named.agents.union(bound.agents) : nil)
      }
      // Where nothing is open, the word is one like any other.
      if !open.isEmpty { throw eitherOne(asked.word, open) }
    }
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
    if !leftOut.agents.isEmpty {
      if task == nil { try refuseUnmet(unmet) }
      return try everyoneElse(leftOut, task)
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
    guard !parts.isEmpty else {
      return WorkflowIntent(
        .full,
        why: signs.making.map {
          "\(quoted($0)) asks for something to be made, and no word names a part of the workflow."
        }
          ?? "Nothing in the request names a part of the workflow.")
    }
    guard reading.words.count <= Self.small else {
      return WorkflowIntent(
        .full,
        why:
          "The request has \(reading.words.count) words, more than a single task, and no \"only\" or \"just\" keeps it to a part."
      )
    }
    if let shared = parts.shared.first {
      if parts.agents.isEmpty, let making = signs.making {
        return WorkflowIntent(
          .full,
          why: "\(quoted(making)) asks for something to be made, and no word says by which agent alone.")
      }
      throw sharedWords(shared.words, shared.agents, parts.agents)
    }
    return chosen(
      parts.agents,
      "\(said(parts.words)) \(parts.words.count == 1 ? "means" : "mean") \(spoken(names(parts.agents))), and nothing asks for more."
    )
  }

  /// Agents that are named.
  private func meaning(_ named: Found, _ leftOut: Found) throws(Rejection) -> WorkflowIntent {
    let sentences = signs.boundSentences.union(named.sentences)
    let more = RequestParts(reading, of: definition, in: sentences, askedOnly: true)
    let agents = named.agents.union(more.agents).subtracting(leftOut.agents)
    let words = named.words + more.words
    guard !agents.isEmpty else { throw nobodyLeft(leftOut) }
    if let whole = signs.whole {
      throw contradiction(
        "\(quoted(whole)) asks for the whole workflow, and \(said(words)) for \(spoken(names(agents))) only",
        agents)
    }
    let names = spoken(names(agents))
    return chosen(agents, "\(said(words)) \(words.count == 1 ? "names" : "name") \(names).")
  }

  /// Agents that `only` or `just` keeps it to.
  private func meaning(bound: RequestParts, _ leftOut: Found) throws(Rejection) -> WorkflowIntent {
    if let shared = bound.shared.first { throw sharedWords(shared.words, shared.agents, bound.agents) }
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
        agents)
    }
    return chosen(
      agents,
      "\(quoted(word)) keeps it to \(said(bound.words)), which \(bound.words.count == 1 ? "means" : "mean") \(spoken(names(agents)))."
    )
  }

  private func everyoneElse(_ leftOut: Found, _ task: RequestParts?) throws(Rejection) -> WorkflowIntent {
    let agents = Set(order.indices).subtracting(leftOut.agents)
    guard !agents.isEmpty else { throw nobodyLeft(leftOut) }
    if let task, signs.whole == nil {
      throw contradiction(
        "\(said(task.words)) asks for \(spoken(names(task.agents))), and \(said(leftOut.words)) is left out as if everyone else worked",
        task.agents)
    }
    return chosen(
      agents,
      "\(quoted(signs.without ?? "without")) leaves out \(spoken(names(leftOut.agents))), named by \(said(leftOut.words)); everyone else works."
    )
  }

  // MARK: What was found

  struct Found {
    var agents: Set<Int> = []
    var words: [String] = []
    var sentences: Set<Int> = []
  }

  private func mentioned(_ counts: (RequestReading.Mention) -> Bool) -> Found {
    var found = Found()
    for mention in reading.mentions where counts(mention) {
      // Two agents of one name are told apart by whatever else is said; without that both are meant.
      let isNew = !mention.agents.isSubset(of: found.agents)
      found.agents.formUnion(mention.agents)
      if isNew { found.words.append(reading.shown(mention.range)) }
      found.sentences.insert(reading.sentenceAt[mention.range.lowerBound])
    }
    return found
  }

  /// Agents that are not to work.
  private func leftOut() throws(Rejection) -> Found {
    var found = mentioned { $0.isNamed && $0.isLeftOut }
    var run: (range: Range<Int>, agents: Set<Int>)?
    func close() throws(Rejection) {
      guard let run else { return }
      guard run.agents.count == 1 else { throw sharedWords(reading.shown(run.range), run.agents, []) }
      if !run.agents.isSubset(of: found.agents) { found.words.append(reading.shown(run.range)) }
      found.agents.formUnion(run.agents)
    }
    for mention in reading.mentions where mention.isLeftOut && !mention.isNamed {
      if let last = run, last.range.upperBound == mention.range.lowerBound {
        let both = last.agents.intersection(mention.agents)
        run = (
          last.range.lowerBound..<mention.range.upperBound,
          both.isEmpty ? last.agents.union(mention.agents) : both
        )
      } else {
        try close()
        run = (mention.range, mention.agents)
      }
    }
    try close()
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
