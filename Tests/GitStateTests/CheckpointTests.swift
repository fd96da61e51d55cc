import Dispatch
import Git
import GitState
import StateMachine
import Synchronization
import TestSupport
import Testing

@Suite struct `A checkpoint` {
  let bench: CheckpointBench

  init() throws {
    bench = try CheckpointBench()
  }

  @Test func `touches neither HEAD nor index nor files`() throws {
    try bench.scratch.shell("echo 2 > a; git add a; echo 3 > a; echo u > u; rm dir/x; mkdir e; ln -s a l")
    let before = try bench.untouched()
    let taken = try bench.take()
    #expect(try bench.untouched() == before)
    #expect(taken.checkpoint.number == 1 && taken.checkpoint.files == 4)
    let digits = try bench.scratch.git("hash-object", "--stdin", input: "refs/heads/main").prefix(12)
    #expect(taken.checkpoint.id == "branch/\(digits)/1")
    let commit = try bench.scratch.git("rev-parse", "\(taken.checkpoint.refName)^1")
    #expect(try commit == bench.scratch.git("rev-parse", "HEAD"))
    let kind = try bench.scratch.git(
      "log", "-1", "--format=%s%n%(trailers:key=Gitstate-Kind)", taken.checkpoint.sha)
    #expect(kind.hasPrefix("Checkpoint 1: skeleton\nGitstate-Kind: checkpoint"))
    try bench.expectWhole()
  }

  @Test func `is counted by its branch, and listed oldest first`() throws {
    try bench.take("one")
    try bench.take("two") {
      $0.note.message = "Gitstate-Kind: plan\n\nGitstate-Snapshot: {}"
      $0.note.validation = true
    }
    try bench.scratch.git("checkout", "-q", "-b", "other")
    #expect(try bench.take("three").checkpoint.number == 1)
    try bench.scratch.git("checkout", "-q", "main")
    let listed = try bench.project.listCheckpoints()
    #expect(listed.map(\.number) == [1, 2] && listed.map(\.note.phase) == ["one", "two"])
    #expect(listed[1].note.message == "Gitstate-Kind: plan\n\nGitstate-Snapshot: {}")
    #expect(listed.map(\.note.validation) == [nil, true])
  }

  @Test func `is found by number, id, ref, commit and word`() throws {
    let first = try bench.take("one") { $0.note.validation = true }.checkpoint
    let second = try bench.take("two") { $0.note.validation = false }.checkpoint
    for name in ["1", first.id, first.refName, first.sha, String(first.sha.prefix(8)), "last-passed"] {
      #expect(try bench.rollBack(name) { $0.isRehearsal = true }.target.id == first.id, "\(name)")
    }
    #expect(try bench.rollBack("latest") { $0.isRehearsal = true }.target.id == second.id)
    for name in ["3", "main", String(first.sha.prefix(6)), "HEAD", "branch/../1", ""] {
      let refused = try #require(rejection { try bench.rollBack(name) })
      #expect(refused.code == .notFound && refused.texts("known") == [second.id, first.id], "\(name)")
    }
  }

  @Test func `gets the next number where two are taken at once`() throws {
    let path = bench.scratch.path
    let numbers = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<10 {
        let taken = try? Project(at: path).createCheckpoint(CheckpointRequest(CheckpointNote(phase: "p")))
        numbers.withLock { $0.append(taken?.checkpoint.number ?? 0) }
      }
    }
    #expect(numbers.withLock { $0.sorted() } == Array(1...40))
  }

  @Test func `is taken once under a key`() throws {
    let note = CheckpointRequest(try CheckpointNote(phase: "p"))
    let key = try LedgerKey("k", using: "call")
    let first = try bench.project.createCheckpoint(note, guarded: WriteGuard(key: key))
    let again = try bench.project.createCheckpoint(note, guarded: WriteGuard(key: key))
    #expect(first.checkpoint == again.checkpoint)
    let other = try LedgerKey("k", using: "another call")
    let refused = rejection { try bench.project.createCheckpoint(note, guarded: WriteGuard(key: other)) }
    #expect(refused?.code == .keyReused)
  }

  @Test func `commits as well where that is asked for`() throws {
    try bench.scratch.shell("echo 2 > a; echo u > u")
    let taken = try bench.take("tests") {
      $0.commits = true
      $0.note.validation = true
    }
    #expect(try bench.scratch.git("log", "-1", "--format=%s") == "CHECKPOINT: tests")
    #expect(try taken.committed == bench.scratch.git("rev-parse", "HEAD"))
    #expect(try bench.scratch.status() == [] && taken.checkpoint.files == 2)
    #expect(taken.checkpoint.headSha == taken.committed)
    // Nothing is left to be committed: the checkpoint is taken all the same.
    let next = try bench.take("more") { $0.commits = true }
    #expect(next.committed == nil && next.checkpoint.number == 2)
    try bench.scratch.git("checkout", "-q", "--detach")
    #expect(rejection { try bench.take { $0.commits = true } }?.code == .detachedHead)
  }

  @Test func `names what is not in it`() throws {
    try bench.scratch.shell(
      "git init -q inner; echo x > inner/x; echo '*.big filter=lfs' > .gitattributes; echo b > a.big")
    let notes = try bench.take().notes
    #expect(notes.count == 2 && notes[0].contains("\"inner\"") && notes[1].contains("\"a.big\""))
  }

  @Test(arguments: ["", " ", "a\nb", "a\u{7}b", String(repeating: "x", count: 201)])
  func `refuses a phase that is no name`(phase: String) throws {
    #expect(rejection { _ = try CheckpointNote(phase: phase) }?.code == .invalidName)
  }

  @Test func `is of the working tree that its caller stands in`() throws {
    let bench = try CheckpointBench()
    let linked = try bench.scratch.addWorktree("linked", branch: "side")
    let taken = try Project(at: linked).createCheckpoint(CheckpointRequest(CheckpointNote(phase: "p")))
    #expect(taken.checkpoint.branchName == "side")
    #expect(try bench.take().checkpoint.branchName == "main")
  }
}
