import StateMachine
import Testing

@Suite struct `A capability` {
  @Test func `is compared without regard to case and outer space`() throws {
    #expect(try Capability("User Model") == Capability("  user model\t".trimmed))
    #expect(try Capability(" User Model ").hashValue == Capability("user model").hashValue)
    #expect(try Capability("User Model").text == "User Model")
    #expect(try Capability("user model") != Capability("user  model"))
  }

  @Test(
    arguments: [
      "", "   ", "a\nb", "a\u{0}", "a\u{7f}", "a\u{85}b", "a\u{2028}b", String(repeating: "x", count: 201),
      "a" + String(repeating: "\u{301}", count: 60_000),
    ])
  func `is refused`(text: String) {
    #expect(refusal { try Capability(text) }?.code == .invalidName)
  }

  @Test func `of a history is taken whatever its form`() {
    #expect(Capability(known: "a\nb").key == "a\nb")
  }
}

@Suite struct `The nearest word` {
  private let words = ["user model", "User session", "password reset", "zebra"]

  @Test(
    arguments: [
      ("User Modle", ["user model"]), ("password resett", ["password reset"]), ("completely other", []),
      ("", []),
      ("user sessions", ["User session"]),
    ] as [(String, [String])])
  func `is found`(word: String, found: [String]) {
    #expect(nearest(to: word, among: words) == found)
  }

  @Test func `comes first, and three are enough`() {
    #expect(
      nearest(to: "abcdef", among: ["abcxyf", "abcdeg", "ABCDEF", "abcdxf", "abcdxx"]) == [
        "ABCDEF", "abcdeg", "abcdxf",
      ])
  }

  @Test func `is never the word itself`() {
    #expect(nearest(to: "abcdef", among: ["abcdef", "abcdeg"]) == ["abcdeg"])
  }

  @Test func `of a very long word is looked for in its beginning`() {
    let long = String(repeating: "x", count: 100_000)
    #expect(nearest(to: long, among: [long + "y"]) == [long + "y"])
  }
}

@Suite struct `An estimated time` {
  @Test(
    arguments: [
      ("8 minutes", 8), ("8", 8), ("2h", 120), ("1 hour 30 min", 90), ("1h30m", 90), ("1 day", 480),
      ("soon", nil), ("", nil),
      ("~10 min", 10), ("5 bananas", nil), ("999999999999999999999999 min", nil), ("٣ min", nil),
    ] as [(String, Int?)])
  func `is this many minutes`(text: String, minutes: Int?) {
    #expect(TaskDefinition.minutes(in: text) == minutes)
  }

  @Test func `gives way to an effort`() throws {
    var definition = try task("001")
    definition.estimatedTime = "8 minutes"
    #expect(definition.minutes == 8)
    definition.effort = .large
    #expect(definition.minutes == 60)
  }

  @Test func `makes a claim overdue when it is past`() throws {
    var definition = try task("001")
    definition.estimatedTime = "8 minutes"
    var bench = try PlanUnderTest(definition)
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    #expect(try !bench.task("001").isOverdue(at: bench.now.adding(minutes: 8)))
    #expect(try bench.task("001").isOverdue(at: bench.now.adding(minutes: 9)))
  }
}

@Suite struct `A word of a status` {
  @Test(
    arguments: [
      ("not-started", .pending), ("Not Started", .pending), ("pending", .pending), ("in-progress", .claimed),
      ("executing", .claimed), ("complete", .completed), ("success", .completed), ("needs_retry", .failed),
      ("blocked", .blocked), ("needs_revision", .needsReplan), ("expanding", .expanding),
      ("skipped", .cancelled),
      ("aborted", .cancelled), ("in_review", .inReview), ("awaiting_moon", nil),
    ] as [(String, TaskStatus.Word?)])
  func `is understood in every dialect`(text: String, word: TaskStatus.Word?) {
    #expect(TaskStatus.Word(anyDialect: text) == word)
  }

  @Test func `is understood as it is written`() {
    for word in TaskStatus.Word.allCases { #expect(TaskStatus.Word(anyDialect: word.rawValue) == word) }
  }
}

@Suite struct `A text in a sentence` {
  @Test func `is escaped and cut`() {
    #expect(quoted("a\"b\\c\nd") == #""a\"b\\c\nd""#)
    #expect(quoted("\u{1b}[31m\u{202e}\u{feff}\u{9b}") == #""\u{1b}[31m\u{202e}\u{feff}\u{9b}""#)
    #expect(quoted(String(repeating: "x", count: 81)).count == 83)
  }

  @Test func `is listed as people say it`() {
    #expect(spoken([]) == "none")
    #expect(spoken(["a"]) == "a")
    #expect(spoken(["a", "b", "c"]) == "a, b and c")
    #expect(spoken((1...10).map(String.init)) == "1, 2, 3, 4, 5, 6, 7, 8 and 2 more")
  }
}

extension String {
  /// Without the control character that a capability may not hold.
  fileprivate var trimmed: String { filter { $0 != "\t" } }
}

@Suite struct `A word for a state` {
  @Test func `has a place of its own`() {
    let words = TaskStatus.Word.allCases
    #expect(Set(words.map(\.place)) == Set(words.indices))
  }
}
