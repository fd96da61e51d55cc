import StateMachine
import TestSupport

/// A plan that is driven by random commands, with random facts, and that watches over what must always hold.
struct RandomPlan {
  var bench: PlanUnderTest
  /// What was seen to be broken.
  var broken: [String] = []
  private(set) var refused = 0
  private(set) var accepted = 0
  private var changingUpdates = 0

  private static let ids = ["001", "002", "003", "004", "005", "api-6", "007"]
  private static let capabilities = ["A", "b", "C "]
  private static let commits = ["merge-001", "merge-002", "tip-001", "tip-002", "squash", "elsewhere"]

  init(using generator: inout SeededGenerator) throws {
    var founding = PlanFounding(session: try SessionID("random"), request: "r", base: "flow")
    if let asks = ApprovalPolicy.Asks.allCases.randomElement(using: &generator) {
      founding.approval = ApprovalPolicy(asks, via: Bool.random(using: &generator) ? .any : .person)
    }
    for id in Self.ids.prefix(4) {
      founding.tasks.append(Self.definition(id, acyclic: true, using: &generator))
    }
    bench = PlanUnderTest()
    try bench.run(.create(founding))
  }

  /// One random command, judged.
  mutating func step(using generator: inout SeededGenerator) {
    bench.now = bench.now.adding(minutes: Int.random(in: 0...5, using: &generator))
    randomFacts(using: &generator)
    let before = bench.plan
    let command = randomCommand(using: &generator)
    defer {
      checkConsent(before, command)
      checkHolder(before, command)
      checkBatch(before, command)
    }
    do throws(Rejection) {
      let events = try bench.run(command)
      accepted += 1
      if events.isEmpty, bench.plan != before { broken.append("changed without an event: \(command)") }
      if case .update = command, !events.isEmpty { changingUpdates += 1 }
    } catch {
      refused += 1
      if bench.plan != before { broken.append("refused and changed: \(command)") }
      if error.sentence.isEmpty || error.code == .bug { broken.append("refused without reason: \(error)") }
    }
    check()
  }

  private mutating func check() {
    let plan = bench.plan
    if plan.version != 1 + changingUpdates {
      broken.append("version \(plan.version), not \(1 + changingUpdates)")
    }
    if Set(plan.tasks.map(\.id)).count != plan.tasks.count { broken.append("two tasks of one id") }
    for task in plan.tasks {
      if plan[task.id] != task { broken.append("\(task.id) is not where it is looked for") }
      if let claim = task.status.claim, claim.seq > bench.seq { broken.append("a claim of the future") }
      if task.attemptsLeft == 0, task.status == .pending { broken.append("\(task.id) is tried too often") }
    }
    for task in plan.tasks where task.status.word == .completed && plan.needsReview(task) {
      // Its review passed, or somebody took it on himself.
      let verdicts = task.review?.latest.map { $0.review.judged } ?? []
      let passed =
        verdicts.max() == .success || verdicts.contains(where: \.sendsBack) == false && !verdicts.isEmpty
      if !passed, task.review?.override == nil, !isAskedLate(task) {
        broken.append("\(task.id) is completed without its review")
      }
    }
    checkParts()
    for task in plan.ready(given: bench.facts) where !plan.unmet(task, given: bench.facts).isEmpty {
      broken.append("\(task.id) is ready and waits")
    }
    _ = plan.warnings(given: bench.facts)
    if plan.graph(given: PlanFacts()).cycle != nil, plan.graph(given: bench.facts).cycle != nil {
      broken.append("a circle was let in")
    }
    var replayed = Plan()
    for recorded in bench.history { replayed.apply(recorded) }
    if replayed != plan { broken.append("the replay differs") }
  }

  private mutating func randomFacts(using generator: inout SeededGenerator) {
    bench.facts.reachable = Set(Self.commits.filter { _ in Bool.random(using: &generator) })
    for id in Self.ids where Int.random(in: 0..<4, using: &generator) == 0 {
      if let id = try? PlanTaskID(id) { bench.facts.tips[id] = Self.commits.randomElement(using: &generator) }
    }
  }

  private func randomCommand(using generator: inout SeededGenerator) -> PlanCommand {
    guard let id = Self.ids.randomElement(using: &generator).flatMap({ try? PlanTaskID($0) }),
      let worker = try? WorkerID("\(Int.random(in: 1...3, using: &generator))")
    else { return .update(PlanUpdate()) }
    let commit = Self.commits.randomElement(using: &generator) ?? ""
    // A plan that waits would be refused nearly everything else.
    let waits = bench.plan.consent.foremost != nil || bench.plan.consent.aborted != nil
    if Int.random(in: 0..<(waits ? 3 : 24), using: &generator) == 0 {
      return randomDecision(using: &generator)
    }
    let by = Bool.random(using: &generator) ? worker : nil
    switch Int.random(in: 0..<20, using: &generator) {
    case 0: return .claim(id, worker, until: nil)
    case 1:
      return .claim(
        id, worker, until: bench.now.adding(minutes: Int.random(in: -2...10, using: &generator)))
    case 10, 11, 12:
      return .report(id, worker, claim: randomClaim(using: &generator), randomReport(using: &generator))
    case 2: return .release(id, worker)
    case 3: return .block(id, reason: Bool.random(using: &generator) ? "r" : "", by: by)
    case 4:
      return .complete(id, tip: commit, merge: Self.commits.randomElement(using: &generator) ?? "", by: by)
    case 5, 6:
      return .recordBranch(
        id, .init(name: "task/\(id)-\(worker)", base: "b", start: commit), ahead: .random(using: &generator),
        replacing: .random(using: &generator))
    case 13: return .handIn(id, tip: commit, by: by)
    case 19: return .renew(id, worker)
    case 14, 15: return .review(id, randomReview(using: &generator))
    case 16:
      return .overrideReview(id, by: "ada", reason: Bool.random(using: &generator) ? "r" : "")
    case 17: return .expand(id, randomSplit(using: &generator))
    case 18:
      // What parts come to is walked through only where they are worked on.
      let parts = bench.plan.tasks.filter { !$0.parents.isEmpty && $0.isBeingDone }
      guard let part = parts.randomElement(using: &generator) else { return .update(PlanUpdate()) }
      guard let claim = part.status.claim else { return .claim(part.id, worker, until: nil) }
      return .report(part.id, claim.worker, claim: nil, randomReport(using: &generator))
    default: return .update(randomUpdate(using: &generator))
    }
  }

  private func randomDecision(using generator: inout SeededGenerator) -> PlanCommand {
    let digest = "\(bench.plan.version)"
    func chance(_ part: Int) -> Bool { Int.random(in: 0..<part, using: &generator) == 0 }
    if chance(4) {
      return .requestApproval(
        at: chance(3) ? PausePoint.allCases.randomElement(using: &generator) : nil,
        note: chance(2) ? "n" : nil, digest: digest)
    }
    let decision =
      chance(2)
      ? Decision.allCases.randomElement(using: &generator) ?? .approve
      : bench.plan.consent.aborted != nil ? .reopen : .approve
    let way = chance(2) ? .terminal : DecisionWay.allCases.randomElement(using: &generator) ?? .agent
    var verdict = Verdict(decision, by: way, seen: chance(6) ? "old" : digest, present: digest)
    if chance(3) { verdict.reason = "r" }
    return .decide(verdict)
  }

  private func randomReview(using generator: inout SeededGenerator) -> Review {
    var review = Review(
      ReviewVerdict.allCases.randomElement(using: &generator) ?? .failed,
      depth: ReviewDepth.allCases.randomElement(using: &generator) ?? .full)
    review.score = Bool.random(using: &generator) ? Int.random(in: 0...11, using: &generator) : nil
    if Int.random(in: 0..<3, using: &generator) == 0 { review.issues = ["i"] }
    review.area = [nil, "security", "speed", "other"].randomElement(using: &generator) ?? nil
    return review
  }

  private func randomSplit(using generator: inout SeededGenerator) -> TaskSplit {
    let files = ["a", "b", "src/", "src/a", "src/b", "lib/a"].filter { _ in Bool.random(using: &generator) }
    return TaskSplit(
      SplitStrategy.allCases.randomElement(using: &generator) ?? .none, files.map { .init($0, files: [$0]) })
  }

  private func randomClaim(using generator: inout SeededGenerator) -> Int? {
    Bool.random(using: &generator) ? nil : Int.random(in: 1...max(1, bench.seq), using: &generator)
  }

  private func randomReport(using generator: inout SeededGenerator) -> TaskReport {
    var report = TaskReport(TaskReport.Outcome.allCases.randomElement(using: &generator) ?? .failed)
    if Int.random(in: 0..<4, using: &generator) > 0 { report.reason = "r" }
    if Bool.random(using: &generator) { report.error = TaskError("e") }
    report.failure =
      Bool.random(using: &generator) ? TaskReport.Failure.allCases.randomElement(using: &generator) : nil
    return report
  }

  private func randomUpdate(using generator: inout SeededGenerator) -> PlanUpdate {
    var update = PlanUpdate()
    func chance(_ part: Int) -> Bool { Int.random(in: 0..<part, using: &generator) == 0 }
    for id in Self.ids.compactMap({ try? PlanTaskID($0) }) {
      if chance(8) {
        update.completed.append(
          .init(id: id, commit: chance(4) ? Self.commits.randomElement(using: &generator) : nil))
      }
      if chance(12) { update.cancelled.append(id) }
      if chance(10) {
        var patch = TaskPatch(id: id)
        patch.reopen = chance(2)
        if chance(2) {
          patch.dependsOn = Self.definition(id.text, acyclic: false, using: &generator).dependsOn
        }
        if chance(3) { patch.priority = .high }
        if chance(3) { patch.wave = Int.random(in: 1...3, using: &generator) }
        if chance(4) { patch.maxRetries = 3 }
        if chance(4) { patch.verificationScript = "./check" }
        if chance(4) { patch.parallelStrategy = .byFile }
        if chance(4) { patch.replacement = Self.definition(id.text, acyclic: false, using: &generator) }
        update.changed.append(patch)
      }
      if chance(12) {
        update.added.append(
          .init(definition: Self.definition(id.text, acyclic: false, using: &generator), hasID: chance(2)))
      }
    }
    if chance(6) {
      var source = PlanSource(dialect: .waves)
      source.keys = ["plan_id", "tasks"]
      update.revision = PlanRevision(
        request: ["r", "s"].randomElement(using: &generator) ?? "r", source: source)
    }
    if chance(3) { update.learnings = ["one", "two"].randomElement(using: &generator) }
    return update
  }

  private static func definition(
    _ id: String, acyclic: Bool, using generator: inout SeededGenerator
  ) -> TaskDefinition {
    guard let id = try? PlanTaskID(id) else { preconditionFailure("\(id) is an id") }
    var definition = TaskDefinition(id: id, description: "Work")
    func some(_ all: [String]) -> [String] {
      all.filter { _ in Int.random(in: 0..<5, using: &generator) == 0 }
    }
    definition.provides = some(capabilities).map { Capability(known: $0) }
    if !acyclic { definition.preconditions = some(capabilities).map { Capability(known: $0) } }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      definition.requiresReview = true
      if Bool.random(using: &generator) { definition.focusAreas = ["security", "speed"] }
    }
    if Int.random(in: 0..<4, using: &generator) == 0 { definition.verificationScript = "./test" }
    definition.dependsOn = some(ids.filter { !acyclic || $0 < id.text }).compactMap { try? PlanTaskID($0) }
    return definition
  }
}
