import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A rollback` {
  let bench: CheckpointBench
  var scratch: ScratchRepository { bench.scratch }

  init() throws {
    bench = try CheckpointBench()
  }

  @Test func `takes commits off the branch that came since, and its rescue brings them back`() throws {
    try scratch.shell("echo 2 > a; git add a; echo 3 > a; echo u > u")
    let before = try bench.state()
    let checkpoint = try bench.take("skeleton").checkpoint
    try scratch.shell("git add -A; git commit -qm since; rm -r dir; echo later > late")
    let after = try bench.state()
    let done = try bench.rollBack("1")
    #expect(done.changed && done.target.id == checkpoint.id)
    #expect(done.trees.map(\.path) == ["."] && done.trees[0].toSha == checkpoint.headSha)
    #expect(try bench.state() == before)
    let rescue = try #require(done.rescued)
    #expect(rescue.headSha == after.tip && rescue.reason == "before the rollback to checkpoint 1")
    try bench.rollBack(rescue.id)
    #expect(try bench.state() == after)
    try bench.expectWhole()
  }

  @Test func `changes nothing where all is as the checkpoint has it`() throws {
    try bench.take()
    let before = try (bench.untouched(), scratch.refs())
    let done = try bench.rollBack("latest")
    #expect(!done.changed && done.rescued == nil)
    #expect(try (bench.untouched(), scratch.refs()) == before)
  }

  @Test(arguments: [false, true]) func `is rehearsed without a trace`(asCommit: Bool) throws {
    try bench.take()
    try scratch.shell("echo 2 > a; git commit -qam since; echo u > u; rm -r dir")
    let before = try (bench.untouched(), scratch.refs())
    let done = try bench.rollBack("1") {
      $0.isRehearsal = true
      $0.asCommit = asCommit
    }
    #expect(done.trees[0].writtenNames == ["a", "dir/x"] && done.trees[0].removedNames == ["u"])
    #expect((done.trees[0].toSha == nil) == asCommit && done.rescued == nil)
    #expect(try (bench.untouched(), scratch.refs()) == before)
  }

  @Test func `goes forward by a commit where that is asked for`() throws {
    try scratch.shell("echo 2 > a; git add a; echo 3 > a; echo u > u")
    let checkpoint = try bench.take("good").checkpoint
    try scratch.shell(
      "echo 5 > a; git add -A; git commit -qm since; echo 4 > a; echo z > z; echo merging > .git/MERGE_MSG")
    let after = try bench.state()
    let done = try bench.rollBack("1") { $0.asCommit = true }
    #expect(try scratch.git("rev-parse", "HEAD^") == after.tip)
    #expect(
      try scratch.git("rev-parse", "HEAD^{tree}") == scratch.git("rev-parse", "\(checkpoint.sha)^{tree}"))
    #expect(try scratch.status() == [] && scratch.read("a") == "3\n" && scratch.read("z") == nil)
    #expect(try scratch.git("log", "-1", "--format=%s") == "Roll back to checkpoint 1")
    #expect(try !bench.rollBack("1") { $0.asCommit = true }.changed)
    try bench.rollBack(try #require(done.rescued).id)
    #expect(try bench.state() == after)
    try bench.expectWhole()
  }

  @Test func `brings an unborn branch back, and its rescue the commits`() throws {
    let unborn = try CheckpointBench(ScratchRepository())
    try unborn.scratch.shell(
      "git config user.name A; git config user.email a@b; echo 1 > a; git add a; echo u > u")
    let before = try unborn.state()
    try unborn.take()
    try unborn.scratch.commit()
    let after = try unborn.state()
    let done = try unborn.rollBack("1")
    #expect(try unborn.state() == before && unborn.scratch.tip("refs/heads/main") == nil)
    try unborn.rollBack(try #require(done.rescued).id)
    #expect(try unborn.state() == after)
    try unborn.expectWhole()
  }

  @Test func `moves a detached HEAD`() throws {
    try scratch.git("checkout", "-q", "--detach")
    let before = try bench.state()
    try bench.take()
    try scratch.commit("since", files: ["a": "2\n"])
    try bench.rollBack("latest")
    #expect(try bench.state() == before)
    let place = try scratch.addWorktree("linked", branch: "side")
    try scratch.git("checkout", "-q", "--detach", in: place)
    let linked = try bench.state(of: place)
    #expect(try bench.take(in: place).checkpoint.number == 1)
    try scratch.commit("since", files: ["a": "2\n"], in: place)
    try bench.rollBack("latest", in: place)
    #expect(try bench.state(of: place) == linked && bench.state() == before)
    try bench.expectWhole()
  }

  @Test func `finds a linked worktree by its path, by any folder in it, and by what was taken`() throws {
    let place = try scratch.addWorktree("linked", branch: "side")
    let before = try bench.state(of: place)
    let main = try bench.untouched()
    let checkpoint = try bench.take(in: place).checkpoint
    for folder in [place, "../linked", place + "/dir", nil] {
      try scratch.write("dir/new", "n", in: place)
      try bench.rollBack(checkpoint.id, in: folder)
      #expect(try bench.state(of: place) == before, "\(folder ?? "none")")
    }
    #expect(try bench.untouched() == main)
    for folder in ["/", "..", scratch.home, place + "/none"] {
      #expect(rejection { try bench.rollBack("1", in: folder) }?.code == .outsideRepository, "\(folder)")
    }
  }

  @Test func `takes what delivered a plan's task off, and the task is lost`() throws {
    let crew = try Crew(base: "main")
    let own = try CheckpointBench(crew.scratch)
    try own.take("before the wave")
    try crew.merge(crew.work("001", by: "1", ["one": "1\n"]))
    #expect(try crew.delivery("001") == .merged && crew.scratch.read("one") == "1\n")
    let done = try own.rollBack("1")
    #expect(try crew.delivery("001") == .lost && crew.scratch.read("one") == nil)
    try own.rollBack(try #require(done.rescued).id)
    #expect(try crew.delivery("001") == .merged)
  }

  @Test func `opens no file that did not change`() throws {
    try scratch.shell(
      """
      git config core.trustctime false
      for n in 1 2 3 4 5 6 7 8; do echo $n > same-$n; done; echo '*.txt text' > .gitattributes
      find . -path ./.git -prune -o -type f -exec touch -d '2 hours ago' {} +; git add -A; git commit -qm more
      find . -path ./.git -prune -o -type f -exec touch -a -d 2001-01-01 {} +
      """)
    func opened() throws -> [String] {
      let outcome = try RunningProgram(
        "sh", ["-c", "find . -path ./.git -prune -o -type f -newerat 2002-01-01 -print | sort"],
        environment: HermeticGit.environment(home: scratch.home), folder: scratch.path
      ).wait()
      return outcome.text.split(separator: "\n").map(String.init)
    }
    // The rules themselves are read; where no time of reading is kept, nothing is seen.
    let rules = ["./.gitattributes"]
    try bench.take()
    #expect(try opened().filter { !rules.contains($0) } == [])
    try scratch.shell("echo 22 > same-2; git commit -qm since same-2; echo 33 > same-3; echo n > new")
    try scratch.shell("find . -path ./.git -prune -o -type f -exec touch -a -d 2001-01-01 {} +")
    try bench.rollBack("1")
    let changed = ["./same-2", "./same-3", "./a"]
    #expect(try opened().filter { !(rules + changed).contains($0) } == [])
  }
}
