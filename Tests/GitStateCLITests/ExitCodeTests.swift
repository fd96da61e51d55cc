import Foundation
import JSON
import TestSupport
import Testing

@Suite struct `An exit code` {
  @Test(
    arguments: [
      (["frob"], 64), (["parse-plan", "--frob"], 64), (["call"], 64), (["call", "frob"], 64),
      (["tools", "frob"], 64),
      (["parse-task"], 64), (["history", "--limit", "0"], 64), (["serve", "--toolsets", "frob"], 64),
      (["call", "parse_plan", "branch=plan/x", "frob=1"], 64), (["call", "parse_plan"], 64),
      (["call", "parse_plan", "--json", "{"], 64),
      (["worktree", "add", "task/001-x", "--worker", "../x"], 64),
      (["merge", "task/x", "--resolve", "a=b"], 64), (["init", "--name", "a b"], 64),
      (["init", "--client", "x"], 64),
      (["checkpoint", "frob"], 64), (["checkpoint", "create", "a", "--passed", "--failed"], 64),
      (["checkpoint", "create", ""], 64), (["checkpoint", "list", "--limit", "0"], 64),
      (["checkpoint", "list", "--all", "--run", "x"], 64), (["checkpoint", "rollback"], 64),
      (["checkpoint", "rollback", "1"], 64), (["checkpoint", "fetch", "mark://x"], 64),
      (["checkpoint", "push"], 64), (["checkpoint", "list", "--directory", "/"], 65),
      (["checkpoint", "rollback", "9", "--yes"], 66), (["checkpoint", "show", "none"], 66),
      (["checkpoint", "show"], 66), (["checkpoint", "list", "--run", "none"], 66),
      (["checkpoint", "fetch", "nowhere"], 66),
      (["rescue", "prune"], 64), (["rescue", "prune", "--older-than", "x", "--yes"], 64),
      (["rescue", "prune", "--older-than", "1d"], 64), (["checkpoint", "prune", "--older-than", "1d"], 64),
      (["run", "frob"], 64), (["run", "start"], 64), (["run", "start", "x", "--spec", "../x"], 65),
      (["run", "start", "x", "--spec", "none.md"], 66), (["run", "validate", "1"], 64),
      (["run", "validate", "1", "--passed", "--failed"], 64),
      (["run", "validate", "1", "--passed", "--check", "x"], 64), (["run", "validate", "1", "--passed"], 66),
      (["run", "status", "none"], 66), (["run", "phase", "1"], 66), (["run", "complete"], 66),
      (["run", "worktree", "api"], 66), (["run", "merge"], 66), (["run", "cleanup"], 66),
      (["run", "merge", "--resolve", "a=b"], 64), (["checkpoint", "create", "--run", "none"], 66),
      (["workflow", "frob"], 64), (["workflow", "start"], 64), (["workflow", "start", "x"], 64),
      (["workflow", "start", "x", "--definition", "-", "--instruct", "x"], 64),
      (["workflow", "start", "x", "--definition", "-"], 64),
      (["workflow", "start", "x", "--continues", "none"], 66),
      (["workflow", "status"], 66), (["workflow", "status", "none"], 66), (["workflow", "approve"], 66),
      (["workflow", "approve", "--agent", "x"], 64), (["workflow", "approve", "--revise", " "], 64),
      (["workflow", "abort", "none"], 66), (["workflow", "resume"], 66),
      (["workflow", "evaluate", "none", "x", "--results", "-"], 64),
      (["workflow", "evaluate", "none", "1"], 64), (["workflow", "validate", "--results", "x"], 64),
      (["call", "create_task_branch", "task_id=2"], 65),
      (
        [
          "call", "update_plan_branch", "plan_branch=session-1", "completed_task_ids=3", "--expect-seq", "99",
        ], 65
      ),
      (["parse-plan", "plan/none"], 66), (["parse-task", "task/none"], 66), (["rescue", "show", "none"], 66),
      (["merge", "task/none"], 66), (["call", "create_task_branch", "task_id=999"], 66),
      (["verify", "plan/none"], 66),
    ] as [([String], Int32)])
  func `says what kind of error it is`(arguments: [String], code: Int32) throws {
    let command = try Command()
    try command.foundPlan()
    let outcome = try command.run(arguments)
    #expect(outcome.status == code, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(outcome.errors)")
    #expect(lines.first?.hasPrefix("error: ") == true)
    #expect(lines.last?.hasPrefix("hint: ") == true)
    guard arguments.first != "call" else { return }
    let json = try command.run(arguments + ["--json"])
    #expect(json.status == code)
    let value = try JSONValue(parsing: json.output)
    #expect(value["schemaVersion"] == 1)
    #expect(value["error"]?.stringValue?.isEmpty == false)
    #expect(value["hint"]?.stringValue?.isEmpty == false)
  }

  @Test func `is 69 outside a repository, where prime is silent and --help helps`() throws {
    let command = try Command()
    let outside = command.repository.folder.path
    for arguments in [
      [], ["overview"], ["parse-plan"], ["land"], ["init"], ["rescue"], ["checkpoint"], ["run"],
      ["workflow"],
    ] {
      let outcome = try command.run(arguments, in: outside)
      #expect(outcome.status == 69, "\(arguments)")
      #expect(outcome.errors.contains("hint: Name one with --repo"))
      let json = try command.run(arguments + ["--json"], in: outside)
      #expect(try json.status == 69 && JSONValue(parsing: json.output)["code"] == "no_repository")
    }
    #expect(try command.run("--repo", "/nonexistent").status == 69)
    let prime = try command.run("prime", in: outside)
    #expect(prime.status == 0 && prime.output.isEmpty && prime.errors.isEmpty)
    let help = try command.run("--help", in: outside)
    #expect(help.status == 0)
    #expect(help.text.contains("USAGE: gitstate"))
    #expect(try command.run("--repo", command.repository.path, "overview", in: outside).status == 0)
    #expect(try command.run("overview", "--repo", command.repository.path, in: outside).status == 0)
  }

  @Test(arguments: [
    ["parse-plan"], ["overview"], [], ["ready"], ["land"], ["merge", "task/x"], ["call", "overview"],
  ])
  func `is 66 for a base that is not there, which is not made`(arguments: [String]) throws {
    let command = try Command()
    try command.foundPlan()
    let refused = try command.run(arguments + ["--base", "nope"])
    #expect(refused.status == 66, "\(refused.text)")
    #expect(refused.errors.contains("There is no branch \"nope\" to be the base."))
    #expect(try command.repository.tip("refs/heads/nope") == nil)
    #expect(try command.run("overview", "--base", "main").status == 0)
  }

  @Test func `is 69 in a bare repository for what needs files`() throws {
    let command = Command(try ScratchRepository(bare: true))
    #expect(try command.run("init").status == 69)
    #expect(try command.run("overview").status == 0)
  }

  @Test func `is 1 where a plan does not follow from its first commit`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(try command.run("verify").status == 0)
    let repository = command.repository
    let tip = try #require(try repository.tip("refs/heads/plan/session-1"))
    let message = try repository.git("log", "-1", "--format=%B", tip)
    // The same event again, as the second of the ledger, and with a snapshot that it does not make.
    let forged = message.replacing("Gitstate-Seq: 1", with: "Gitstate-Seq: 3")
    let commit = try repository.git(
      "commit-tree", "\(tip)^{tree}", "-p", tip, "-F", "-", input: forged)
    try repository.git("update-ref", "refs/heads/plan/session-1", commit)
    let outcome = try command.run("verify", "plan/session-1")
    #expect(outcome.status == 1, "\(outcome.text) \(outcome.errors)")
    #expect(outcome.text.contains(commit))
    #expect(try command.json("verify", "plan/session-1")["ok"] == false)
  }

  @Test(arguments: [true, false], ["tools", "checkpoint list --all", "run"])
  func `is quiet where nobody reads any more`(ignored: Bool, line: String) throws {
    let command = try Command()
    try command.foundPlan()
    let program = try builtProgram("gitstate")
    // A pipe whose only reader has gone. Whether SIGPIPE is ignored is up to who starts us.
    let script = """
      \(ignored ? "trap '' PIPE" : ":")
      mkfifo pipe && exec 4<>pipe 5>pipe 4<&-
      "\(program)" \(line) >&5
      echo $? > status
      """
    let outcome = try RunningProgram(
      "bash", ["-c", script], environment: HermeticGit.environment(home: command.repository.home),
      folder: command.repository.path
    ).wait()
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(command.repository.read("status") == "141\n")
  }

  @Test func `is 74 where the output can't be written`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let command = try Command()
    let outcome = try RunningProgram(
      "bash", ["-c", "\"\(try builtProgram("gitstate"))\" tools > /dev/full"],
      environment: HermeticGit.environment(home: command.repository.home), folder: command.repository.path
    ).wait()
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("standard output"))
  }
}
