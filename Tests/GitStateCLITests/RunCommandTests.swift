import JSON
import MCPServer
import TestSupport
import Testing

@Suite struct `The run command` {
  @Test func `plays a run from its start through a failure and a rollback to its last phase`() throws {
    let command = try Command()
    let repository = command.repository
    #expect(try command.run("run").text.contains("There is no run"))
    #expect(try command.run("run", "status").status == 66)
    let id = try command.run(
      "run", "start", "Port the importer", "--phase", "Parser", "--phase", "Storage", "-q"
    ).text
    #expect(id.count == 36)
    #expect(try command.run("run").text.contains("Port the importer"))
    #expect(try command.run("run", "status").text.contains("● 1  Parser") == false, "an ASCII locale")
    #expect(try command.run("run", "status").text.contains("* 1  Parser"))
    #expect(try command.json("run", "list")["runs"]?.arrayValue?.first?["current_phase"] == "Parser")
    #expect(try command.json("run", "status")["task_id"]?.stringValue == id)

    try repository.write("parser.py", "broken\n")
    let log = repository.folder.path + "/log"
    try repository.write("../log", "collected\nE   assert 1 == 2\n")
    let failed = try command.run(
      "run", "validate", "1", "--failed", "--error-type", "AssertionError", "--output", log, "--check",
      "lint=pass")
    #expect(failed.status == 0 && failed.text.contains("failed at the first attempt"), "\(failed.errors)")
    #expect(failed.text.contains("gitstate checkpoint rollback 0 --run \(id.prefix(8))"))
    #expect(try command.run("run", "status").text.contains("| E   assert 1 == 2"))
    let refused = try command.run("run", "phase", "1", "--checkpoint", "0")
    #expect(refused.status == 65 && refused.errors.contains("hint: "))
    #expect(try command.run("checkpoint", "rollback", "0", "--run", id, "--yes").status == 0)
    #expect(repository.read("parser.py") == nil)

    try repository.write("parser.py", "good\n")
    let passed = try command.run(
      "run", "validate", "Parser", "--passed", "--output", "-", input: "3 passed\n")
    #expect(passed.text.contains("passed at attempt 2"), "\(passed.errors)")
    let taken = try command.run("checkpoint", "create", "--run", id, "--passed")
    #expect(taken.text.contains("checkpoint 1 is taken: Parser"), "\(taken.errors)")
    let done = try command.run("run", "phase", "1", "--checkpoint", "latest")
    #expect(done.text.contains("now: Storage"), "\(done.errors)")
    #expect(try command.run("run", "phase", "1", "--checkpoint", "latest").text.contains("already"))
    #expect(try command.run("overview").text.contains("1 of 2 phases"))
    #expect(try command.run("prime").text.contains("at \"Storage\""))
    #expect(try command.json("overview")["runs"]?.arrayValue?.first?["progress"] == "1/2")
    #expect(try command.run("history").text.contains("Parser completed"))
    #expect(try command.run("verify").text.contains("follows from its first commit"))

    let dry = try command.run("checkpoint", "rollback", "0", "--run", id, "--dry-run")
    #expect(dry.text.contains("Open again: Parser."), "\(dry.text)")
    #expect(
      try command.json("checkpoint", "rollback", "0", "--run", id, "--dry-run")["reopened_phases"] == [
        "Parser"
      ])
    #expect(try command.json("run", "status")["phases_complete"] == ["Parser"])
    #expect(try command.run("checkpoint", "rollback", "1").status == 64)
    let other = try command.run("checkpoint", "rollback", "run/\(id)/1", "--yes")
    #expect(other.status == 65 && other.errors.contains("--run \(id)"), "\(other.errors)")

    #expect(
      try command.run("run", "phase", "Storage", "--reason", "nothing to keep").text.contains(
        "all phases are"))
    #expect(try command.run("overview").text.contains("gitstate run complete --run"))
    try repository.expectClean()
  }

  @Test func `takes the only active run, or lists what there is to choose from`() throws {
    let command = try Command()
    let one = try command.run("run", "start", "First", "--phase", "a", "-q").text
    let two = try command.run("run", "start", "Second", "--phase", "a", "-q").text
    let status = try command.run("run", "status")
    #expect(status.status == 64)
    #expect(status.text.contains("First") && status.text.contains("Second"))
    #expect(status.errors.contains("hint: Name one: gitstate run status "))
    for arguments in [
      ["run", "validate", "a", "--passed"], ["run", "phase", "a", "--reason", "x"], ["run", "complete"],
    ] {
      let outcome = try command.run(arguments)
      #expect(outcome.status == 64, "\(arguments)")
      #expect(outcome.errors.contains(" --run "), "\(outcome.errors)")
    }
    #expect(try command.run("run", "validate", "a", "--passed", "--run", String(one.prefix(8))).status == 0)
    #expect(try command.run("run", "status", two).text.contains("Second"))
    #expect(try command.run("history", "run/\(two)").status == 0)
    #expect(try command.run("history").status == 64)
  }

  @Test func `starts from a specification, in the working tree that it runs in, and once for a key`() throws {
    let command = try Command()
    let tree = try command.repository.addWorktree("other", branch: "side")
    let spec = "# Spec\n\n### Phase 1: Parser\n\n- [ ] Write it\n\n### Phase 2: Storage\n\n- [ ] Write it\n"
    try command.repository.write("plan.md", spec, in: tree)
    let started = try command.run("run", "start", "Port", "--spec", "plan.md", "--key", "k", in: tree)
    #expect(started.status == 0, "\(started.errors)")
    #expect(started.text.contains("is started on side") && started.text.contains("2 phases, from plan.md"))
    let again = try command.run("run", "start", "Port", "--spec", "plan.md", "--key", "k", in: tree)
    #expect(again.text == started.text, "a repeated call is answered as the first one was")
    #expect(try command.json("checkpoint", "list", "--all")["total"] == 1)
    #expect(try command.json("run", "list")["total"] == 1)
  }

  @Test func `works where the path of the repository is not ASCII`() throws {
    let command = try Command()
    let place = command.repository.folder.path + "/Zoë's \"日本\" $(x)"
    try command.repository.git("clone", "--quiet", command.repository.path, place)
    let id = try command.run("run", "start", "Port", "--phase", "a", "-q", in: place).text
    try command.repository.write("api.py", "one\n", in: place)
    let kept = try command.run("checkpoint", "create", "--run", id, "--passed", in: place)
    #expect(kept.status == 0, "\(kept.errors)")
    try command.repository.write("api.py", "two\n", in: place)
    let back = try command.run("checkpoint", "rollback", "latest", "--run", id, "--yes", in: place)
    #expect(back.status == 0, "\(back.errors)")
    #expect(command.repository.read("api.py", in: place) == "one\n")
    #expect(try command.run("run", "phase", "a", "--checkpoint", "1", in: place).status == 0)
    let undone = try #require(back.text.split(separator: "undo: gitstate ").last)
    #expect(try command.run(undone.split(separator: " ").map(String.init) + ["--yes"], in: place).status == 0)
    #expect(command.repository.read("api.py", in: place) == "two\n")
    #expect(try command.run("checkpoint", "push", in: place).status == 0)
    let tree = place + "/.worktrees/ö"
    try command.repository.git("worktree", "add", "--quiet", "-b", "side", tree, in: place)
    #expect(try command.run("checkpoint", "create", in: tree).status == 0)
    #expect(try command.run("checkpoint", "rollback", "1", "--yes", in: tree).status == 0)
  }

  @Test func `escapes what others wrote`() throws {
    let command = try Command()
    let id = try command.run("run", "start", SamplePlan.hostile, "--phase", "a\u{202e}b", "-q").text
    #expect(
      try command.run(
        "run", "validate", "1", "--failed", "--error-type", SamplePlan.hostile, "--output", "-", "--run", id,
        input: SamplePlan.hostile
      ).status == 0)
    for arguments in [
      ["run"], ["run", "status"], ["overview"], ["prime"], ["history"], ["run", "validate", "1", "--passed"],
    ] {
      let outcome = try command.run(arguments, with: ["LC_ALL": "C.UTF-8"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains(0x1b), "\(arguments)")
      #expect(!outcome.text.unicodeScalars.contains("\u{202e}"), "\(arguments)")
    }
    #expect(try command.json("run", "status")["description"] == .string(SamplePlan.hostile))
  }

  @Test(.enabled(if: ToolTable.all.contains { $0.name == "complete_task" }))
  func `makes, merges and cleans up modules, and ends`() throws {
    let command = try Command()
    let repository = command.repository
    let id = try command.run("run", "start", "Port", "--phase", "Parser", "-q").text
    let path = try command.run("run", "worktree", "api", "--quiet").text
    #expect(path.hasSuffix("/.worktrees/\(id.prefix(8))-api"))
    try repository.write("api.py", "x\n", in: path)
    let merged = try command.run("run", "merge", "api")
    #expect(merged.status == 0 && merged.text.contains("api merged"), "\(merged.errors)")
    #expect(repository.read("api.py") == "x\n")
    let cleaned = try command.run("run", "cleanup")
    #expect(cleaned.status == 0, "\(cleaned.errors)")
    #expect(try command.run("run", "complete").status == 65)
    #expect(try command.run("run", "phase", "1", "--reason", "x").status == 0)
    let ended = try command.run("run", "complete", "--summary", "Done")
    #expect(ended.status == 0 && ended.text.contains("the run is completed"), "\(ended.errors)")
    #expect(try command.run("overview").text.contains("Nothing is active, 1 completed"))
  }
}
