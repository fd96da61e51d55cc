import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `An error` {
  @Test(arguments: ErrorCode.allCases) func `of every kind has two lines: what failed, and what to do`(
    code: ErrorCode
  ) {
    let lines = Failure.text(Rejection(code, "It failed."), Style()).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first == "error: It failed.")
    #expect(lines.last?.hasPrefix("hint: ") == true)
    #expect((lines.last?.count ?? 0) > 20)
    #expect([64, 65, 66, 69, 70, 74, 75].contains(Failure.exitCode(code)))
  }

  @Test func `has the words and the exit codes that are published`() throws {
    let lines = ErrorCode.allCases.map { "\(Failure.exitCode($0))  \($0.rawValue): \(Hint.general($0))\n" }
    try GoldenFile("output/errors.txt").expect(lines.joined())
  }

  @Test func `of a name says that one is proposed only where one is`() {
    let plain = Hint.line(for: Rejection(.invalidName, "No."))
    #expect(plain == "Use another name, of the form that the message gives.")
    let proposed = Hint.line(for: Rejection(.invalidName, "No.", details: [.init("proposal", .text("a"))]))
    #expect(proposed == Hint.general(.invalidName))
  }

  @Test func `of a program is one object with the version of its form`() throws {
    let rejection = Rejection(
      .notFound, "No.", details: [.init("known", .texts(["a"]))], next: .init("overview"))
    let json = Failure.json(rejection)
    #expect(json.objectValue?.keys.first == "schemaVersion")
    #expect(json["code"] == "not_found")
    #expect(json["known"] == ["a"])
    #expect(json["hint"] == "gitstate overview")
    let mended = Failure.json(Rejection(.busy, "No.", remedy: "Do it."))
    #expect(mended["hint"] == "Do it." && mended["remedy"] == nil)
  }

  @Test(
    arguments: [
      (Rejection.Next("parse_plan", [.init("branch", .text("plan/x"))]), "gitstate parse-plan plan/x"),
      (
        .init("parse_plan", [.init("branch", .text("plan/x")), .init("ids", .texts(["1"]))]),
        "gitstate call parse_plan branch=plan/x 'ids=[\"1\"]'"
      ),
      (
        .init("create_worktree", [.init("worker_id", .number(1)), .init("task_branch", .text("task/1-a"))]),
        "gitstate worktree add task/1-a --worker 1"
      ),
      (.init("remove_worktree", [.init("worker_id", .text("2"))]), "gitstate worktree remove 2"),
      (.init("merge_task_branch", [.init("task_branch", .text("task/1-a"))]), "gitstate merge task/1-a"),
      (
        .init("create_task_branch", [.init("task_id", .text("it's; rm -rf"))]),
        "gitstate call create_task_branch 'task_id=it'\\''s; rm -rf'"
      ),
      (.init("get_provides"), "gitstate provides"),
      (.init("get_task_state", [.init("task_id", .text("1b4e28ba"))]), "gitstate run status 1b4e28ba"),
      (.init("list_checkpoints"), "gitstate checkpoint list"),
      (
        .init(
          "create_checkpoint",
          [
            .init("task_id", .text("r")), .init("phase", .text("Phase 2: A b")),
            .init("validation_passed", .flag(true)),
          ]), "gitstate checkpoint create 'Phase 2: A b' --passed --run r"
      ),
      (
        .init(
          "rollback_to_checkpoint",
          [.init("task_id", .text("r")), .init("checkpoint_id", .text("2")), .init("as_commit", .flag(true))]),
        "gitstate checkpoint rollback 2 --as-commit --run r"
      ),
      (
        .init(
          "mark_phase_complete",
          [.init("task_id", .text("r")), .init("phase", .text("2")), .init("checkpoint_id", .text("latest"))]),
        "gitstate run phase 2 --checkpoint latest --run r"
      ),
      (.init("complete_task", [.init("task_id", .text("r"))]), "gitstate run complete --run r"),
      (.init("start_task", [.init("description", .text("a b"))]), "gitstate run start 'a b'"),
      (
        .init("merge_worktrees", [.init("task_id", .text("r")), .init("modules", .texts(["a"]))]),
        "gitstate call merge_worktrees task_id=r 'modules=[\"a\"]'"
      ),
      (.init("cleanup_worktrees", [.init("task_id", .text("r"))]), "gitstate run cleanup --run r"),
      (
        .init("create_worktree", [.init("task_id", .text("r")), .init("name", .text("api"))]),
        "gitstate run worktree api --run r"
      ),
      (.init("history", [.init("ledger", .text("plan/x"))]), "gitstate history plan/x"),
    ] as [(Rejection.Next, String)])
  func `names the next call as a command`(next: Rejection.Next, line: String) {
    #expect(NextCommand.line(next) == line)
  }

  @Test func `prefers its own remedy to the next call`() {
    #expect(Hint.line(for: Rejection(.busy, "x", next: .init("overview"), remedy: "Do it.")) == "Do it.")
  }

  @Test(
    arguments: [
      ([], "gitstate", nil), (["merge", "--resolve", "x", "b"], "gitstate merge", "merge"),
      (["--json", "bogus"], "gitstate", "bogus"),
      (["--repo", "/x", "worktree", "add", "b"], "gitstate worktree add", "worktree"),
      (["--repo=/x", "run", "phase"], "gitstate run phase", "run"),
      (["call", "--key", "create_worktree"], "gitstate call", "call"),
    ] as [([String], String, String?)])
  func `knows which command was meant`(line: [String], words: String, first: String?) {
    let path = CommandPath(["gitstate"] + line)
    #expect(path.words == words && path.first == first)
  }

  @Test func `names the tool or the command in its hint`() throws {
    let command = try Command()
    func hint(_ words: String...) throws -> Substring {
      try #require(command.run(words).errors.split(separator: "\n").last)
    }
    #expect(try hint("merge", "b", "--resolve", "x") == "hint: `gitstate merge --help` explains the command.")
    #expect(try hint("worktree", "add") == "hint: `gitstate worktree add --help` explains the command.")
    #expect(
      try hint("call", "create_worktree", "x=1")
        == "hint: `gitstate tools create_worktree` shows what it takes.")
    #expect(
      try hint("call", "parse_plan", "x").hasPrefix("hint: `gitstate tools parse_plan` shows the keys;"))
    let wrong = try command.run("--json", "merg")
    #expect(wrong.status == 64 && wrong.errors.contains("Did you mean merge?"))
    let ambiguous = Rejection(.ambiguous, "It fits a and b. Name one of them in full.")
    #expect(!Hint.line(for: ambiguous).contains("Name one"))
  }

  @Test func `of a tool that is called and its answer have the same version`() throws {
    let command = try Command()
    #expect(try JSONValue(parsing: command.run("call", "overview").output)["schemaVersion"] == 1)
    #expect(try JSONValue(parsing: command.run("call", "overview", "x=1").output)["schemaVersion"] == 1)
    // What is an array for its callers stays one.
    try command.foundPlan()
    #expect(try JSONValue(parsing: command.run("call", "get_provides").output) == [])
  }
}

@Suite struct `A style` {
  @Test(
    arguments: [
      (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_CTYPE": "C.UTF-8"], true),
      (["LANG": "de_DE.utf8"], true),
      (["LC_ALL": "", "LANG": "en_US.UTF-8"], true), (["LANG": "en_US.ISO-8859-1"], false), ([:], false),
    ] as [([String: String], Bool)])
  func `knows the locale's encoding`(variables: [String: String], isUnicode: Bool) {
    #expect(Style.speaksUnicode { variables[$0] } == isUnicode)
  }

  @Test func `fills a bar only where all is done, and shows that something is`() {
    let style = Style(isUnicode: false)
    #expect(style.bar(0, of: 100, width: 10) == "----------")
    #expect(style.bar(1, of: 100, width: 10) == "#---------")
    #expect(style.bar(99, of: 100, width: 10) == "#########-")
    #expect(style.bar(100, of: 100, width: 10) == "##########")
    #expect(style.bar(0, of: 0, width: 10) == "----------")
  }
}
