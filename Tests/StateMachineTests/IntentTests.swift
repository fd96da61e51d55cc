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
    "Do not skip the review",
    "Never skip the review, build a shop",
    "Don't omit the frontend",
    "All but the review",
    "Exclude the review",
    "Everyone but the architect",
    "Anything but the frontend",
    "Ignore the frontend",
    "Leave the frontend as it is",
    "The frontend is done; do the rest",
    "skip everything except the backend",
    "Skip to the backend",
    "The architect is wrong, only fix the backend",
    "Fix the backend; the review comes later",
    "Do not implement anything, just analyze",
    "review only, no implementation",
    "Do everything but the review",
    "All agents but the code-reviewer",
    "Just skip the review",
    "Everything but the frontend",
    "Only the last phase",
    "Fix what the code-reviewer found",
    "Apply the code-reviewer's comments",
    "Fix the findings of @code-reviewer",
    "Address the code review comments",
    "Add review comments to the product page",
    "Write code for a parser",
    "Fix the code",
    "Document the code",
    "Run phases 3 to 5",
    "Run phase 2",
    "Only phase 3",
    "Skip the review except for the backend",
    "Don't review anything but the backend",
    "Do not touch anything except the backend",
    "Nobody but the architect",
    "Everything but the review and the design",
    "Build a shop, everything but the frontend",
    "Add a settings page; leave the frontend alone",
    "Don't leave out the review",
    "Skip @code-reveiwer",
    "Ignore everything but the review",
    "The backend is broken",
    "The frontend is done",
    "The review isn't needed, fix the backend",
    "Build a shop. The frontend is done.",
    "Fix the backend and review later",
    "Skip phase 2",
    "Run phase 9",
    "Build phase 2 of the app",
    "Run the last two phases",
    "Run phase 3 onwards",
    "Everyone except phase 5",
    "Keep the frontend and rewrite the backend",
    "Exclude the review, only fix the backend",
    "Fix the code-reviewer's findings in the frontend",
    "Resolve the review issues",
    "Fix the backend issues",
    "Implement the review comments",
    "Code the parser",
    "Code review",
    "No code, just analyze",
    "Build a shop, no code",
    "Write the backend code",
    "Fix the bug in the review service",
    "Add a review page",
    "Avoid the frontend",
    "The code-reviewer is too strict, run the architect",
    "Do not run the review or the design",
    "Everyone should work, not the architect",
    "Fix the backend, not the frontend",
    "Never touch the frontend",
    "Without skipping the review, fix the backend",
    "Do the rest",
    "Backend but no review",
    "The backend needs a fix",
    "Fix everything in the backend except the API",
    "All but finished: review the backend",
    "Implement the backend. The review will follow later.",
    "Keep the backend as is and build a new frontend",
    "Implement everything without the review",
    "Address the feedback from the review",
    "Only phases 2 and 4",
    "Phase 2 only",
    "Do not run phases 3-5",
    "Leave the review to me, fix the backend",
    "Keep the backend simple",
    "@architect, fix what @code-reviewer found",
    "Fix the findings of @architect",
    "Let the backend be and fix the frontend",
    "Let the backend be faster",
    "The review found bugs, fix them",
    "Fix issues in the review page",
    "Make sure the review is done",
    "Do not skip the review, only fix the backend",
    "Don't skip the review but skip the design",
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
