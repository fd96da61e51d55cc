import StateMachine

/// A plan's story in lines that people read: commands, and after `----` what followed from them.
///
/// | line | is |
/// |---|---|
/// | `plan s1: request` and `+ 001 text; needs A; provides B; after 002; wave 1; files a, b; checked security, pii; check ./test; priority high; time 8 min` | founds a plan |
/// | `branch 001`, `branch 001 ahead` | records a branch; work on it has tip-001 |
/// | `claim 001 by 1`, `claim 001 by 1 for 30`, `release 001 by 1`, `block 001 because …` | what a worker does |
/// | `report 001 by 1 failed; because …; error …; failure escalate; claim 3` | what it reports |
/// | `review 001 failed full; score 3; issue …; area …; reviewer …`, `override 001 by Ada because …`, `complete 001` | reviews; a commit that says complete |
/// | `expand 001 by_file; a a.py; b b.py,c.py` | splits a task: a part and its files each |
/// | `merge 001` | the base gets merge-001, the task is completed by it |
/// | `policy plan_and_batches`, `policy plan any` | what the next plan waits for |
/// | `ask`, `ask batch note …`, `approve by terminal`, `confirm by agent of v1`, `revise by elicitation; because …; on …`, `abort …`, `reopen …` | what is decided |
/// | `update` and `+ …`, `~ 001; needs A; reopen`, `- 001`, `done 001`, `done 001 by squash`, `learned …` | one update |
/// | `base has …`, `base loses …`, `base provides …`, `wait 10` | what git and the clock say |
struct MachineScript {
  var bench = PlanUnderTest()
  private var policy = ApprovalPolicy()

  /// The script with what really follows after each block of commands.
  static func played(_ text: String) throws -> String {
    var script = MachineScript()
    return try playedBlocks(of: text) { try script.play($0) }
  }

  private mutating func play(_ lines: [String]) throws -> [String] {
    var said: [String] = []
    var rest = lines[...]
    while let line = rest.popFirst() {
      if line.hasPrefix("#") { continue }
      let details = Array(rest.prefix { isDetail($0) })
      rest = rest.dropFirst(details.count)
      do {
        guard let command = try command(line, details) else { continue }
        let events = try bench.run(command)
        said += events.isEmpty ? ["no change"] : events.map { told($0) }
      } catch let rejection as Rejection {
        said.append("refused, \(rejection.code.rawValue): \(rejection.sentence)")
      }
    }
    return said + state
  }

  private func isDetail(_ line: String) -> Bool {
    ["+ ", "~ ", "- ", "done ", "learned "].contains { line.hasPrefix($0) }
  }

  private mutating func command(_ line: String, _ details: [String]) throws -> PlanCommand? {
    let words = line.split(separator: " ").map(String.init)
    let rest = words.dropFirst().joined(separator: " ")
    switch words[0] {
    case "plan":
      let parts = rest.split(separator: ":", maxSplits: 1).map(String.init)
      var founding = PlanFounding(
        session: try SessionID(parts[0]), request: String(parts[1].drop { $0 == " " }), base: "flow")
      founding.tasks = try details.map { try definition(String($0.dropFirst(2))) }
      founding.approval = policy
      return .create(founding)
    case "policy":
      guard let asks = ApprovalPolicy.Asks(rawValue: words[1]) else { throw ScriptFailure(line: line) }
      policy = ApprovalPolicy(asks, via: words.last == "any" ? .any : .person)
      return nil
    case "ask":
      let point = words.count > 1 ? PausePoint(rawValue: words[1]) : nil
      return .requestApproval(
        at: point, note: words.count > 3 ? words[3...].joined(separator: " ") : nil, digest: digest)
    case "approve", "confirm", "revise", "abort", "reopen": return .decide(try verdict(rest, words[0]))
    case "branch":
      let id = try PlanTaskID(words[1])
      bench.facts.tips[id] = "tip-\(id)"
      return .recordBranch(
        id, .init(name: "task/\(id)-work", base: "base", start: "start-\(id)"), ahead: words.last == "ahead",
        replacing: false)
    case "claim":
      let until = words.count > 5 ? bench.now.adding(minutes: Int(words[5]) ?? 0) : nil
      return .claim(try PlanTaskID(words[1]), try WorkerID(words[3]), until: until)
    case "report": return try report(rest)
    case "release": return .release(try PlanTaskID(words[1]), try WorkerID(words[3]))
    case "block": return .block(try PlanTaskID(words[1]), reason: words.dropFirst(3).joined(separator: " "))
    case "merge":
      bench.facts.reachable.formUnion(["merge-\(words[1])", "tip-\(words[1])"])
      return .complete(try PlanTaskID(words[1]), tip: "tip-\(words[1])", merge: "merge-\(words[1])")
    case "review": return try review(rest)
    case "override":
      return .overrideReview(
        try PlanTaskID(words[1]), by: words[3], reason: words.dropFirst(5).joined(separator: " "))
    case "expand":
      let (head, parts) = fields(rest)
      let named = head.split(separator: " ").map(String.init)
      guard let strategy = SplitStrategy(anyDialect: named[1]) else { throw ScriptFailure(line: line) }
      return .expand(
        try PlanTaskID(named[0]),
        TaskSplit(
          strategy, parts.map { .init($0.name, files: $0.value.split(separator: ",").map(String.init)) }))
    case "complete": return .handIn(try PlanTaskID(words[1]), tip: "tip-\(words[1])")
    case "update": return .update(try update(details))
    case "base":
      let what = words.dropFirst(2).joined(separator: " ")
      switch words[1] {
      case "has": bench.facts.reachable.insert(what)
      case "loses": bench.facts.reachable.remove(what)
      default: bench.facts.baseProvides.append(try Capability(what))
      }
      return nil
    case "wait":
      bench.now = bench.now.adding(minutes: Int(words[1]) ?? 0)
      return nil
    default: throw ScriptFailure(line: line)
    }
  }

  private func report(_ line: String) throws -> PlanCommand {
    let (head, fields) = fields(line)
    let words = head.split(separator: " ").map(String.init)
    guard let outcome = TaskReport.Outcome(anyDialect: words[3]) else { throw ScriptFailure(line: line) }
    var report = TaskReport(outcome)
    var claim: Int?
    for (name, value) in fields {
      switch name {
      case "because": report.reason = value
      case "error": report.error = TaskError(value)
      case "failure": report.failure = TaskReport.Failure(rawValue: value)
      case "claim": claim = Int(value)
      default: throw ScriptFailure(line: name)
      }
    }
    return .report(try PlanTaskID(words[0]), try WorkerID(words[2]), claim: claim, report)
  }

  private func review(_ line: String) throws -> PlanCommand {
    let (head, fields) = fields(line)
    let words = head.split(separator: " ").map(String.init)
    guard let verdict = ReviewVerdict(anyDialect: words[1]),
      let depth = ReviewDepth(anyDialect: words.count > 2 ? words[2] : "standard")
    else { throw ScriptFailure(line: line) }
    var review = Review(verdict, depth: depth)
    for (name, value) in fields {
      switch name {
      case "score": review.score = Int(value)
      case "issue": review.issues.append(value)
      case "area": review.area = value
      case "reviewer": review.reviewer = value
      default: throw ScriptFailure(line: name)
      }
    }
    return .review(try PlanTaskID(words[0]), review)
  }

  private func update(_ lines: [String]) throws -> PlanUpdate {
    var update = PlanUpdate()
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let rest = words.dropFirst().joined(separator: " ")
      switch words[0] {
      case "+": update.added.append(.init(definition: try definition(rest), hasID: true))
      case "-": update.cancelled.append(try PlanTaskID(words[1]))
      case "~": update.changed.append(try patch(rest))
      case "done":
        update.completed.append(.init(id: try PlanTaskID(words[1]), commit: words.count > 3 ? words[3] : nil))
      default: update.learnings = rest
      }
    }
    return update
  }

  private func definition(_ line: String) throws -> TaskDefinition {
    let (head, fields) = fields(line)
    let words = head.split(separator: " ", maxSplits: 1).map(String.init)
    var task = try patched(PlanTaskID(words[0]), fields.filter { !$0.name.hasPrefix("check") }).applied(
      to: TaskDefinition(id: PlanTaskID(words[0]), description: words.count > 1 ? words[1] : ""))
    for (name, value) in fields {
      if name == "check" { task.verificationScript = value }
      if name == "checked" {
        task.requiresReview = true
        task.focusAreas = value.split(separator: ",").map { String($0.drop { $0 == " " }) }
      }
    }
    return task
  }

  private func patch(_ line: String) throws -> TaskPatch {
    let (head, fields) = fields(line)
    return try patched(PlanTaskID(head), fields)
  }

  private func patched(_ id: PlanTaskID, _ fields: [(name: String, value: String)]) throws -> TaskPatch {
    var patch = TaskPatch(id: id)
    for (name, value) in fields {
      let items = value.split(separator: ",").map { String($0.drop { $0 == " " }) }
      switch name {
      case "needs": patch.preconditions = try items.map { try Capability($0) }
      case "provides": patch.provides = try items.map { try Capability($0) }
      case "after": patch.dependsOn = try items.map { try PlanTaskID($0) }
      case "wave": patch.wave = Int(value)
      case "files": patch.files = items
      case "priority": patch.priority = Priority(anyCase: value)
      case "time": patch.estimatedTime = value
      case "reopen": patch.reopen = true
      default: throw ScriptFailure(line: name)
      }
    }
    return patch
  }
}
