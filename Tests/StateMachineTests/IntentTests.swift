import StateMachine
import TestSupport
import Testing

@Suite struct `The intent of a request` {
  @Test func `is as its golden table says`() throws {
    let definition = try fullstackWorkflow()
    let golden = GoldenFile("workflows/intents.txt")
    // The requests are the table's own first column; in front of one, in brackets, the workflows that are open, or `continues`.
    let requests = try #require(golden.text).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      String($0.prefix(upTo: $0.firstRange(of: " | ")?.lowerBound ?? $0.endIndex))
    }
    var table = """
      # What requests mean to the fullstack workflow: request | mode | targets | why. In brackets stand the workflows that are open.
      # A refused one has its code for a mode, and the call that it proposes for targets.

      """
    for agent in definition.agents { table += "# \(agent.id): \(agent.keywords.joined(separator: ", "))\n" }
    table += "\n"
    for line in requests { table += try told(line, definition) + "\n" }
    #expect(requests.count >= 250)
    try golden.expect(table)
  }

  private func told(_ line: String, _ definition: WorkflowDefinition) throws -> String {
    var open: [WorkflowID] = []
    var rest = line[...]
    while rest.first == "[", let end = rest.firstIndex(of: "]") {
      let word = rest[rest.index(after: rest.startIndex)..<end]
      if word != "continues" { open.append(try WorkflowID(String(word))) }
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    do throws(Rejection) {
      let intent = try definition.intent(
        of: String(rest), open: open, continues: line.contains("[continues]"))
      let targets = intent.targets.map(\.text).joined(separator: ", ")
      return "\(line) | \(intent.mode.rawValue) | \(targets.isEmpty ? "-" : targets) | \(intent.why)"
    } catch {
      return "\(line) | \(error.code.rawValue) | \(proposal(error)) | \(error.sentence)"
    }
  }

  /// The proposed call, in a word or two; none where no call surely does what was said.
  private func proposal(_ rejection: Rejection) -> String {
    guard let next = rejection.next else { return "-" }
    var words = [next.tool]
    for argument in next.arguments where argument.name != "request" {
      switch argument.value {
      case .text(let text): words.append(text)
      case .list(let list): words += list.compactMap { if case .text(let text) = $0 { text } else { nil } }
      default: Issue.record("\(argument)")
      }
    }
    return words.joined(separator: " ")
  }

  @Test(arguments: [
    "Skip the X", "Just skip the X", "Exclude the X", "Ignore the X", "Leave the X as it is",
    "Leave the X alone", "Let the X be",
    "All but the X", "Everything but the X", "Everyone but the X", "Anything but the X",
    "Everyone except the X",
    "Do everything but the X", "Build a shop without the X", "Add a page, but not the X", "Never touch the X",
    "Build a shop; the X comes later", "Add JWT. The X is done.", "The X is finished; do the rest",
    "Refactor everything, keep the X", "No X", "Do not run the X", "Do not run X, X or X", "Avoid the X",
    "The X is not needed, build a shop", "Run everything apart from the X", "Only the X but without the X",
    "Rewrite it from scratch, don't run the X or the X", "Review everything except the X",
  ])
  func `never runs or proposes who is left out`(text: String) throws {
    let definition = try fullstackWorkflow()
    for id in definition.order {
      for name in [id.text, "@\(id)"] {
        let request = text.replacing("X", with: name)
        do throws(Rejection) {
          let intent = try definition.intent(of: request, open: [], continues: false)
          #expect(intent.mode != .full && !intent.targets.contains(id), "\(request): \(intent)")
        } catch {
          #expect(error.code == .ambiguous, "\(request)")
          for argument in error.next?.arguments ?? [] {
            if case .list(let list) = argument.value { #expect(!list.contains(.text(id.text)), "\(request)") }
            #expect(argument.value != .text("full"), "\(request)")
          }
        }
      }
    }
  }

  @Test func `of nothing is refused`() throws {
    let definition = try fullstackWorkflow()
    for request in ["", "   ", "\n\t"] {
      let refused = refusal { try definition.intent(of: request, open: [], continues: false) }
      #expect(refused?.code == .missingArgument)
    }
    let large = String(repeating: "x", count: PlanLimits.textBytes + 1)
    #expect(refusal { try definition.intent(of: large, open: [], continues: false) }?.code == .limitExceeded)
  }

  @Test func `names the agents in the definition's order, whatever the request's`() throws {
    let intent = try fullstackWorkflow().intent(
      of: "@code-reviewer, then @architect", open: [], continues: false)
    #expect(intent.mode == .selective)
    #expect(intent.targets.map(\.text) == ["architect", "code-reviewer"])
  }

  @Test func `of a long text that keeps itself to no part is everyone`() throws {
    let text = "Review the shop. " + String(repeating: "It sells books and has a backend. ", count: 20)
    let intent = try fullstackWorkflow().intent(of: text, open: [], continues: false)
    #expect(intent.mode == .full && intent.why.contains("words, more than a single task"))
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "review ", "implement x ", "without backend ", "no backend, ", "only the ", "the the ", "@x ", "and ",
      ", ",
      "code-", "implement and ", "architect and ", "\u{301}", "a\u{301}", "don't", "entire ", ". ", "🦀",
      "\u{202e}x",
      "use architect, ", "no no ", "continue ", "Code Reviewer ", "only backend. ", "\u{0}",
      "it just ", "that only x ", "just ", "i just noticed ", "leave the ", "do not skip review, ",
      "phase 1 and ",
      "architect is done ", "fix comments of the review ",
    ])
  func `of any text is read in a moment`(piece: String) throws {
    let definition = try fullstackWorkflow()
    for head in ["", "Just ", "Do everything "] {
      let text = head + String(repeating: piece, count: (60_000 - head.utf8.count) / piece.utf8.count)
      do throws(Rejection) {
        let intent = try definition.intent(of: text, open: [], continues: false)
        #expect(intent.why.utf8.count < 1_000)
      } catch {
        #expect(error.sentence.utf8.count < 1_000)
        // A NUL is refused as such.
        #expect(error.code == .ambiguous || error.code == .notFound || piece == "\u{0}")
      }
    }
  }

  @Test func `knows the forms of a keyword, and tells other words apart`() throws {
    let definition = try fullstackWorkflow()
    func targets(_ request: String) throws -> [String] {
      try definition.intent(of: request, open: [], continues: false).targets.map(\.text)
    }
    for request in ["Only reviews", "only reviewing", "Only Reviewed"] {
      #expect(try targets(request) == ["code-reviewer"])
    }
    #expect(try targets("Only do the analysis") == ["requirements-analyst"])
    #expect(try targets("Only the backend's implementation") == ["backend-implementer"])
  }
}
