/// Agents that are not to work.
struct LeftOut {
  var sure = IntentRules.Found()
  /// Of several that a word means.
  var unsure = IntentRules.Found()
  /// Of whom it is said that they are done, or come later.
  var done = IntentRules.Found()
  /// Of whom it is said that they are not to be left out.
  var kept = IntentRules.Found()

  init(_ reading: RequestReading) {
    sure = IntentRules.mentioned(reading) { $0.isNamed && $0.isLeftOut }
    done = IntentRules.mentioned(reading) { $0.isDone }
    kept = IntentRules.mentioned(reading) { $0.isKept }
    var run: (range: Range<Int>, agents: Set<Int>)?
    func close() {
      guard let run else { return }
      let isGeneral = reading.words[run.range].allSatisfy { IntentWords.general.contains($0.text) }
      let isSure = run.agents.count == 1 && !isGeneral
      let known = isSure ? sure.agents : unsure.agents
      let words = run.agents.isSubset(of: known) ? [] : [reading.shown(run.range)]
      if isSure {
        sure.agents.formUnion(run.agents)
        sure.words += words
      } else {
        unsure.agents.formUnion(run.agents)
        unsure.words += words
      }
    }
    for mention in reading.mentions where mention.isLeftOut && !mention.isNamed {
      if let last = run, last.range.upperBound == mention.range.lowerBound {
        let both = last.agents.intersection(mention.agents)
        run = (
          last.range.lowerBound..<mention.range.upperBound,
          both.isEmpty ? last.agents.union(mention.agents) : both
        )
      } else {
        close()
        run = (mention.range, mention.agents)
      }
    }
    close()
  }
}

extension IntentRules {
  /// Refuses what would run somebody who is left out, or leave out somebody who is not to be.
  func refuseAside(_ intent: WorkflowIntent) throws(Rejection) {
    let agents = Set(
      order.indices.filter { intent.mode == .full || intent.targets.contains(order[$0]) })
    let (sure, unsure, done, kept) = (leftOut.sure, leftOut.unsure, leftOut.done, leftOut.kept)
    if !agents.isDisjoint(with: sure.agents) { throw nobodyLeft(sure) }
    if !agents.isDisjoint(with: unsure.agents) {
      throw unclear(
        "\(said(unsure.words)) is left out, which can mean \(spoken(names(unsure.agents), word: "or"))",
        unsure.agents)
    }
    if !agents.isDisjoint(with: done.agents) {
      throw unclear(
        "\(said(done.words)) is spoken of as done or for later, and nothing says who works now",
        [])
    }
    if !kept.agents.isSubset(of: agents) {
      throw unclear(
        "\(said(kept.words)) is not to be left out, and nothing says who else works", kept.agents)
    }
  }

  /// Refuses words that say who works in a way that isn't clear.
  func refuseVague() throws(Rejection) {
    if let nested = reading.nested {
      throw unclear("\(quoted(reading.shown(nested))) is an exception from what is left out already", [])
    }
    if let word = signs.beginning {
      throw unclear("\(quoted(word)) says where to begin, and not how far it goes", [])
    }
    if let phase = reading.vaguePhase, reading.words.count <= Self.small {
      throw unclear(
        "\(quoted(reading.shown(phase))) may mean phases of the workflow, which has \(definition.phases.count), or something else",
        [])
    }
  }

  /// Refuses what asks for nothing but speaks of parts, where no other word says who works.
  func refuseSpokenOf(_ parts: RequestParts) throws(Rejection) {
    if !leftOut.kept.agents.isEmpty {
      throw unclear(
        "\(said(leftOut.kept.words)) is not to be left out, and nothing says who else works",
        leftOut.kept.agents)
    }
    let isJudge =
      !parts.objects.isEmpty
      && !parts.objectWords.allSatisfy {
        IntentWords.general.contains($0.lowercased())
      }
    let spokenOf = Self.mentioned(reading) { $0.isSpokenOf }
    if let rest = signs.rest, spokenOf.agents.isEmpty, !signs.isMaking {
      throw unclear("\(quoted(rest)) is asked for, and nothing says of what", [])
    }
    if !spokenOf.agents.isEmpty, !signs.isMaking {
      throw unclear("\(said(spokenOf.words)) is spoken of, and nothing says who works", spokenOf.agents)
    }
    if !parts.objects.isEmpty, isJudge || !signs.isMaking {
      throw unclear(
        "\(said(parts.objectWords)) can mean \(spoken(names(parts.objects), word: "or")), or what is to be made or mended",
        parts.objects)
    }
  }
}
