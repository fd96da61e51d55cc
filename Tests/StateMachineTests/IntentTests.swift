import StateMachine
import TestSupport
import Testing

@Suite struct `The intent of a request` {
  /// A request; in front of it, in brackets, the workflows that are open, or `continues`.
  private static let requests = [
    "Only run @code-reviewer",
    "@code-reviewer please",
    "Just do code review",
    "Run the Code Reviewer on this branch",
    "Use backend-implementer and code-reviewer",
    "Use the backend-implementer, the architect and code-reviewer",
    "Have the architect look at the cache",
    "architect: draw the modules",
    "Only the architect agent",
    "Ask @backend-implementer to add a health endpoint",
    "Just implement the backend",
    "Just implement it",
    "Only the backend",
    "Backend only, please",
    "code review only",
    "Just review this file",
    "Only analyze the requirements",
    "Just the frontend and the review",
    "Just implement the backend and review it",
    "Only design the API",
    "Just apply review feedback",
    "Just write the frontend code",
    "Do a backend review",
    "Just run lint",
    "Only type check",
    "Review this file",
    "Run a code review",
    "Review the backend",
    "Review the new feature",
    "Please review the changes in src/auth.py",
    "Can you implement the frontend?",
    "Fix the bug in the backend",
    "Implement the backend and review it",
    "Design the API and implement the backend",
    "Implement and review the backend",
    "Implement backend and frontend",
    "Write the requirements document",
    "Document the API",
    "Analyze the requirements, design the architecture, implement the backend and the frontend, and review the code",
    "Develop a new feature for exports",
    "Add user authentication with JWT",
    "Build me a todo app",
    "Implement a login page",
    "Create a REST API with a backend in Go",
    "Implement login",
    "New feature: dark mode",
    "Refactor everything",
    "Rewrite the whole application from scratch",
    "Run the entire workflow",
    "Run the full workflow again",
    "Do everything",
    "Make it faster",
    "I just want a todo app",
    "Run everything except the code review",
    "Run the full workflow without @frontend-implementer",
    "Add a settings page but skip the design",
    "Build the shop, don't touch the frontend",
    "Everything without implementation",
    "No review, just implement the backend",
    "Skip the design and implement the backend",
    "Review the backend but don't touch the frontend",
    "All phases but no requirements and no review",
    "Without @architect, @code-reviewer, backend-implementer, frontend-implementer and requirements-analyst",
    "run the entire workflow with only @architect",
    "Just review everything from scratch",
    "Review everything",
    "Build a shop where only the backend validates prices",
    "Just add a backend endpoint",
    "Only @architect but without the architect",
    "Ask @code-reveiwer",
    "@angular/core must be updated",
    "Review the entire file",
    "Do a full code review",
    "Build a full-stack app",
    "[wf-1] Continue",
    "[wf-1] please resume the workflow",
    "[wf-1] Pick up where you left off",
    "[wf-1] Finish what you started",
    "[wf-1] Continue with the frontend",
    "[wf-1][wf-2] go on",
    "Continue",
    "Restart from scratch",
    "[wf-1] Restart",
    "[wf-1] Continue with only @architect",
    "[continues] Continue, and just fix the backend error from the result",
    "[continues] Just fix the backend from the result",
    "[continues] Continue",
    "[wf-1] Add a resume upload page",
    "Let users continue as guests",
    "!!!",
    "???  ...",
    "리뷰만 해 주세요",
    "@code-reviewer 로 검토해 주세요",
    "Nur das Backend bitte",
    "只审查代码",
    "ｒｅｖｉｅｗ only",
    "Réviser le code",
    "Don't just review it, fix the frontend",
    "Not only the backend but also the frontend",
    "The architecture is fine. Build an importer.",
    "Ship it, no rush",
    "REVIEW THIS FILE",
    "Just test",
    "the implementers should fix the build",
    "Ask Code-Reviewer.md",
    "Only the database migration",
    "fix only the login",
    "just the tests",
    "fron-tend only",
    "Only the fronted",
    "front end only, please",
    "Nothing but the login page",
    "Solely the database",
    "Fix the login and nothing else",
    "I want you to only touch the login",
    "You should only change the footer",
    "I just want the login fixed",
    "Just add a settings page",
    "Just build me a todo app",
    "Make changes to only the login page",
    "Only the login, without the frontend",
    "Please run just the migration for the orders table",
    "the login only please",
    "Only rewrite the login from scratch",
    "Just do everything",
    "Just run the entire workflow",
    "I just want to build a todo app",
    "Add a page that only admins can see",
    "Build a shop in which users can only see their own orders",
    "I just noticed that the importer is broken",
    "Add a page where users only see their own orders",
    "If the build is red, fix only the login",
    "I want that you only touch the login",
    "Ship it so that it just works",
    "Review only the login",
    "Fix only the login in the backend",
    "Leave the login alone and make it faster",
    "Only the login of the backend",
    "[wf-1] Continue button on the checkout page is broken",
    "[wf-1] Resume upload support: parse PDFs, too",
    "[wf-1] The Continue button is broken",
    "[wf-1] Resume and Cancel buttons overlap on small screens",
    "[wf-1] Restart the server when its configuration changes",
    "[wf-1] Finish the invoices page",
    "[wf-1] Let users resume their last upload where it stopped",
    "[wf-1] Users can continue it as guests",
    "[wf-1] Continue, and add a settings page",
    "[wf-1] Add a login, then continue the workflow",
    "[wf-1][wf-2] Continue button is broken",
    "Continue button on the checkout page is broken",
    "[wf-1] Yes, continue please",
    "[wf-1] OK, please go on with phase 2",
    "[wf-1] Resume where you left off",
    "[wf-1] Continue, but never touch the database",
    "[wf-1] Continue and use pnpm, please do not touch the database",
    "[wf-1] Continue. The database is Postgres now.",
    "[wf-1] Continue the fullstack workflow wf-1",
    "[wf-1] The tests are green now, continue the workflow",
    "[wf-1] Restart the interrupted run from the last phase",
    "[wf-1] Keep going until all is done",
    "[wf-1] Don't continue, do a code review",
  ]

  @Test func `is as its golden table says`() throws {
    let definition = try fullstackWorkflow()
    var table = """
      # What requests mean to the fullstack workflow: request | mode | targets | why. In brackets stand the workflows that are open.
      # A refused one has its code for a mode, and the call that it proposes for targets.

      """
    for agent in definition.agents { table += "# \(agent.id): \(agent.keywords.joined(separator: ", "))\n" }
    table += "\n"
    for line in Self.requests { table += try told(line, definition) + "\n" }
    #expect(Self.requests.count >= 45)
    try GoldenFile("workflows/intents.txt").expect(table)
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
      return "\(line) | \(error.code.rawValue) | \(try proposal(error)) | \(error.sentence)"
    }
  }

  /// The proposed call, in a word or two; it must say one way in which the request can be meant.
  private func proposal(_ rejection: Rejection) throws -> String {
    let next = try #require(rejection.next)
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
      "it just ", "that only x ", "just ", "i just noticed ",
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
        // A NUL is refused as such; whatever can be meant in several ways comes with a call.
        #expect(error.next != nil || piece == "\u{0}")
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
