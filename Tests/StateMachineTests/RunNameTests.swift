import StateMachine
import Testing

@Suite struct `A run id` {
  @Test func `is a UUID in lower case, with its branches`() throws {
    let id = try RunID("run/1B4E28BA-2fa1-41d2-883f-0016d3cca427")
    #expect(id.text == "1b4e28ba-2fa1-41d2-883f-0016d3cca427" && id.short == "1b4e28ba")
    #expect(id.branch == "run/1b4e28ba-2fa1-41d2-883f-0016d3cca427")
    #expect(id.branch(of: try ModuleName("api")) == "orchestration/1b4e28ba-2fa1-41d2-883f-0016d3cca427/api")
  }

  @Test(
    arguments: [
      "", "1b4e28ba", "1b4e28ba-2fa1-41d2-883f-0016d3cca42", "1b4e28ba-2fa1-41d2-883f-0016d3cca42g",
      "1b4e28ba2-fa1-41d2-883f-0016d3cca427", "run/run/1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    ])
  func `is refused in any other form`(text: String) {
    #expect(refusal { try RunID(text) }?.code == .invalidName)
  }

  @Test(arguments: [(0, 0), (UInt64.max, UInt64.max), (1, 2)] as [(UInt64, UInt64)])
  func `of any bits is one of version 4`(high: UInt64, low: UInt64) throws {
    let id = RunID(bits: high, low)
    #expect(try RunID(id.text) == id)
    let digits = Array(id.text)
    #expect(digits[14] == "4" && "89ab".contains(digits[19]))
  }
}

@Suite struct `A phase's name` {
  @Test(
    arguments: [
      ("Phase 1: Proto & Setup", 1, "Proto & Setup"), ("phase 12 - Go", 12, "Go"),
      ("PHASE 0. Begin", 0, "Begin"),
      ("Phase 3 — End: all", 3, "End: all"), ("Phase  4 :  x", 4, "x"), ("Phase 5", 5, ""),
      ("Phase 6:x", 6, "x"),
    ])
  func `has a number and a name`(text: String, number: Int, bare: String) throws {
    let parts = try #require(PhaseName.parts(of: text))
    #expect(parts.number == number && parts.name == bare)
    #expect(try PhaseName(text).number == number && PhaseName(text).text == text)
  }

  @Test(
    arguments: [
      "Phase", "Phase1: x", "Phase one: x", "Phases 1: x", "Phase 1.5: x", "Phase 1a: x", "Phase 1-2: x",
      "Phase 1234567: x", "Setup", "Phase -1: x", "Phase 1 x",
    ])
  func `has none in any other form`(text: String) {
    #expect(PhaseName.parts(of: text) == nil)
  }

  @Test(arguments: ["", "  ", "a\nb", "a\u{0}", "a\u{2028}b", String(repeating: "x", count: 201)])
  func `is refused`(text: String) {
    #expect(refusal { try PhaseName(text) }?.code == .invalidName)
  }
}

@Suite struct `A module's name` {
  @Test(arguments: ["grpc-service", "a", "A.b_c", "0"])
  func `is taken`(text: String) throws {
    #expect(try ModuleName(text).text == text)
  }

  @Test(arguments: ["", "a/b", "-a", "a..b", "a.lock", "a b", ".a", "a:", String(repeating: "x", count: 64)])
  func `is refused`(text: String) {
    #expect(refusal { try ModuleName(text) }?.code == .invalidName)
  }
}

@Suite struct `The end of an output` {
  @Test func `is the whole of a short one`() {
    let end = OutputEnd(of: "é\n")
    #expect(end.text == "é\n" && end.omitted == 0)
  }

  @Test func `is what was printed last, cut between letters`() {
    let end = OutputEnd(of: "x" + String(repeating: "é", count: OutputEnd.bytes))
    #expect(end.text == String(repeating: "é", count: OutputEnd.bytes / 2))
    #expect(end.omitted == 1 + OutputEnd.bytes)
    let odd = OutputEnd(of: String(repeating: "é", count: OutputEnd.bytes) + "x")
    #expect(odd.text.utf8.count == OutputEnd.bytes - 1 && odd.text.hasPrefix("é") && odd.text.hasSuffix("x"))
    #expect(odd.omitted + odd.text.utf8.count == 2 * OutputEnd.bytes + 1)
  }
}
