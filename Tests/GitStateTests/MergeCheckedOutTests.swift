import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A merge into a branch that is checked out` {
  /// A crew whose base is checked out: in the main working tree, or in one of its own.
  private func crew(_ place: String) throws -> (Crew, String) {
    let crew = try Crew(["a": "1\n", "keep": "k\n", "gone": "g\n", "dir/x": "x\n"])
    guard place == "linked" else {
      try crew.scratch.git("checkout", "--quiet", "flow")
      return (crew, crew.scratch.path)
    }
    return (crew, try crew.bench.checkout("flow"))
  }

  private static let changes: [String: String?] = ["a": "2\n", "new/file": "n\n", "gone": nil]

  @Test(arguments: ["main", "linked"]) func `takes its files along`(kind: String) throws {
    let (crew, place) = try crew(kind)
    let branch = try crew.work("001", by: "1", Self.changes)
    let merged = try crew.merge(branch)
    #expect(merged.completed && merged.notes == [] && merged.files == ["a", "gone", "new/file"])
    #expect(crew.scratch.read("a", in: place) == "2\n" && crew.scratch.read("new/file", in: place) == "n\n")
    #expect(crew.scratch.read("gone", in: place) == nil)
    #expect(try crew.scratch.status(in: place) == [])
    #expect(try crew.scratch.git("rev-parse", "HEAD", in: place) == merged.commit)
    try crew.expectWhole()
  }

  @Test(
    arguments: ["main", "linked"],
    [
      "echo mine > a", "echo mine > a; git add a", "rm a", "echo mine >> gone",
      "mkdir -p new; echo mine > new/file",
      "echo mine > new", "chmod +x a", "git rm -q --cached a",
      "echo m > a; git add a; git checkout -q HEAD -- keep",
    ])
  func `is refused where a file that would follow is changed or in the way`(kind: String, script: String)
    throws
  {
    let (crew, place) = try crew(kind)
    let branch = try crew.work("001", by: "1", Self.changes)
    try crew.scratch.shell(script, in: place)
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .dirty && !refused.texts("files").isEmpty)
    #expect(refused.sentence.contains(place) && refused.sentence.contains("nothing was moved"))
    #expect(try crew.witness(in: place) == before)
    #expect(try crew.status("001") == .claimed)
    try crew.expectWhole()
  }

  @Test(arguments: ["main", "linked"]) func `keeps work on other paths`(kind: String) throws {
    let (crew, place) = try crew(kind)
    let branch = try crew.work("001", by: "1", Self.changes)
    try crew.scratch.shell(
      "echo mine > keep; echo s > staged; git add staged; echo u > dir/untracked", in: place)
    try crew.merge(branch)
    #expect(crew.scratch.read("a", in: place) == "2\n" && crew.scratch.read("keep", in: place) == "mine\n")
    #expect(try Set(crew.scratch.status(in: place)) == ["A  staged", "?? dir/untracked", " M keep"])
    try crew.expectWhole()
  }

  @Test(arguments: ["main", "linked"]) func `is refused while a rebase of it is under way`(kind: String)
    throws
  {
    let (crew, place) = try crew(kind)
    let branch = try crew.work("001", by: "1", Self.changes)
    try crew.scratch.shell(
      """
      git branch side; echo left > keep; git commit -qam left
      git checkout -q -b right side; echo right > keep; git commit -qam right; git checkout -q flow
      git rebase right >/dev/null 2>&1 || true
      """, in: place)
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .branchInUse && refused.sentence.contains("rebase"))
    #expect(try crew.witness(in: place) == before)
    try crew.scratch.git("rebase", "--abort", in: place)
    #expect(try crew.merge(branch).completed)
    #expect(try crew.scratch.status(in: place) == [])
  }

  @Test
  func `moves the ref alone where that worktree's folder is gone, and its files follow when it is back`()
    throws
  {
    let (crew, place) = try crew("linked")
    let branch = try crew.work("001", by: "1", Self.changes)
    try FileManager.default.moveItem(atPath: place, toPath: place + "-away")
    #expect(try crew.merge(branch).completed)
    #expect(try crew.merge(crew.work("002", by: "2", ["b": "b\n"])).completed)
    try FileManager.default.moveItem(atPath: place + "-away", toPath: place)
    #expect(crew.scratch.read("a", in: place) == "1\n")
    try crew.merge(crew.work("003", by: "3", ["c": "c\n"]))
    #expect(["a", "b", "c"].map { crew.scratch.read($0, in: place) } == ["2\n", "b\n", "c\n"])
    #expect(try crew.scratch.status(in: place) == [])
    try crew.expectWhole()
  }

  @Test func `is refused while another program writes its index`() throws {
    let (crew, place) = try crew("main")
    let branch = try crew.work("001", by: "1", Self.changes)
    try crew.scratch.write(".git/index.lock", "")
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .busy && refused.sentence.contains("index.lock"))
    #expect(try crew.witness(in: place) == before)
    try FileManager.default.removeItem(atPath: place + "/.git/index.lock")
    #expect(try crew.merge(branch).completed)
    #expect(try crew.scratch.status(in: place) == [])
    try crew.expectWhole()
  }

  @Test func `never writes a name that a disk could take for git's own`() throws {
    let (crew, place) = try crew("main")
    let branch = try crew.branch("001")
    // As a hostile push would bring it: a tree with `.GIT/config`.
    let blob = try crew.scratch.git("hash-object", "-w", "--stdin", input: "[core]\n\thooksPath = /tmp\n")
    let inner = try crew.scratch.git("mktree", input: "100644 blob \(blob)\tconfig\n")
    let tree = try crew.scratch.git("mktree", input: "040000 tree \(inner)\t.GIT\n")
    let commit = try crew.scratch.git("commit-tree", tree, "-p", branch, "-m", "evil")
    try crew.set(branch, to: commit)
    let before = try crew.witness(in: place)
    #expect(rejection { try crew.merge(branch) }?.code == .unsafeTree)
    #expect(try crew.witness(in: place) == before)
  }
}
