import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan in several files` {
  private func read(_ parts: [(String, String)], reindex: Bool = true) throws -> PlanFile {
    try PlanFile.read(
      parts.map { .init(name: $0.0, text: $0.1) }, reindex: reindex, at: Timestamp(seconds: 0)
    ) { _ in [] }
  }

  private func part(_ title: String, _ rest: String = "") -> String {
    "plan_id: P\ntasks:\n  - {id: task-001, title: \(title)\(rest)}\n"
  }

  @Test func `of equal names is told apart by as much of the path as it takes`() throws {
    func parts(_ need: String) -> [(String, String)] {
      [
        ("./parts/plan_a.yaml", part("A")), ("q/plan_a.yaml", part("B")), ("q/r/plan_a.yml", part("C")),
        ("plan_b.yaml", "plan_id: P\ntasks:\n  - {id: task-009, title: D, dependencies: [\(need)]}\n"),
      ]
    }
    for need in ["task-001", "plan_a/task-001", "plan_a.yaml/task-001", "P/task-001"] {
      let refused = rejection { try read(parts(need)) }
      #expect(refused?.code == .ambiguous)
      #expect(
        refused?.sentence
          == "plan_b.yaml, line 3, column 45: tasks[0].dependencies[0]: \"\(need)\" is in ./parts/plan_a.yaml, q/plan_a.yaml and q/r/plan_a.yml: write which is meant, as \"parts/plan_a/task-001\". Nothing was written."
      )
      #expect(
        refused?.remedy
          == "Write \"parts/plan_a/task-001\", \"q/plan_a/task-001\" or \"r/plan_a/task-001\" there, and import the files again."
      )
    }
    // Each of the spellings that it proposes is understood, and others that are as plain.
    for (need, task) in [
      ("parts/plan_a/task-001", "task-001"), ("q/plan_a/task-001", "task-002"),
      ("r/plan_a/task-001", "task-003"), ("./parts/plan_a.yaml/task-001", "task-001"),
      ("q/plan_a.yaml:task-001", "task-002"), ("q/r/plan_a.yml#task-001", "task-003"),
    ] {
      #expect(try read(parts(need)).tasks[3].definition.dependsOn.map(\.text) == [task], "\(need)")
    }
  }

  @Test func `of which one is the other, or says the same, is refused`() {
    let twice = rejection { try read([("a.yaml", part("A")), ("a.yaml", part("A"))]) }
    #expect(
      twice?.sentence == "\"a.yaml\" is given twice: its tasks would be there twice. Nothing was written.")
    let same = rejection { try read([("a.yaml", part("A")), ("b.yaml", part("B")), ("c.yaml", part("A"))]) }
    #expect(
      same?.sentence
        == "\"a.yaml\" and \"c.yaml\" say the same: their tasks would be there twice. Nothing was written.")
    #expect(rejection { try read([("x/a.yaml", part("A")), ("./x//a.yaml", part("B"))]) } != nil)
  }

  @Test func `never proposes the task itself as what it waits for`() {
    let own = rejection { try read([("a.yaml", part("A", ", dependencies: [task-01]"))]) }
    #expect(own?.sentence.contains("Did you mean") == false)
    let text = part("A", ", dependencies: [task-01]") + "  - {id: task-011, title: B}\n"
    let other = rejection { try read([("a.yaml", text)]) }
    #expect(other?.sentence.contains("Did you mean task-011?") == true)
    #expect(other?.details.contains(.init("allowed", .texts(["task-011"]))) == true)
  }

  @Test func `that waits for itself is refused at the place where it does`() throws {
    let bench = try PlanBench()
    func refusal(_ text: String) -> Rejection? {
      rejection { try bench.project.importPlan([.init(name: "p.yaml", text: text)]) }
    }
    let own = refusal(part("A", ", dependencies: [task-001]"))
    #expect(own?.code == .cycle)
    #expect(
      own?.sentence
        == "p.yaml, line 3, column 45: tasks[0].dependencies[0]: tasks wait for each other: task-001 → task-001. Nothing was written."
    )
    #expect(own?.details.first == .init("cycle", .texts(["task-001", "task-001"])))
    #expect(own?.details.contains(.init("line", .number(3))) == true)
    let waves = refusal(
      "plan_id: P\ntasks:\n  - {id: a, title: A, wave: 2}\n  - {id: b, title: B, wave: 1, dependencies: [a]}\n"
    )
    #expect(
      waves?.sentence
        == "p.yaml, line 4, column 47: tasks[1].dependencies[0]: tasks wait for each other: a → b → a. Task a is of wave 2, which begins when b of wave 1 is done. Nothing was written."
    )
    let long = refusal(part(String(repeating: "x", count: 70_000)))
    #expect(long?.code == .limitExceeded && long?.sentence.hasPrefix("p.yaml, line 3, column 5: ") == true)
    #expect(try bench.scratch.refs("refs/heads/plan") == [])
  }

  @Test func `that is no UTF-8 is refused with the place of the first byte that is none`() {
    let bytes = Array("plan_id: P\n# é ".utf8) + [0xE9] + Array(" x\n".utf8)
    let refused = rejection { try Project.text(bytes, of: "p.yaml") }
    #expect(
      refused?.sentence
        == "p.yaml, line 2, column 5: the bytes there are no UTF-8. Nothing was written.")
    #expect(
      rejection { try Project.text([0xC3], of: "p") }?.sentence.hasPrefix("p, line 1, column 1:") == true)
  }
}
