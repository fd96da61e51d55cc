import Foundation
import JSON
import TestSupport
import Testing

@Suite struct `The command` {
  @Test(arguments: [
    ["overview"], ["parse-plan"], ["ready"], ["provides"], ["history"], ["verify"], ["doctor"], ["prime"],
    ["tools"],
    ["tools", "parse_plan"], ["version"], ["worktree", "list"], ["worktree"], ["rescue", "list"], ["init"],
    ["checkpoint"], ["checkpoint", "list", "--all"], ["run"], ["run", "list"],
    ["workflow"], ["workflow", "list"],
    ["completions", "fish"], ["parse-plan", "session-1", "--at", "v1"],
    ["plan"], ["plan", "show", "--all"], ["plan", "list"], ["plan", "list", "--archived"],
    ["plan", "report"],
    ["graph"],
    ["parse-plan", "--status", "pending", "--task", "1"],
    [],
  ])
  func `answers text and one JSON object, and writes nothing by reading`(arguments: [String]) throws {
    let command = try Command()
    try command.foundPlan()
    let before = try command.repository.refs()
    let text = try command.run(arguments)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.errors.isEmpty)
    let json = try command.run(arguments + ["--json"])
    #expect(json.status == 0, "\(json.errors)")
    let value = try JSONValue(parsing: json.output)
    #expect(value.objectValue?.members.first.map { "\($0.key) \($0.value)" } == "schemaVersion 1")
    #expect(try command.repository.refs() == before)
    #expect(try command.repository.status() == [])
  }

  @Test func `reads a run's history, and verifies it, beside plans`() throws {
    let command = try Command()
    try command.foundPlan()
    let run = "run/1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    let message = try #require(GoldenFile("ledgers/v1/dataflow/01.txt").text)
    let tip = try command.repository.git(
      "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-F", "-", input: message)
    try command.repository.git("update-ref", "refs/heads/\(run)", tip)
    for name in [run, "1b4e28ba"] {
      let history = try command.run("history", name)
      #expect(history.text.contains("started with 3 phases"), "\(history.errors)")
      #expect(try command.run("verify", name).text.contains("\(run) follows from its first commit"))
      #expect(try command.json("verify", name)["ledger"]?.stringValue == run)
    }
    #expect(try command.run("history").text.contains("created with 3 tasks"))
    #expect(try command.run("verify", "run/1b4e28bb").status == 66)
  }

  @Test func `plays a task from its branch to main`() throws {
    let command = try Command()
    let repository = command.repository
    try command.foundPlan()
    let made = try command.run("call", "create_task_branch", "task_id=1", "branch_slug=user-model")
    #expect(made.status == 0)
    let added = try command.run("worktree", "add", "task/001-user-model", "--worker", "1")
    #expect(added.status == 0, "\(added.errors)")
    #expect(added.text.contains(".worktrees/worker-1 is ready"))
    #expect(added.errors.isEmpty, "a progress bar in a pipe: \(added.errors)")
    #expect(try command.run("parse-plan").text.contains("worker 1, under 1 min"))
    try repository.write(".worktrees/worker-1/user.py", "class User: pass\n")
    #expect(try command.run("worktree", "list").text.contains("1 untracked"))
    let removed = try command.run("worktree", "remove", "worker-1")
    #expect(removed.text.contains("gitstate rescue show "))
    let id = try #require(command.json("rescue", "list")["rescues"]?.arrayValue?.first?["id"]?.stringValue)
    #expect(try command.run("rescue", "show", id).text.contains("user.py"))
    #expect(
      try command.json("rescue", "show", id)["restore"]
        == [
          "tool": "create_worktree",
          "arguments": ["worker_id": "1", "task_branch": "task/001-user-model", "restore": .string(id)],
        ])
    let back = try command.run(
      "worktree", "add", "task/001-user-model", "--worker", "2", "--restore", id, "--quiet")
    #expect(back.text == repository.path + "/.worktrees/worker-2")
    #expect(repository.read(".worktrees/worker-2/user.py") == "class User: pass\n")
    #expect(try command.run("call", "commit_task", "worker_id=2", "summary=Users").status == 0)
    let merged = try command.run("merge", "task/001-user-model", "--summary", "Users are stored")
    #expect(merged.text.contains("task 001 is completed and provides User model"))
    #expect(merged.text.contains("1 file changed"))
    #expect(try command.run("provides").text == "User model")
    #expect(try command.json("provides") == ["schemaVersion": 1, "provides": ["User model"]])
    #expect(try command.run("merge", "task/001-user-model").text.contains("already"))
    #expect(try command.run("overview").text.contains("gitstate land"))
    #expect(try command.run("land").text.contains("fast-forward"))
    #expect(try command.run("land").text.contains("already"))
    #expect(repository.read("user.py") == "class User: pass\n")
    #expect(try repository.status() == [])
    #expect(try command.run("rescue", "restore", id).status == 66)
    #expect(try command.run("rescue", "restore", id, "--into", ".").status == 0)
    #expect(try command.run("rescue", "restore", id, "--into", ".").text.contains("nothing was touched"))
    #expect(try command.json("rescue", "restore", id, "--into", ".")["changed"] == false)
    try repository.expectClean()
  }

  @Test func `takes the only active plan, or lists what there is to choose from`() throws {
    let command = try Command()
    let none = try command.run("parse-plan")
    #expect(none.status == 66)
    #expect(none.errors.contains("hint: Begin one: `gitstate tools create_plan_branch`"))
    #expect(try command.run("ready", "s").errors.contains("hint: create_plan_branch begins one: it takes"))
    try command.repository.git("remote", "add", "elsewhere", "/nowhere")
    for arguments in [["parse-plan"], ["parse-plan", "s"], ["call", "parse_plan", "branch=s"]] {
      #expect(
        try command.run(arguments).errors.contains(
          "hint: Plans of a remote come with: git fetch elsewhere 'refs/heads/plan/*:refs/heads/plan/*'"))
    }
    try command.foundPlan("one")
    #expect(try command.run("parse-plan").text.contains("plan/one"))
    try command.foundPlan("two")
    let several = try command.run("parse-plan")
    #expect(several.status == 64)
    #expect(several.text.contains("plan/one") && several.text.contains("plan/two"))
    #expect(several.text.contains("Choose one: gitstate parse-plan plan/"))
    #expect(try command.run("ready").errors.contains("hint: Name one: gitstate ready plan/"))
  }

  @Test func `shows what is finished, what is gone, and how much of a long list`() throws {
    let command = try Command()
    let tasks = (1...9).map { #"{"id":"\#($0)","description":"Task \#($0)"}"# }.joined(separator: ",")
    try #require(
      try command.run(
        "call", "create_plan_branch", "session_id=s", "user_request=Long", "tasks=[\(tasks)]"
      ).status == 0)
    _ = try command.run("call", "update_plan_branch", "plan_branch=s", "cancelled_task_ids=9")
    let first = try #require(command.json("overview")["plans"]?.arrayValue?.first)
    #expect(first["ready"]?.arrayValue?.count == 6 && first["ready_total"] == 8)
    #expect(first["progress"] == "0/8" && first["cancelled"] == 1)
    for id in ["1", "2"] {
      _ = try command.run("call", "create_task_branch", "task_id=\(id)")
      try #require(try command.run("worktree", "add", "task/\(id)-task-\(id)", "--worker", id).status == 0)
    }
    try #require(
      try command.run("call", "commit_task", "worker_id=1", "summary=Done", "type=complete").status == 0)
    try FileManager.default.removeItem(atPath: command.repository.path + "/.worktrees/worker-2")
    for page in [["overview"], ["parse-plan"], ["ready"], ["parse-task", "1"]] {
      #expect(
        try command.run(page).text.contains("finished by worker 1, not merged: gitstate merge task/1-task-1"))
    }
    #expect(try command.run("overview").text.contains("worker 2, under 1 min, worktree gone"))
    let prime = try command.run("prime").text
    #expect(
      prime.contains("finished and not merged: 1")
        && prime.contains("2 (worker 2, under 1 min, worktree gone)"))
    let ready = try command.json("ready")
    #expect(ready["finished"]?.arrayValue?.first?["branch"] == "task/1-task-1")
  }

  @Test func `reads a remote's plan in a fresh clone`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(
      try command.run("call", "update_plan_branch", "plan_branch=session-1", "completed_task_ids=003").status
        == 0)
    let clone = Command(try ScratchRepository(cloning: command.repository))
    for arguments in [["parse-plan"], ["parse-plan", "origin/plan/session-1"], ["parse-plan", "session-1"]] {
      let outcome = try clone.run(arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.text.contains("Read only, from origin/plan/session-1."))
      #expect(outcome.text.contains("1 of 3 delivered"))
    }
    #expect(try clone.json("ready")["plan_branch"] == "origin/plan/session-1")
    for page in ["overview", "prime"] {
      #expect(
        try clone.run(page).text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
          "git branch plan/session-1 origin/plan/session-1"), "\(page)")
    }
    let wrong = try clone.run("parse-plan", "nothing")
    #expect(wrong.status == 66)
    #expect(wrong.errors.contains("gitstate parse-plan origin/plan/session-1"))
    #expect(try clone.repository.refs("refs/heads/plan") == [])
  }

  @Test func `escapes hostile text in text and keeps it whole in JSON`() throws {
    let command = try Command()
    try command.foundPlan(request: SamplePlan.hostile)
    for arguments in [["parse-plan"], ["overview"], ["prime"], ["history"], []] {
      let outcome = try command.run(arguments, with: ["LC_ALL": "C.UTF-8"])
      #expect(!outcome.output.contains(0x1b), "\(arguments)")
      #expect(!outcome.text.unicodeScalars.contains("\u{202e}"), "\(arguments)")
    }
    #expect(try command.json("parse-plan", "session-1")["user_request"] == .string(SamplePlan.hostile))
  }

  @Test func `finds a past state, and tells one that never was`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(
      try command.run("call", "update_plan_branch", "plan_branch=session-1", "cancelled_task_ids=003").status
        == 0)
    #expect(try command.run("parse-plan", "--at", "v1").text.contains("0 of 3 delivered"))
    #expect(try command.run("parse-plan").text.contains("0 of 2 delivered"))
    #expect(try command.run("parse-plan", "--at", "v9").status == 66)
    #expect(try command.run("parse-plan", "--at", "yesterday").status == 64)
    #expect(try command.run("parse-plan", "--status", "odd").status == 64)
  }
}
