import Foundation
import JSON
import TestSupport
import Testing

/// Decisions at a terminal; `script` makes one.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script") && ApproveTests.isLinux))
struct `A decision at a terminal` {
  private func terminal(_ line: String, _ command: Command, typing input: String) throws -> (
    status: Int32, text: String
  ) {
    let environment = HermeticGit.environment(home: command.repository.home)
      .merging(["TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"]) { $1 }
    let ended = try RunningProgram(
      "/usr/bin/script", ["-qec", "\(try builtProgram("gitstate")) \(line)", "/dev/null"],
      environment: environment, folder: command.repository.path, input: Array(input.utf8)
    ).wait()
    return (ended.status, ended.text)
  }

  private func founded(_ approval: String) throws -> Command {
    let command = try Command()
    let arguments =
      #"{"session_id":"session-1","user_request":"Add login","approval":\#(approval),"tasks":[{"id":"001","description":"User model"},{"id":"002","description":"Tokens","depends_on":["001"]}]}"#
    let made = try command.run("call", "create_plan_branch", "--json", arguments)
    try #require(made.status == 0, "\(made.errors)")
    return command
  }

  private func state(_ command: Command) throws -> String? {
    try command.json("parse-plan", "session-1")["state"]?.stringValue
  }

  @Test func `is shown, and taken when the plan's id is typed`() throws {
    let command = try founded(#""plan""#)
    let before = try command.repository.refs()
    let other = try terminal("approve", command, typing: "yes\n")
    #expect(other.status == 65 && other.text.contains("Another word than the plan's id was typed"))
    #expect(try command.repository.refs() == before)
    let nothing = try terminal("approve session-1", command, typing: "\n")
    #expect(nothing.status == 65 && nothing.text.contains("error: "))
    let given = try terminal("approve session-1", command, typing: "session-1\n")
    for line in [
      "Plan plan/session-1, v1", "It waits for approval", "002  Tokens", "after: 001",
      "To approve, type the plan's id, session-1", "plan/session-1 is approved",
    ] {
      #expect(given.status == 0 && given.text.contains(line), "\(line) in \(given.text)")
    }
    #expect(try state(command) == "active")
    let event = try command.json("history", "session-1").serialized()
    #expect(event.contains("approved by a person at a terminal"))
    let again = try terminal("approve session-1", command, typing: "")
    #expect(again.status == 0 && again.text.contains("is approved already"))
  }

  @Test func `may send the plan back, end it, and open it again`() throws {
    let command = try founded(#""plan""#)
    let revised = try terminal("approve --revise 'tokens first' --about 002", command, typing: "session-1\n")
    #expect(revised.status == 0 && revised.text.contains("sent back to be revised"))
    #expect(try state(command) == "awaiting_approval")
    #expect(try terminal("approve --dry-run", command, typing: "").text.contains("because: tokens first"))
    let ended = try terminal("abort --reason enough", command, typing: "plan/session-1\n")
    #expect(ended.status == 0 && ended.text.contains("plan/session-1 is aborted"))
    #expect(try state(command) == "aborted")
    #expect(try terminal("abort session-1", command, typing: "").text.contains("is aborted already"))
    let refused = try terminal("approve session-1", command, typing: "session-1\n")
    #expect(refused.status == 65 && refused.text.contains("gitstate approve --reopen plan/session-1"))
    let opened = try terminal("approve --reopen session-1", command, typing: "session-1\n")
    #expect(opened.status == 0 && opened.text.contains("is opened again; it waits at plan"))
    #expect(try terminal("approve --reopen session-1", command, typing: "").status == 0)
    #expect(try state(command) == "awaiting_approval")
  }

  @Test func `answers JSON beside what the person reads`() throws {
    let command = try founded(#""plan""#)
    let given = try terminal("approve session-1 --json 2>/dev/tty", command, typing: "session-1\n")
    #expect(
      given.text.contains("type the plan's id") && given.text.contains(#""via": "terminal""#), "\(given.text)"
    )
  }

  @Test func `is refused where there is no terminal, unless anyone may decide`() throws {
    let command = try founded(#""plan""#)
    let before = try command.repository.refs()
    for words in [["approve"], ["approve", "--yes"], ["approve", "--json"], ["abort"], ["abort", "--yes"]] {
      let refused = try command.run(words, input: "session-1\n")
      #expect(
        refused.status == 65 && refused.errors.contains("Only a person decides on plan/session-1"), "\(words)"
      )
    }
    #expect(try command.json("approve")["code"] == "needs_person")
    let shown = try command.run("approve", "--dry-run")
    #expect(shown.status == 0 && shown.text.contains("It waits for approval"))
    #expect(try command.json("approve", "--dry-run")["seen"]?.stringValue?.count == 64)
    #expect(try command.repository.refs() == before)
    #expect(try command.run("approve", "--about", "001").status == 64)
    #expect(try command.run("approve", "--yes", "--dry-run").status == 64)

    let open = try founded(#"{"policy":"plan","approve_via":"any"}"#)
    let silent = try open.run("approve")
    #expect(silent.status == 64 && silent.errors.contains("Add --yes to decide"))
    let given = try open.json("approve", "--yes")
    #expect(given["decision"] == "approve" && given["via"] == "agent" && given["changed"] == true)
    #expect(try open.json("approve", "--yes")["changed"] == false)
    #expect(try open.json("abort", "--yes", "--reason", "enough")["state"] == "aborted")
    #expect(try open.run("approve", "--reopen", "session-1", "--yes").status == 65)
  }

  @Test func `is named where a plan is looked at`() throws {
    let command = try founded(#""plan_and_batches""#)
    #expect(try command.run("parse-plan").text.contains("waits for approval since"))
    let ready = try command.run("ready")
    #expect(
      ready.text.contains("Nothing of plan/session-1 is handed out")
        && ready.text.contains("gitstate approve"))
    #expect(try command.json("ready")["paused"]?["at"] == "plan")
    #expect(try command.run("overview").text.contains("gitstate approve plan/session-1"))
    #expect(try command.run("prime").text.contains("waits for approval since"))
    let claimed = try command.run("call", "claim_task", "plan_branch=session-1", "task_id=1", "worker_id=1")
    #expect(claimed.status == 65 && claimed.errors.contains("hint: gitstate approve plan/session-1"))
  }
}

private enum ApproveTests {
  #if os(Linux)
    static let isLinux = true
  #else
    static let isLinux = false
  #endif
}
