import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Removing a worker's worktree` {
  @Test func `frees its task and keeps what was not committed`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.put(["a": "2\n", "new": "n\n"], in: crew.place("1"))
    let tip = try crew.tip(branch)
    let removed = try crew.remove("1")
    #expect(removed.removed && removed.released == ["001"] && removed.rescued?.files == 2)
    #expect(try crew.status("001") == .pending && crew.tip(branch) == tip)
    #expect(!FileManager.default.fileExists(atPath: crew.place("1")))
    #expect(try crew.scratch.git("worktree", "prune", "--dry-run", "--verbose") == "")
    let by = try crew.bench.read().reading.seq
    let again = try crew.remove("1")
    #expect(!again.removed && again.released == [] && again.rescued == nil)
    #expect(try crew.bench.read().reading.seq == by)
    try crew.expectWhole()
  }

  @Test func `names what git ignores, which goes unkept`() throws {
    let crew = try Crew([".gitignore": "node_modules/\n*.log\n.env\n"])
    try crew.create("1", crew.branch("001"))
    let ignored = [
      "node_modules/a/b.js": "x\n", "node_modules/c.js": "x\n", ".env": "KEY=1\n", "logs/one.log": "x\n",
      "logs/two.txt": "kept\n",
    ]
    try crew.put(ignored, in: crew.place("1"))
    // Another branch takes the folder; then it goes itself.
    let replaced = try crew.create("1", crew.branch("002"))
    #expect(replaced.ignored == [".env", "logs/one.log", "node_modules/"])
    #expect(replaced.rescued?.files == 1)
    #expect(try crew.create("1", "task/002-second").ignored == [])
    try crew.put(["x.log": "x\n"], in: crew.place("1"))
    let removed = try crew.remove("1")
    #expect(removed.ignored == ["x.log"] && removed.rescued == nil)
    #expect(try crew.remove("1").ignored == [])
  }

  @Test func `rescues nothing where nothing would be lost`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.merge(branch)
    let removed = try crew.remove("1")
    #expect(removed.removed && removed.rescued == nil && removed.released == [])
    #expect(try crew.status("001") == .completed)
  }

  @Test func `leaves a blocked task blocked, with its reason`() throws {
    let crew = try Crew()
    try crew.create("1", crew.branch("001"))
    try crew.commit("1", .blocked, "no key")
    #expect(try crew.task("001").status.claim != nil)
    try crew.remove("1")
    let task = try crew.task("001")
    #expect(task.status.word == .blocked && task.status.reason == "no key" && task.status.claim == nil)
    #expect(try crew.create("2", "task/001-first").task == "001")
    #expect(try crew.status("001") == .claimed)
  }

  @Test func `frees its task whatever branch was checked out there last`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("checkout", "--quiet", "-b", "mine", in: crew.place("1"))
    #expect(try crew.remove("1").released == ["001"])
    #expect(try crew.status("001") == .pending)
    try crew.expectWhole()
  }

  @Test func `that is locked is refused, and its worker keeps the task as it was`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("worktree", "lock", "--reason", "on a stick", crew.place("1"))
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.remove("1") })
    #expect(refused.code == .wrongState && refused.sentence.contains("on a stick"))
    #expect(refused.remedy?.contains("git worktree unlock") == true)
    #expect(try crew.witness() == before)
    #expect(try crew.task("001").attempts == 1)
  }

  @Test func `leaves repositories in it alone`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.shell("git init -q inner; echo x > inner/file", in: crew.place("1"))
    #expect(rejection { try crew.remove("1") }?.code == .dirty)
    #expect(crew.scratch.read("inner/file", in: crew.place("1")) == "x\n")
    #expect(try crew.status("001") == .claimed)
  }

  @Test func `lets a merge that was begun there be forgotten`() throws {
    let crew = try Crew(["x": "1\n"])
    let branch = try crew.work("002", by: "2", ["x": "mine\n"])
    try crew.merge(crew.work("001", by: "1", ["x": "theirs\n"]))
    #expect(try crew.sync("2").way == .conflicted)
    try crew.remove("2")
    #expect(try crew.scratch.refs("refs/gitstate/sync/") == [])
    try crew.create("2", branch)
    #expect(rejection { try crew.sync("2", abort: true) }?.code == .noMerge)
    #expect(crew.scratch.read("x", in: crew.place("2")) == "mine\n")
  }

  @Test func `says that the branch stays with work that is not merged`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    #expect(try crew.remove("1").notes == ["\(branch) stays, and holds commits that flow does not have."])
    try crew.create("1", branch)
    try crew.merge(branch)
    #expect(try crew.remove("1").notes == [])
    // A branch on which nobody worked holds its task's metadata only.
    try crew.create("2", crew.branch("002"))
    #expect(try crew.remove("2").notes == [])
  }
}
