import StateMachine
import TestSupport
import Testing

@Suite struct `An identifier` {
  @Test(arguments: [
    "session-20250112-143000", "PLAN-260205-0155", "a", "a.b_c", String(repeating: "x", count: 63),
  ])
  func `of a plan is taken as it is`(text: String) throws {
    #expect(try SessionID(text).text == text)
    #expect(try SessionID("plan/\(text)").branch == "plan/\(text)")
  }

  @Test(arguments: ["001", "1", "999999", "12b", "api-3", "T_1"])
  func `of a task is taken as it is`(text: String) throws {
    #expect(try PlanTaskID(text).text == text)
  }

  @Test func `of a worker is the same with and without worker-`() throws {
    #expect(try WorkerID("worker-1") == WorkerID("1"))
    #expect(try WorkerID("worker-10").folder == "worker-10")
  }

  @Test func `of a task has a number only where it is all digits`() throws {
    #expect(try PlanTaskID("007").number == 7)
    #expect(try PlanTaskID("7b").number == nil)
    #expect(try PlanTaskID("api-7").number == nil)
  }

  @Test(
    arguments: [
      ("", "it is empty"), ("-a", #"it can't begin with "-""#), (".a", #"it can't begin with ".""#),
      ("a b", #"character 2, " ", is not allowed"#), ("a/b", #"character 2, "/", is not allowed"#),
      ("a\nb", #"character 2, "\n", is not allowed"#), ("añb", #"character 2, "ñ", is not allowed"#),
      ("ab\u{202e}", #"character 3, "\u{202e}", is not allowed"#), ("a..b", #"it has ".."#),
      ("a.lock", #"it ends in ".lock""#), ("a.", #"it ends in ".""#),
      ("a@{1}", #"character 2, "@", is not allowed"#),
      (String(repeating: "x", count: 64), "it has 64 bytes, and the limit is 63"),
    ])
  func `of a plan is refused with what is wrong`(text: String, problem: String) {
    let rejection = refusal { try SessionID(text) }
    #expect(rejection?.code == .invalidName)
    #expect(rejection?.sentence.contains(problem) == true, "\(rejection?.sentence ?? "")")
  }

  @Test func `names every character that its form does not take`() {
    for value in UInt32(0)..<0x80 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(scalar)b"
      let isPlain = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      for (isTaken, refused) in [
        (isPlain || "-._".unicodeScalars.contains(scalar), (try? SessionID(text)) == nil),
        (isPlain || "-_@".unicodeScalars.contains(scalar), (try? PlanTaskID(text)) == nil),
        (isPlain || "-_".unicodeScalars.contains(scalar), (try? WorkerID(text)) == nil),
      ] {
        #expect(isTaken != refused, "U+\(String(value, radix: 16))")
      }
      if !isPlain, !"-_".unicodeScalars.contains(scalar) {
        let sentence = refusal { try WorkerID(text) }?.sentence ?? ""
        #expect(sentence.contains("character 2, \(quoted(String(scalar))),"), "\(sentence)")
      }
    }
  }

  @Test(arguments: ["-x", "x-", "X", "x y", "x_y", "x.y", "", String(repeating: "s", count: 49)])
  func `that is no slug is refused`(text: String) {
    #expect(refusal { try Slug(text) }?.code == .invalidName)
  }

  @Test func `is quoted in a refusal with at most 80 characters`() {
    let sentence = refusal { try SessionID(String(repeating: "é", count: 5_000)) }?.sentence ?? ""
    #expect(sentence.unicodeScalars.count < 250)
  }

  @Test func `proposed in a refusal is always valid`() {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var proposals = 0
    for _ in 0..<4_000 {
      let text = randomText(upTo: 90, using: &generator)
      for (name, check) in checks {
        guard let proposal = self.proposal(for: text, check) else { continue }
        proposals += 1
        #expect(
          self.proposal(for: proposal, check) == nil && (try? check(proposal)) == proposal,
          "\(name) \(seed): \(text)")
      }
      if let slug = Slug(describing: text) {
        #expect((try? Slug(slug.text)) != nil && slug.text.utf8.count <= 40, "slug \(seed): \(text)")
      }
    }
    #expect(proposals > 1_000)
  }

  private var checks: [(String, (String) throws -> String)] {
    [
      ("session", { try SessionID($0).text }), ("task", { try PlanTaskID($0).text }),
      ("slug", { try Slug($0).text }), ("worker", { try WorkerID($0).text }),
    ]
  }

  private func proposal(for text: String, _ check: (String) throws -> String) -> String? {
    do {
      _ = try check(text)
      return nil
    } catch {
      guard let field = (error as? Rejection)?.details.first(where: { $0.name == "proposal" }),
        case .text(let proposal) = field.value
      else { return nil }
      return proposal
    }
  }
}

@Suite struct `A slug of a description` {
  @Test(
    arguments: [
      ("Create User model", "create-user-model"), ("  ---  ", nil), ("Größe ändern", "gr-e-ndern"),
      ("Add the long-awaited endpoint for resetting a password", "add-the-long-awaited-endpoint-for"),
    ] as [(String, String?)])
  func `is its first words`(description: String, slug: String?) {
    #expect(Slug(describing: description)?.text == slug)
  }
}

/// Text with whatever breaks names and messages: separators, controls, combining marks, other scripts.
func randomText(upTo length: Int, using generator: inout SeededGenerator) -> String {
  let pieces = [
    "a", "B", "7", "-", "_", ".", "..", ".lock", "/", " ", "\n", "\r\n", "\t", "\u{0}", "é", "e\u{301}", "ß",
    "İ", "日本",
    "👩‍👩‍👧", "\u{202e}", "\u{2028}", "\u{feff}", "#", ":", "@", "{", "\\", "\"", "~", "^", "*", "task-",
    "worker-",
  ]
  var text = ""
  for _ in 0..<Int.random(in: 0...length, using: &generator) {
    text += pieces.randomElement(using: &generator) ?? ""
  }
  return text
}
