import JSON
import TestSupport
import Testing

@Suite struct `The checkpoint command` {
  private func changed() throws -> Command {
    let command = try Command()
    try command.repository.write("notes.txt", "one\n")
    return command
  }

  @Test func `takes, lists, shows, goes back, and names the line that undoes it`() throws {
    let command = try changed()
    let repository = command.repository
    let none = try command.run("checkpoint")
    #expect(none.status == 0 && none.text.contains("gitstate checkpoint create takes one"))
    let taken = try command.run("checkpoint", "create", "Phase 1", "--passed", "--message", "before it")
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(taken.text.contains("checkpoint 1 is taken: Phase 1"))
    #expect(taken.text.contains("main - 1 file - validated"), "\(taken.text)")
    #expect(taken.text.contains("gitstate checkpoint rollback 1"))
    let id = try command.run("checkpoint", "create", "--failed", "--quiet").text
    #expect(id.hasPrefix("branch/") && id.hasSuffix("/2"))
    let listed = try #require(try command.json("checkpoint", "list")["checkpoints"]?.arrayValue)
    #expect(listed.compactMap { $0["number"]?.intValue } == [1, 2])
    #expect(listed.compactMap { $0["validation_passed"]?.boolValue } == [true, false])
    #expect(listed.first?["size"] == 4)
    #expect(listed.last?["phase"] == "work" && listed.last?["id"]?.stringValue == id)
    #expect(try command.run("checkpoint", "list", "--limit", "1").text.contains("and 1 older one"))
    #expect(try command.run("checkpoint", "show", "last-passed").text.contains("before it"))
    #expect(try command.json("checkpoint", "show", "1")["contents"] == [["path": "notes.txt", "size": 4]])
    #expect(try command.run("checkpoint", "show").text.contains("rollback \(id)"))

    try repository.write("notes.txt", "two\n")
    try repository.commit("second")
    try repository.write("README.md", "# Changed\n")
    let before = try repository.refs()
    let dry = try command.run("checkpoint", "rollback", "last-passed", "--dry-run")
    #expect(dry.text.contains("+ notes.txt") && dry.text.contains("Nothing was changed"))
    #expect(try repository.refs() == before)
    let done = try command.run("checkpoint", "rollback", "last-passed", "--yes")
    #expect(done.status == 0, "\(done.errors)")
    #expect(repository.read("notes.txt") == "one\n" && repository.read("README.md") == "# Shop\n")
    let undo = try #require(done.text.split(separator: "undo: gitstate ").last)
    let again = try command.run(undo.split(separator: " ").map(String.init) + ["--yes", "--json"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(repository.read("notes.txt") == "two\n" && repository.read("README.md") == "# Changed\n")
    #expect(try repository.status() == [" M README.md"])
    #expect(try command.run("checkpoint", "rollback", id, "--yes").status == 0)
    #expect(
      try command.run("checkpoint", "rollback", id, "--yes").text.contains("nothing was touched"))
    try repository.expectClean()
  }

  @Test func `goes forward to a new commit where a branch must not move back`() throws {
    let command = try changed()
    let repository = command.repository
    let id = try command.run("checkpoint", "create", "-q").text
    try repository.write("notes.txt", "two\n")
    let tip = try repository.commit("second")
    let done = try command.run("checkpoint", "rollback", id, "--as-commit", "--yes")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try repository.git("rev-parse", "HEAD^") == tip)
    #expect(try repository.git("show", "HEAD:notes.txt") == "one")
    #expect(try repository.status() == [])
  }

  @Test func `does nothing without a terminal and without a yes`() throws {
    let command = try changed()
    #expect(try command.run("checkpoint", "create").status == 0)
    try command.repository.write("notes.txt", "two\n")
    let before = try command.repository.refs()
    for more in [[], ["--json"]] {
      let refused = try command.run(["checkpoint", "rollback", "1", "--as-commit"] + more)
      #expect(refused.status == 64)
      #expect(
        refused.errors.contains("gitstate checkpoint rollback 1 --as-commit --yes"), "\(refused.errors)")
    }
    #expect(command.repository.read("notes.txt") == "two\n")
    #expect(try command.repository.refs() == before)
    #expect(try command.run("checkpoint", "rollback", "1", "--yes", "--dry-run").status == 64)
  }

  @Test func `means the working tree that it runs in`() throws {
    let command = try changed()
    let tree = try command.repository.addWorktree("other", branch: "side")
    try command.repository.write("side.txt", "side\n", in: tree)
    let id = try command.run("checkpoint", "create", "-q", in: tree).text
    #expect(try command.run("checkpoint", "list", in: tree).text.contains("side"))
    #expect(try command.run("checkpoint", "list").text.contains("no checkpoint"))
    #expect(try command.run("checkpoint", "list", "--directory", tree).text.contains("side"))
    #expect(try command.run("checkpoint", "list", "--all").text.contains(id))
    try command.repository.write("side.txt", "changed\n", in: tree)
    #expect(try command.run("checkpoint", "rollback", "1", "--yes").status == 66)
    let done = try command.run("checkpoint", "rollback", "1", "--yes", in: tree)
    #expect(done.status == 0, "\(done.errors)")
    #expect(command.repository.read("side.txt", in: tree) == "side\n")
    #expect(command.repository.read("notes.txt") == "one\n")
    // An id means its own working tree, wherever the command runs.
    try command.repository.write("side.txt", "changed\n", in: tree)
    #expect(try command.run("checkpoint", "rollback", id, "--yes").status == 0)
    #expect(command.repository.read("side.txt", in: tree) == "side\n")
  }

  @Test func `takes one only, however often it is called with a key`() throws {
    let command = try changed()
    let first = try command.json("checkpoint", "create", "build", "--key", "job-17")
    let again = try command.json("checkpoint", "create", "build", "--key", "job-17")
    #expect(first["changed"] == true && first == again)
    #expect(try command.json("checkpoint", "list")["checkpoints"]?.arrayValue?.count == 1)
    #expect(try command.run("checkpoint", "create", "other", "--key", "job-17").status == 65)
  }

  @Test func `escapes what others wrote`() throws {
    let command = try Command()
    // A phase has no control characters; what turns a line round is no control character.
    let phase = "ph\u{202e}ase"
    try command.repository.write("na\u{1b}[31mme", "x\n")
    #expect(try command.run("checkpoint", "create", phase, "--message", SamplePlan.hostile).status == 0)
    try command.repository.write("na\u{1b}[31mme", "y\n")
    for arguments in [
      ["list"], ["list", "--all"], ["show"], ["rollback", "1", "--dry-run"], ["rollback", "1", "--yes"],
    ] {
      let outcome = try command.run(["checkpoint"] + arguments, with: ["LC_ALL": "C.UTF-8"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains(0x1b), "\(arguments)")
      #expect(!outcome.text.unicodeScalars.contains("\u{202e}"), "\(arguments)")
    }
    #expect(try command.json("checkpoint", "show")["phase"] == .string(phase))
  }
}
