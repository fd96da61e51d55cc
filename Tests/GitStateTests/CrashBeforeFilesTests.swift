import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// A process that was killed after it had moved a branch that is checked out, and before that tree's files followed: made
/// by letting HEAD name the branch afterwards, with the mark that stands in between.
@Suite struct `A working tree whose branch moved and whose files did not` {
  let crew: Crew
  let old: String
  let mark = "refs/gitstate/follow/main"

  init() throws {
    crew = try Crew(["a": "1\n", "gone": "g\n", "keep": "k\n"])
    old = try crew.tip("flow")
    try crew.merge(crew.work("001", by: "1", ["a": "2\n", "dir/new": "n\n", "gone": nil]))
    try crew.scratch.git("symbolic-ref", "HEAD", "refs/heads/flow")
    try crew.scratch.git("update-ref", mark, old)
    // As it is then: git would commit the undoing of the merge.
    #expect(try crew.scratch.status().contains("A  gone"))
  }

  /// A call that brings the files.
  enum Call: String, CaseIterable {
    case merge, land, sync, commit
  }

  private func make(_ call: Call) throws {
    switch call {
    case .merge: try crew.merge(crew.branch("002")) { $0.complete = false }
    case .land: _ = try crew.project.land()
    case .sync: _ = try crew.sync("1")
    case .commit: try crew.commit("1", .design, "Think")
    }
  }

  @Test(arguments: Call.allCases) func `has them after the next call`(call: Call) throws {
    try make(call)
    #expect(crew.scratch.read("a") == "2\n" && crew.scratch.read("dir/new") == "n\n")
    #expect(crew.scratch.read("gone") == nil)
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `has them too where the kill came in the middle of them`() throws {
    try crew.put(["a": "2\n", "gone": nil], in: crew.scratch.path)
    try make(.land)
    #expect(crew.scratch.read("dir/new") == "n\n")
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `keeps what somebody edited meanwhile, and has the rest`() throws {
    try crew.put(["a": "mine\n", "keep": "mine too\n"], in: crew.scratch.path)
    try make(.land)
    #expect(crew.scratch.read("a") == "mine\n" && crew.scratch.read("keep") == "mine too\n")
    #expect(crew.scratch.read("dir/new") == "n\n" && crew.scratch.read("gone") == nil)
    try crew.expectWhole()
  }

  @Test func `is left alone where the mark came back after they had followed`() throws {
    try make(.land)
    #expect(try crew.scratch.status() == [])
    // As `git pack-refs` beside the deletion, or a power cut, brings it back; and somebody undid the merge by hand.
    try crew.scratch.git("update-ref", mark, old)
    try crew.put(["a": "1\n", "gone": "g\n"], in: crew.scratch.path)
    let before = try crew.scratch.status()
    try make(.commit)
    #expect(crew.scratch.read("a") == "1\n" && crew.scratch.read("gone") == "g\n")
    #expect(try crew.scratch.status() == before && before.count == 2)
    #expect(try crew.scratch.tip(mark) == nil)
    try crew.expectWhole()
  }

  @Test(arguments: ["echo mine > dir", "mkdir dir; echo mine > dir/new", "mkdir dir; ln -s x dir/new"])
  func `keeps what stands in the way, and has the rest`(script: String) throws {
    try crew.scratch.shell(script)
    let before = try crew.scratch.everything().filter { $0.hasPrefix("./dir") }
    try make(.land)
    #expect(try crew.scratch.everything().filter { $0.hasPrefix("./dir") } == before)
    #expect(crew.scratch.read("a") == "2\n" && crew.scratch.read("gone") == nil)
    try crew.expectWhole()
  }

  @Test func `waits with a mark while its index is held, and stops no other branch`() throws {
    try crew.scratch.write(".git/index.lock", "")
    let other = try crew.branch("002")
    try crew.scratch.git("branch", "staging", "main")
    #expect(
      try crew.merge(other) {
        $0.into = "staging"
        $0.complete = false
      }.changed)
    #expect(try crew.scratch.tip(mark) == old)
    try FileManager.default.removeItem(atPath: crew.scratch.path + "/.git/index.lock")
    try make(.land)
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `is nobody's business once HEAD is elsewhere`() throws {
    try crew.scratch.git("symbolic-ref", "HEAD", "refs/heads/main")
    try make(.sync)
    #expect(crew.scratch.read("a") == "1\n")
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `of a worker is brought up before anything is committed there`() throws {
    // A sync that was killed: the branch has the base, the files have not.
    let crew = try Crew(["a": "1\n", "b": "1\n"])
    let branch = try crew.work("002", by: "2", ["mine": "m\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    let before = try crew.tip(branch)
    let tree = try crew.scratch.git("merge-tree", "--write-tree", branch, "flow")
    let merge = try crew.scratch.git("commit-tree", tree, "-p", branch, "-p", "flow", "-m", "Merge flow")
    try crew.scratch.git("update-ref", "refs/gitstate/follow/worker-2", before)
    try crew.set(branch, to: merge)
    try crew.put(["mine": "more\n"], in: crew.place("2"))
    let committed = try crew.commit("2")
    #expect(committed.files == ["mine"])
    #expect(try crew.scratch.git("show", "\(branch):a") == "2")
    #expect(try crew.scratch.status(in: crew.place("2")) == [])
    try crew.expectWhole()
  }
}
