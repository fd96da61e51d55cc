import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// The defects of the program whose prompts this one serves, each with the input that broke it.
@Suite struct `The original's defects with working trees` {
  /// 9: `git checkout -f flow` threw the user's changes away, and left a detached HEAD on flow.
  @Test func `09 uncommitted work and a detached HEAD outlive every call`() throws {
    let crew = try Crew(["README.md": "first\n"])
    try crew.scratch.git("checkout", "--quiet", "--detach")
    try crew.scratch.write("README.md", "not committed\n")
    try crew.scratch.shell("echo s > staged; git add staged; echo u > untracked")
    let before = try crew.witness()
    let branch = try crew.work("001", by: "1", ["README.md": "the worker's\n"])
    try crew.merge(branch)
    try crew.remove("1")
    try crew.bench.learn("something")
    let after = try crew.witness()
    #expect(after.head == before.head && after.index == before.index && after.files == before.files)
  }

  /// 10: every call moved HEAD of the main working tree.
  @Test func `10 no call moves HEAD, and none needs a clean tree`() throws {
    let crew = try Crew(["a": "1\n"])
    let log = crew.scratch.gitDirectory + "/logs/HEAD"
    let before = try (crew.witness(), String(contentsOfFile: log, encoding: .utf8))
    try crew.scratch.write("a", "dirty\n")
    try crew.bench.create("s2", [planned("009")])
    try crew.bench.learn("x", "s2")
    try crew.work("001", by: "1", ["b": "2\n"])
    try crew.merge("task/001-first")
    _ = try crew.project.provides(of: nil)
    #expect(try String(contentsOfFile: log, encoding: .utf8) == before.1)
    #expect(try crew.witness().head == before.0.head && crew.witness().index == before.0.index)
    #expect(crew.scratch.read("a") == "dirty\n")
  }

  /// 13: `"worker-1" in list_output` matched worker-10; stale registrations stayed; `.worktrees/` was untracked.
  @Test func `13 worker-1 is made beside worker-10, over a stale registration, and git ignores them`() throws
  {
    let crew = try Crew()
    try crew.create("10", crew.branch("001"))
    let second = try crew.branch("002")
    let made = try crew.create("1", second)
    #expect(made.changed && !made.reused)
    try crew.scratch.shell("rm -rf .worktrees/worker-1")
    #expect(try crew.create("1", second).changed)
    // Another worker may have the branch of one whose folder is gone, once the task is nobody's.
    try crew.scratch.shell("rm -rf .worktrees/worker-1")
    try crew.bench.update {
      var patch = TaskPatch(id: try PlanTaskID("002"))
      patch.reopen = true
      $0.changed = [patch]
    }
    #expect(try crew.create("5", second).changed)
    #expect(try crew.scratch.git("worktree", "prune", "--dry-run", "--verbose") == "")
    #expect(try crew.scratch.status() == [])
    #expect(crew.scratch.read(".gitignore") == nil)
    let removed = try crew.remove("10")
    #expect(removed.removed && removed.worker.text == "10")
    #expect(FileManager.default.fileExists(atPath: crew.place("5") + "/README"))
    try crew.expectWhole()
  }

  /// 14: `remove --force` discarded a worker's uncommitted work.
  @Test func `14 removing a worktree keeps what was not committed`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.create("1", crew.branch("001"))
    try crew.put(["a": "hours of work\n", "new": "more\n"], in: crew.place("1"))
    let rescue = try #require(try crew.remove("1").rescued)
    let back = try crew.create("1", "task/001-first", restore: rescue.id)
    #expect(back.restored?.written == 2)
    #expect(crew.scratch.read("a", in: crew.place("1")) == "hours of work\n")
    #expect(crew.scratch.read("new", in: crew.place("1")) == "more\n")
  }

  /// 15: workers were told to check flow out in their worktree, and it was checked out in the main one.
  @Test func `15 a worker merges although flow is checked out elsewhere`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.scratch.git("checkout", "--quiet", "flow")
    let branch = try crew.work("001", by: "1", ["a": "2\n"])
    let outcome = try crew.scratch.outcome(of: ["checkout", "flow"], in: crew.place("1"))
    #expect(outcome.status == 128)
    #expect(try crew.merge(branch).completed)
    #expect(crew.scratch.read("a") == "2\n")
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  /// 16: provides were read from merges of one wording on one branch, with doubles, and of strangers' sessions.
  @Test func `16 what is provided is known however a task was merged`() throws {
    let crew = try Crew(base: "trunk")
    let one = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.scratch.git("checkout", "--quiet", "trunk")
    try crew.scratch.git("merge", "--quiet", "--ff-only", one)
    try crew.merge(one)
    let two = try crew.work("002", by: "2", ["b": "1\n"])
    try crew.scratch.git("merge", "--quiet", "--squash", two)
    let squash = try crew.scratch.commit("squash")
    try crew.bench.update { $0.completed = [.init(id: try PlanTaskID("002"), commit: squash)] }
    #expect(try crew.project.provides(of: nil) == ["One", "Two"])
    try crew.bench.create("s2", [planned("001", provides: ["Other"])])
    #expect(try crew.project.provides(of: "s2") == [])
    #expect(try crew.project.provides(of: "s1") == ["One", "Two"])
    try crew.scratch.git("checkout", "--quiet", "main")
    let three = try crew.work("003", by: "3", ["c": "1\n"])
    try crew.merge(three)
    #expect(try crew.project.provides(of: nil) == ["One", "Two"])
  }
}
