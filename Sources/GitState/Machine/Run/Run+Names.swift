extension Run {
  /// The phase that a caller means: of exactly that name, of that number, or the only one of that name without `Phase N:`.
  package func phase(named text: String) throws(Rejection) -> RunPhase {
    guard let found = try findPhase(text) else { throw unknownPhase(text) }
    return found
  }

  /// The same; nil where none is meant.
  func findPhase(_ text: String) throws(Rejection) -> RunPhase? {
    if let exact = phases.first(where: { $0.name.text == text }) { return exact }
    let key = comparable(text)
    var found = phases.filter { comparable($0.name.text) == key }
    if found.isEmpty, let number = Run.number(text) { found = phases.filter { $0.number == number } }
    if found.isEmpty { found = phases.filter { comparable($0.name.bare) == key } }
    guard found.count > 1 else { return found.first }
    let names = found.map(\.name.text)
    throw Rejection(
      .ambiguous, "\(quoted(text)) fits \(spoken(names.map { quoted($0) })). Give the whole name.",
      details: [.init("value", .text(String(text.prefix(80)))), .init("candidates", .texts(names))])
  }

  /// The number in `2` or `Phase 2`.
  private static func number(_ text: String) -> Int? {
    let parts = PhaseName.parts(of: text)
    return parts?.name.isEmpty == true ? parts?.number : Int(text)
  }

  private func unknownPhase(_ text: String) -> Rejection {
    let known = phases.map(\.name.text)
    let near = nearest(to: text, among: Set(known + phases.map(\.name.bare)).sorted())
    var sentence = "Run \(short) has no phase \(quoted(text))."
    sentence +=
      near.isEmpty
      ? " It has \(spoken(known.map { quoted($0) }))."
      : " Did you mean \(spoken(near.map { quoted($0) }, word: "or"))?"
    return Rejection(
      .notFound, sentence,
      details: [.init("value", .text(String(text.prefix(80)))), .init("known", .texts(known))],
      next: call("get_task_state"))
  }

  /// The module of that name.
  package func module(named name: ModuleName) throws(Rejection) -> RunModule {
    if let module = self[name] { return module }
    let known = modules.map(\.name.text)
    let near = nearest(to: name.text, among: known)
    throw Rejection(
      .notFound,
      "Run \(short) has no module \(quoted(name.text))."
        + (near.isEmpty ? " It has \(spoken(known))." : " Did you mean \(spoken(near, word: "or"))?"),
      details: [.init("value", .text(name.text)), .init("known", .texts(known.prefix(200)))],
      next: call("list_worktrees"))
  }

  /// The checkpoint that a caller means: by its number, id, sha or a part of that, `latest` or `last-passed`.
  ///
  /// One that a rollback undid is found by what names it, and passed over by the two words.
  package func checkpoint(
    named text: String, given facts: RunFacts = RunFacts()
  ) throws(Rejection) -> Noted<RunCheckpoint> {
    let standing = checkpoints.filter(\.stands)
    let key = text.lowercased()
    let found: [Noted<RunCheckpoint>]
    switch key {
    case "latest": found = Array(standing.suffix(1))
    case "last-passed": found = Array(standing.filter { $0.fact.validationPassed == true }.suffix(1))
    default:
      let exact = checkpoints.filter {
        $0.fact.id == text || $0.fact.sha == key || "\($0.fact.number)" == text
      }
      let isPart = (7...39).contains(key.utf8.count)
      found = exact.isEmpty && isPart ? checkpoints.filter { $0.fact.sha.hasPrefix(key) } : exact
    }
    if found.count == 1 { return found[0] }
    let known = checkpoints.map { "\($0.fact.number)" }
    if found.count > 1 {
      let numbers = found.map { "\($0.fact.number)" }
      throw Rejection(
        .ambiguous, "\(quoted(text)) fits the checkpoints \(spoken(numbers)). Give the number.",
        details: [.init("value", .text(text)), .init("candidates", .texts(numbers))])
    }
    var sentence = "Run \(short) has no checkpoint \(quoted(text)); it has \(spoken(known))."
    if let owner = facts.owner {
      sentence = "Checkpoint \(quoted(text)) belongs to run \(owner), not to run \(founding?.id.text ?? "")."
    }
    throw Rejection(
      .notFound, sentence,
      details: [.init("value", .text(String(text.prefix(80)))), .init("known", .texts(known.suffix(200)))]
        + (facts.owner.map { [.init("owner", .text($0.text))] } ?? []),
      next: call("list_checkpoints"))
  }

  /// Its id as sentences name it.
  package var short: String { founding?.id.short ?? "" }

  /// A next call, for this run.
  func call(_ tool: String, _ arguments: [Rejection.Field] = []) -> Rejection.Next {
    .init(tool, [.init("task_id", .text(founding?.id.text ?? ""))] + arguments)
  }
}
