import Foundation
import StateMachine
import TestSupport
import Testing

@testable import GitState

/// What git would not tell, or would not look at.
@Suite struct `A rollback takes care` {
  let bench: CheckpointBench
  var scratch: ScratchRepository { bench.scratch }

  init() throws {
    bench = try CheckpointBench()
  }

  @Test func `of ignored files, which stay, whatever became of the rules`() throws {
    try scratch.shell(
      "printf '*.o\\nsecret\\n' > .gitignore; git add .gitignore; git commit -qm rules; echo o > a.o; echo s > secret"
    )
    try bench.take()
    try scratch.shell("git rm -q .gitignore; git commit -qm 'no rules'; echo new > b.o; echo x > x")
    let done = try bench.rollBack("1")
    #expect(scratch.read("a.o") == "o\n" && scratch.read("secret") == "s\n" && scratch.read("b.o") == "new\n")
    #expect(try scratch.status() == [] && scratch.read("x") == nil)
    try bench.rollBack(try #require(done.rescued).id)
    #expect(try scratch.status() == ["?? a.o", "?? b.o", "?? secret", "?? x"])
  }

  @Test func `of an ignored file that stands where one is to be`() throws {
    try scratch.shell("echo first > x; mkdir y; echo inner > y/z")
    try bench.take()
    try scratch.shell("rm -r x y; printf 'x\\ny\\n' > .gitignore; echo mine > x; echo why > y")
    let done = try bench.rollBack("1")
    #expect(scratch.read("x") == "first\n" && scratch.read("y/z") == "inner\n")
    try bench.rollBack(try #require(done.rescued).id)
    #expect(scratch.read("x") == "mine\n" && scratch.read("y") == "why\n")
  }

  @Test func `of work in files that git was told not to look at`() throws {
    try bench.take()
    try scratch.shell(
      "echo 2 > a; git commit -qam since; git update-index --assume-unchanged a; echo hidden > a")
    let done = try bench.rollBack("1")
    #expect(scratch.read("a") == "1\n")
    try bench.rollBack(try #require(done.rescued).id)
    #expect(scratch.read("a") == "hidden\n")
  }

  @Test func `of a sparse checkout, whose other files stay away`() throws {
    try bench.take()
    try scratch.shell(
      "echo 2 > dir/x; echo 2 > a; git commit -qam since; git update-index --skip-worktree dir/x; rm -r dir")
    try bench.rollBack("1")
    #expect(scratch.read("a") == "1\n" && scratch.read("dir/x") == nil)
  }

  @Test func `of a change that only the index's own time gives away`() throws {
    try scratch.shell(
      """
      git config core.trustctime false
      echo one > racy; touch -d '2020-01-01 00:00:00' racy; git add racy
      echo two > racy; touch -d '2020-01-01 00:00:00' racy; touch -d '2020-01-01 00:00:00' .git/index
      """)
    try bench.take()
    try scratch.shell("echo other > other")
    try bench.rollBack("1")
    #expect(try scratch.status() == ["AM racy"] && scratch.read("racy") == "two\n")
  }

  /// git believes the times that its index remembers, and asks the attributes only where it reads a file again.
  @Test(arguments: ["echo other > f.txt", "rm .gitattributes; touch -d '2021-01-01 00:00:00.5' f.txt"])
  func `of what git takes for unchanged, though it would find something else in it`(work: String) throws {
    try scratch.shell(
      """
      printf '1\\r\\n' > f.txt; touch -d '2020-01-01 00:00:00.5' f.txt; git add f.txt; git commit -qm ends
      printf '*.txt text\\n' > .gitattributes
      """)
    let before = try bench.state()
    #expect(!before.status.contains("f.txt"))
    for asCommit in [false, true] {
      let taken = try bench.take()
      try scratch.shell(work)
      let after = try bench.state()
      let done = try bench.rollBack(taken.checkpoint.id) { $0.asCommit = asCommit }
      let status = try bench.state()
      #expect(asCommit ? !status.status.contains("f.txt") : status == before)
      guard !asCommit else { return }
      #expect(try !bench.rollBack(taken.checkpoint.id).changed)
      try bench.rollBack(try #require(done.rescued).id)
      #expect(try bench.state().difference(from: after) == [])
      try bench.rollBack(taken.checkpoint.id)
    }
    try bench.expectWhole()
  }

  @Test func `of what git takes for changed by its size alone`() throws {
    try scratch.shell(
      """
      git config core.autocrlf true; printf '1\\r\\n' > crlf; git add crlf; git commit -qm ends
      printf '1\\n' > crlf; touch -d '2020-01-01 00:00:00.5' crlf
      """)
    let before = try bench.state()
    #expect(before.status.contains("1 .M") && before.status.contains("crlf"))
    try bench.take()
    try scratch.shell("echo other > crlf")
    try bench.rollBack("1")
    #expect(try bench.state() == before)
  }

  @Test func `of submodules, which stay where they are`() throws {
    let inner = try Crew.repository(["s": "1\n"])
    try scratch.shell(
      "git -c protocol.file.allow=always submodule -q add \(inner.path) sub; git commit -qm sub")
    let before = try bench.state()
    try bench.take()
    let old = try scratch.git("rev-parse", "HEAD", in: scratch.path + "/sub")
    try scratch.commit("inner", files: ["s": "2\n"], in: scratch.path + "/sub")
    try scratch.shell("git commit -qam since; echo 2 > a")
    let done = try bench.rollBack("1")
    #expect(try scratch.git("rev-parse", "HEAD", in: scratch.path + "/sub") != old)
    #expect(try scratch.git("ls-files", "--stage", "sub").contains(old) && scratch.read("sub/s") == "2\n")
    try scratch.git("checkout", "-q", old, in: scratch.path + "/sub")
    #expect(try bench.state().entries == before.entries)
    try bench.rollBack(try #require(done.rescued).id)
    try bench.expectWhole()
  }

  @Test func `of line ends, in whatever form a file had them`() throws {
    try scratch.shell(
      """
      git config core.autocrlf true
      printf 'a\\nb\\n' > lf; printf 'a\\r\\nb\\r\\n' > crlf; printf 'a\\r\\nb\\n' > mixed; git add -A; git commit -qm ends
      """)
    let before = try scratch.everything()
    try bench.take()
    try scratch.shell("rm lf crlf mixed; git checkout -q .; git rm -q mixed; git commit -qm less")
    let after = try scratch.everything()
    #expect(before != after)
    let done = try bench.rollBack("1")
    #expect(try scratch.everything() == before)
    try bench.rollBack(try #require(done.rescued).id)
    #expect(try scratch.everything() == after)
  }

  @Test func `of all trees that one checkpoint covers, or of none`() throws {
    var bench = bench
    for name in ["one", "two"] { bench.places.append(try scratch.addWorktree(name, branch: name)) }
    for place in bench.places { try scratch.shell("echo 2 > a; git add a; echo u > u", in: place) }
    let before = try bench.places.map { try bench.state(of: $0) }
    let taken = try bench.gather()
    #expect(taken.id == "run/0b9f7a52-0000-4000-8000-000000000000/0" && taken.note.seq == 3)
    #expect(taken.trees.map(\.path) == [".", scratch.folder.path + "/one", scratch.folder.path + "/two"])
    #expect(try scratch.git("rev-list", "--parents", "-1", taken.sha).split(separator: " ").count == 4)
    for place in bench.places { try scratch.shell("git add -A; git commit -qm since; echo z > z", in: place) }
    let after = try bench.places.map { try bench.state(of: $0) }
    let done = try bench.rollBackAll(to: .checkpoint(taken))
    #expect(try bench.places.map { try bench.state(of: $0) } == before)
    try bench.rollBackAll(to: .rescue(try #require(done.rescued)))
    #expect(try bench.places.map { try bench.state(of: $0) } == after)
    try scratch.git("checkout", "-q", "--detach", in: bench.places[2])
    #expect(throws: CheckpointError.self) { try bench.rollBackAll(to: .checkpoint(taken)) }
    #expect(try bench.places.prefix(2).map { try bench.state(of: $0) } == Array(after.prefix(2)))
    try bench.expectWhole()
  }
}
