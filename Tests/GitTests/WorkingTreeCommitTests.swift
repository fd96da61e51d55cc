import TestSupport
import Testing

@testable import Git

@Suite struct `Everything in a working tree` {
  private let ada = Signature(name: "Ada", email: "ada@example.org", seconds: HermeticGit.seconds)

  @Test func `is committed to the branch that is checked out, and the tree is clean`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1", "gone": "2"])
    let linked = try scratch.addWorktree("linked", branch: "task")
    try scratch.shell("echo 2 > a; rm gone; mkdir d; echo n > d/n; git add d", in: linked)
    let tree = try scratch.tree(linked)
    guard
      case .committed(let id, let branch, let work) = try tree.commitAll(message: "work\n\nwhy", author: ada)
    else {
      Issue.record("not committed")
      return
    }
    #expect(try scratch.tip("task") == id.description && branch.text == "refs/heads/task")
    #expect(work.changed == ["a", "d/n", "gone"].map { GitPath($0) })
    #expect(try scratch.status(in: linked) == [])
    #expect(try scratch.git("log", "-1", "--format=%s|%b|%an", "task") == "work|why\n|Ada")
    guard case .unchanged = try tree.commitAll(message: "nothing", author: ada) else {
      Issue.record("committed twice")
      return
    }
    guard case .committed = try tree.commitAll(message: "empty", author: ada, allowsEmpty: true) else {
      Issue.record("no empty commit")
      return
    }
    #expect(try scratch.git("rev-list", "--count", "task") == "3")
    try scratch.expectClean()
  }

  @Test func `ends a merge with two parents, once no markers are left`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["f": "base\n"])
    try scratch.git("checkout", "-q", "-b", "other")
    let theirs = try scratch.commit(files: ["f": "theirs\n"])
    try scratch.git("checkout", "-q", "main")
    let ours = try scratch.commit(files: ["f": "ours\n"])
    _ = try scratch.outcome(of: ["merge", "other"])
    let tree = try scratch.tree()
    guard case .unresolved([GitPath("f")]) = try tree.commitAll(message: "merge", author: ada) else {
      Issue.record("committed with markers")
      return
    }
    #expect(try scratch.status() == ["UU f"])
    try scratch.write("f", "both\n")
    guard case .committed(let id, _, _) = try tree.commitAll(message: "merge", author: ada) else {
      Issue.record("not committed")
      return
    }
    #expect(try scratch.git("log", "-1", "--format=%P", id.description) == "\(ours) \(theirs)")
    #expect(try scratch.status() == [] && tree.status().underway == [])
    try scratch.expectClean()
  }

  @Test func `is the first commit of an unborn branch, and refused on a detached HEAD`() throws {
    let scratch = try ScratchRepository()
    try scratch.write("a", "1")
    guard case .committed(let id, _, _) = try scratch.tree().commitAll(message: "first", author: ada) else {
      Issue.record("not committed")
      return
    }
    #expect(try scratch.tip("main") == id.description)
    try scratch.git("checkout", "-q", "--detach")
    try scratch.write("a", "2")
    #expect(throws: GitError.self) { try scratch.tree().commitAll(message: "second", author: ada) }
    #expect(try scratch.status() == [" M a"])
  }
}
