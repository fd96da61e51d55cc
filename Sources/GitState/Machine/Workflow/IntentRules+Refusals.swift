extension IntentRules {
  /// Goes on with the only workflow that is open; refuses where there is none, or several.
  ///
  /// - Parameter agents: those that the request keeps it to; nil where it does not.
  func resume(_ word: String, _ open: [WorkflowID], among agents: Set<Int>?) throws(Rejection)
    -> WorkflowIntent
  {
    guard let only = open.first else {
      let mode: ExecutionMode =
        agents.map { $0.isEmpty ? .full : $0.count == 1 ? .partial : .selective } ?? .full
      throw Rejection(
        .notFound,
        "\(quoted(word)) asks for an earlier workflow to go on, and none of \(quoted(definition.name)) is open. Start one with the mode that is meant, or name the finished one as continues.",
        details: [.init("words", .texts([word]))], next: start(mode, agents ?? []))
    }
    guard open.count == 1 else {
      throw Rejection(
        .ambiguous,
        "\(quoted(word)) asks for an earlier workflow to go on, and \(open.count) are open: \(spoken(open.map(\.text))).",
        details: [.init("candidates", .texts(open.prefix(50).map(\.text))), .init("words", .texts([word]))],
        next: .init("resume_workflow", [.init("workflow_id", .text(only.text))]))
    }
    if let agents, !agents.isEmpty {
      throw Rejection(
        .ambiguous,
        "\(quoted(word)) asks for workflow \(only) to go on, and the request keeps it to \(spoken(names(agents))), which is another workflow. Say which of the two is meant.",
        details: [
          .init("candidates", .texts(["resume", agents.count == 1 ? "partial" : "selective"])),
          .init("agents", .texts(names(agents))), .init("workflow_id", .text(only.text)),
        ], next: .init("resume_workflow", [.init("workflow_id", .text(only.text))]))
    }
    return WorkflowIntent(
      .resume, why: "\(quoted(word)) goes on with \(only), the only workflow that is open.")
  }

  /// Words that may ask for an open workflow to go on, and may be about something of their own.
  func eitherOne(_ word: String, _ open: [WorkflowID]) -> Rejection {
    let ids = open.map(\.text)
    let one = ids.count == 1
    return Rejection(
      .ambiguous,
      "\(quoted(word)) can ask for \(one ? "workflow \(ids[0])" : "one of the open workflows \(spoken(ids, limit: 4, word: "or"))") to go on, and the other words name something of their own. Resume \(one ? "it" : "the one that is meant") with instructions, or start another with the mode that is meant.",
      details: [
        .init("candidates", .texts(["resume", "full"])), .init("words", .texts([word])),
        .init("workflow_ids", .texts(Array(ids.prefix(50)))),
      ], next: .init("resume_workflow", [.init("workflow_id", .text(ids[0]))]))
  }

  /// Words that ask for two things at once.
  ///
  /// - Parameter isSure: whether the part is asked for in so many words, so that the call for it does what was said.
  func contradiction(_ what: String, _ agents: Set<Int>, isSure: Bool = true) -> Rejection {
    let mode: ExecutionMode = agents.count == 1 ? .partial : .selective
    return Rejection(
      .ambiguous, "The request can be meant in two ways: \(what). Say the mode.",
      details: [
        .init("candidates", .texts(["full", mode.rawValue])), .init("agents", .texts(names(agents))),
      ], next: isSure ? start(mode, agents) : nil)
  }

  /// Words that several agents have in common.
  ///
  /// - Parameter areAtOdds: whether none of those has all of the words.
  func sharedWords(
    _ words: String, _ agents: Set<Int>, _ others: Set<Int>, areAtOdds: Bool = false
  ) -> Rejection {
    Rejection(
      .ambiguous,
      "\(quoted(words)) can mean \(spoken(names(agents), word: "or")), and no other word tells them apart. Name the agents that are meant.",
      details: [.init("candidates", .texts(names(agents))), .init("words", .texts([words]))],
      next: areAtOdds ? nil : start(.selective, agents.union(others)))
  }

  /// A task that is kept small, and that is nobody's.
  ///
  /// - Parameters:
  ///   - object: what it is kept to.
  ///   - near: agents that are called nearly so.
  func nobodyMeant(_ word: String, _ object: String?, near: Set<Int>) -> Rejection {
    let near = near.subtracting(aside)
    let meant = near.isEmpty ? order.map(\.text) : names(near)
    let which =
      near.isEmpty
      ? ": \(spoken(meant, word: "or"))"
      : ". Near \(object.map { quoted($0) } ?? "it") \(meant.count == 1 ? "is" : "are") \(spoken(meant, word: "or"))"
    return Rejection(
      .ambiguous,
      "\(quoted(word)) keeps the request to a part, and no word says which agent's\(which). Name the agents that are meant.",
      details: [
        .init("candidates", .texts(meant.prefix(50))),
        .init("words", .texts([word] + [object.map { String($0.prefix(80)) }].compactMap(\.self))),
      ],
      next: near.count == 1 ? start(.partial, near) : nil)
  }

  /// Everybody that is named is left out, too.
  func nobodyLeft(_ leftOut: Found) -> Rejection {
    Rejection(
      .ambiguous,
      "Nobody is left to work: \(said(leftOut.words)) is asked for and left out, or everyone is left out. Name the agents that are meant.",
      details: [
        .init("candidates", .texts(names(leftOut.agents))), .init("words", .texts(leftOut.words.prefix(8))),
      ])
  }

  /// Refuses an `@` in front of what is nearly an agent.
  func refuseStrangers() throws(Rejection) {
    guard let first = reading.strangers.first else { return }
    var end = first + 1
    while end < reading.words.count, reading.words[end].gap == .joined, end < first + 16 { end += 1 }
    let word = String(reading.shown(first..<end).dropFirst())
    let near = nearest(to: word, among: order.map(\.text))
    guard !near.isEmpty else { return }
    let agents = Set(order.indices.filter { near.contains(order[$0].text) })
    throw Rejection(
      .ambiguous,
      "\(quoted("@" + word)) is none of the agents of \(quoted(definition.name)). Near it \(near.count == 1 ? "is" : "are") \(spoken(near, word: "or")).",
      details: [.init("candidates", .texts(near)), .init("words", .texts(["@" + word]))],
      next: start(agents.count == 1 ? .partial : .selective, agents))
  }

  /// Words that leave it open who is meant, or how far it goes.
  func unclear(_ what: String, _ agents: Set<Int>) -> Rejection {
    Rejection(
      .ambiguous, "\(what). Say the mode, and name the agents that are meant.",
      details: [.init("candidates", .texts(names(agents.isEmpty ? Set(order.indices) : agents)))])
  }

  /// The call that says it; none that runs somebody who is left out.
  private func start(_ mode: ExecutionMode, _ agents: Set<Int>) -> Rejection.Next? {
    guard aside.isDisjoint(with: agents), mode != .full || aside.isEmpty else { return nil }
    let isShort = request.utf8.count <= 2_000
    var arguments: [Rejection.Field] = [
      .init("request", .text(isShort ? request : "<the same request>")), .init("mode", .text(mode.rawValue)),
    ]
    if !agents.isEmpty { arguments.append(.init("target_agents", .texts(names(agents)))) }
    return .init("start_workflow", arguments)
  }
}
