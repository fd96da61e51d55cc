import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@Suite struct `A specification` {
  @Test(arguments: ["seed", "ready", "strict", "broken", "outside", "cycle", "forward", "none"])
  func `is read as its golden says`(name: String) throws {
    let text = try #require(GoldenFile("specs/\(name).md").text)
    try GoldenFile("specs/\(name).json").expect(told(SpecDocument(parsing: text)))
  }

  @Test(arguments: ["seed", "ready", "strict"])
  func `is the same with other line ends, with tabs, and behind a byte order mark`(name: String) throws {
    let text = try #require(GoldenFile("specs/\(name).md").text)
    let expected = try told(SpecDocument(parsing: text))
    #expect(try told(SpecDocument(parsing: text.replacingOccurrences(of: "\n", with: "\r\n"))) == expected)
    #expect(try told(SpecDocument(parsing: "\u{feff}" + text)) == expected)
    #expect(try told(SpecDocument(parsing: text + "\n\n")) == expected)
    let tabbed = text.replacingOccurrences(of: "\n- ", with: "\n-\t").replacingOccurrences(
      of: "### P", with: "###\tP")
    #expect(try told(SpecDocument(parsing: tabbed)) == expected)
  }

  @Test(arguments: ["seed", "ready", "strict"])
  func `founds a run`(name: String) throws {
    let text = try #require(GoldenFile("specs/\(name).md").text)
    let document = try SpecDocument(parsing: text)
    #expect(document.obstacles.isEmpty)
    let run = try RunBench(document.phases.map { (phase) throws in try phase.definition })
    #expect(try run.read().run.phases.map(\.definition) == document.phases.map { try $0.definition })
    #expect(try run.read().run.phases.map(\.number) == document.phases.map(\.number))
  }

  @Test func `is refused where it is too large`() throws {
    let large = String(repeating: "x", count: SpecDocument.bytes + 1)
    #expect(rejection { try SpecDocument(parsing: large) }?.code == .limitExceeded)
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      "x", "#", "# ", "- a\n", "`", "a,", "Modules: a\n", "  continued\n", "\t", "Depends on: 1\n", "**",
      "\n",
      "### Phase 1: x\n", "```\n", "<!--", "Phase 1: ", "(", "[ ] ", "1, ", "- - ", "Tasks:\n", "\r", "é",
      "\0",
      "Depends on: \(String(repeating: "x,", count: 900))\n", "#### Tasks\n", "Test Command:\n", "~~~\n",
      "> ", ":",
      "Depends on: \(String(repeating: "1,", count: 900))\n",
    ])
  func `of any size is read in a moment`(piece: String) throws {
    let count = 250_000 / piece.utf8.count
    for head in ["", "## Implementation Phases\n### Phase 1: x\n", "## Phase 1: x\n### Tasks\n- a\n"] {
      let document = try SpecDocument(parsing: head + String(repeating: piece, count: count))
      #expect(document.problems.count <= 210 && document.phases.count <= RunLimits.phases)
    }
  }

  @Test func `of any lines is read without a guess: every name is one that stands there`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    let files = ["seed", "ready", "strict", "broken", "cycle"]
    let lines = files.flatMap { GoldenFile("specs/\($0).md").text?.split(separator: "\n") ?? [] }
    var read = 0
    for round in 0..<300 {
      let text = (0..<Int.random(in: 1...60, using: &generator)).compactMap { _ in
        Int.random(in: 0..<9, using: &generator) == 0
          ? HostileText.next(using: &generator) : lines.randomElement(using: &generator).map(String.init)
      }.joined(separator: "\n")
      let document = try SpecDocument(parsing: text)
      read += document.phases.count
      let count = text.utf8.count { $0 == 10 } + 1
      for problem in document.problems {
        #expect((1...count).contains(problem.line) && !problem.why.isEmpty, "seed \(seed) round \(round)")
      }
      for phase in document.phases {
        #expect(text.contains(phase.name) && (1...count).contains(phase.line), "seed \(seed) round \(round)")
        for module in phase.modules { #expect(text.contains(module), "seed \(seed) round \(round)") }
        for name in phase.dependsOn {
          #expect(document.phases.contains { $0.name == name }, "seed \(seed) round \(round)")
        }
      }
      // What has no obstacle can be carried out.
      guard document.obstacles.isEmpty else { continue }
      var founding = RunFounding(id: RunID(bits: 1, 1), description: "x", directory: ".", base: "main")
      founding.phases = try document.phases.map { try $0.definition }
      if founding.phases.contains(where: { "\($0)".contains("\0") }) { continue }
      #expect(throws: Never.self, "seed \(seed) round \(round)") {
        try Run().decide(.start(founding), given: RunFacts(), at: Timestamp(seconds: 0))
      }
    }
    #expect(read > 200, "seed \(seed)")
  }

  /// A specification as JSON, a line for each phase and each problem.
  private func told(_ document: SpecDocument) -> String {
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    let phases = document.phases.map { phase -> JSONValue in
      [
        "name": .string(phase.name), "number": .integer(phase.number), "tasks": texts(phase.tasks),
        "modules": texts(phase.modules), "test_command": phase.testCommand.map { .string($0) } ?? .null,
        "success_criteria": texts(phase.successCriteria), "gotchas": texts(phase.gotchas),
        "depends_on": texts(phase.dependsOn), "line": .integer(phase.line),
      ]
    }
    let problems = document.problems.map { problem -> JSONValue in
      [
        "line": .integer(problem.line), "text": .string(problem.text), "why": .string(problem.why),
        "obstacle": .bool(problem.isObstacle),
      ]
    }
    func listed(_ values: [JSONValue]) -> String {
      values.isEmpty ? "[]" : "[\n  " + values.map { $0.serialized() }.joined(separator: ",\n  ") + "\n]"
    }
    return "{\"phases\": \(listed(phases)),\n\"problems\": \(listed(problems))}\n"
  }
}
