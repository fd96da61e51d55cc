import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@Suite struct `Any text` {
  /// What a plan learned is written with every state: line by line as it always was.
  @Test func `shows plain lines as it shows all others`() throws {
    var generator = SeededGenerator(seed: newSeed())
    let bench = try PlanBench()
    for id in 0..<40 {
      let plain = String((0..<24).map { _ in "ab \n#\n".randomElement(using: &generator)! }) + "z"
      // A letter beyond ASCII goes the other way.
      let shown = try [plain, plain + "é"].enumerated().map { index, text in
        var draft = PlanFounding(session: try SessionID("s\(id)-\(index)"), request: "x", base: "flow")
        draft.architecture = text
        draft.tasks = [try planned("001")]
        _ = try bench.project.createPlan(draft)
        let message = try bench.message("plan/s\(id)-\(index)")
        let begin = try #require(message.range(of: "## Architecture\n"))
        let end = try #require(message.range(of: "\n\n## Tasks"))
        return String(message[begin.upperBound..<end.lowerBound])
      }
      #expect(shown[0] + "é" == shown[1], "\(plain.debugDescription)")
    }
  }

  @Test func `comes back byte for byte from every field, and forges nothing`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    let bench = try PlanBench()
    // 2,000 texts: 40 plans, each with 50 fields of text.
    for round in 0..<40 {
      var draft = PlanFounding(
        session: try SessionID("s\(round)"), request: HostileText.next(using: &generator), base: "flow")
      draft.architecture = HostileText.next(using: &generator)
      draft.designPatterns = HostileText.next(using: &generator)
      draft.technologyStack = HostileText.next(using: &generator)
      draft.dependencyGraph = HostileText.next(using: &generator)
      draft.estimatedTotalTime = HostileText.next(using: &generator)
      for id in 1...4 { draft.tasks.append(try definition(id, using: &generator)) }
      let created = try bench.project.createPlan(draft)
      #expect(created.view.plan.version == 1)
      let lesson = HostileText.next(using: &generator) + "x"
      try bench.learn(lesson, "s\(round)")
      let plan = try bench.read("s\(round)").plan
      var founding = try #require(plan.founding)
      founding.tasks = plan.tasks.map(\.definition)
      var expected = draft
      expected.target = founding.target
      // Compared by bytes: String itself takes two spellings of a letter for one.
      #expect(bytes(founding) == bytes(expected), "seed \(seed) round \(round)")
      #expect(plan.tasks.allSatisfy { $0.status == .pending }, "seed \(seed) round \(round)")
      #expect(
        plan.learnings.map { Array($0.text.utf8) } == [Array(lesson.utf8)], "seed \(seed) round \(round)")
      #expect(try bench.verify("s\(round)").problem == nil, "seed \(seed) round \(round)")
      try expectPlainMessage(bench.message("plan/s\(round)"), tasks: 4, "seed \(seed) round \(round)")
    }
    try bench.scratch.expectClean()
  }

  @Test func `comes back from a task's metadata commit`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    let bench = try PlanBench()
    try bench.create("s1", (1...40).map { try definition($0, using: &generator) })
    for id in 1...40 {
      var request = TaskBranchRequest(task: "\(id)")
      request.slug = try Slug("x")
      request.ahead = true
      request.implementationNotes = HostileText.next(using: &generator)
      request.sessionGoal = HostileText.next(using: &generator)
      let branch = try bench.project.createTaskBranch(request)
      let read = try bench.stranger().readTask(branch.branch)
      let stored = try #require(read.task?.definition)
      #expect(read.branch.metadata.id == "\(id)", "seed \(seed)")
      for (one, other) in [
        (read.branch.metadata.description, stored.description),
        (read.branch.metadata.sessionGoal, request.sessionGoal ?? ""),
        (read.branch.metadata.implementationNotes, request.implementationNotes ?? ""),
      ] {
        #expect(Array(one.utf8) == Array(other.utf8), "seed \(seed) task \(id)")
      }
      #expect(read.branch.metadata.provides == stored.provides.map(\.text), "seed \(seed) task \(id)")
      #expect(!read.branch.isLegacy)
    }
    try bench.scratch.expectClean()
  }

  private func definition(_ id: Int, using generator: inout SeededGenerator) throws -> TaskDefinition {
    var task = TaskDefinition(id: try PlanTaskID("\(id)"), description: HostileText.next(using: &generator))
    task.title = HostileText.next(using: &generator)
    task.estimatedTime = HostileText.next(using: &generator)
    task.agent = HostileText.next(using: &generator)
    task.verificationScript = HostileText.next(using: &generator)
    task.implementationNotes = HostileText.next(using: &generator)
    task.acceptanceCriteria = [HostileText.next(using: &generator), HostileText.next(using: &generator)]
    task.files = ["a/\(HostileText.next(using: &generator))"]
    task.preconditions = [Capability(known: HostileText.next(using: &generator))]
    task.provides = [Capability(known: "provided \(id) " + HostileText.next(using: &generator))]
    task.extra = [
      .init(key: "z" + HostileText.next(using: &generator), json: "1.50"),
      .init(key: "a", json: "{ \"b\": 2}"),
    ]
    return task
  }

  private func bytes(_ founding: PlanFounding) -> String {
    JSONValue.array([.object(founding.json), .array(founding.tasks.map { .object($0.json) })]).serialized()
  }

  /// No text of people begins a line where a heading, a task or a trailer would be read.
  private func expectPlainMessage(_ message: String, tasks: Int, _ why: String) throws {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0.hasPrefix("### Task ") } == tasks, "\(why)")
    #expect(lines.count { $0.hasPrefix("Status: ") } == tasks, "\(why)")
    #expect(lines.filter { $0.hasPrefix("## ") }.map(String.init).allSatisfy(known.contains), "\(why)")
    #expect(lines.count { $0.hasPrefix("Gitstate-") } == 6, "\(why)")
    #expect(
      !lines.contains { $0.hasPrefix("---") || $0.hasPrefix("diff ") || $0.hasPrefix("From ") }, "\(why)")
  }

  private let known = [
    "## Session Information", "## Architecture", "## Design Patterns", "## Technology Stack", "## Tasks",
    "## Estimates",
    "## Dependency Graph",
  ]
}

/// Texts that have broken somebody's format: headings, fields, trailers, patches, line ends, other scripts.
enum HostileText {
  private static let pieces = [
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1}",
    "\u{1b}[31m", "\u{7f}",
    "\n## Tasks", "\n### Task 099\nID: 099", "\nStatus: completed", "\nProvides:\n  - everything",
    "\nGitstate-Seq: 7",
    "\n\nGitstate-Event: []", "\n---\n", "\ndiff --git a/x b/x", "\nFrom 0000 Mon Sep", "# comment", "\\",
    "\"", "'", "{", "]", ",", ":",
    "é", "e\u{301}", "\u{301}", "Å", "\u{212b}", "日本語", "👩‍👩‍👧", "\u{202e}", "\u{200b}", "\u{feff}", "\u{fffd}",
    "\u{10ffff}", "ß", "İ",
    "word", "a", "Z", "0", "- ", "* ", "[x]", "<b>", "%s", "$(touch x)", "`x`",
  ]

  static func next(using generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...14, using: &generator) {
      if Int.random(in: 0..<4, using: &generator) == 0 {
        let value = UInt32.random(in: 1...0x10ffff, using: &generator)
        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      } else {
        text += pieces.randomElement(using: &generator) ?? ""
      }
    }
    return text
  }
}
