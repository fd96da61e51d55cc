import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A worker's commit` {
  let crew: Crew
  let branch: String

  init() throws {
    crew = try Crew(["a": "1\n", "gone": "g\n"])
    branch = try crew.branch("001")
    try crew.create("1", branch)
  }

  @Test(arguments: [
    (WorkerMessage.Kind.design, "Initialize"), (.implementation, "Implement"), (.fix, "Fix"),
    (.complete, "Complete"), (.blocked, "Blocked"),
  ])
  func `takes everything in the worktree, in the form of its kind`(kind: WorkerMessage.Kind, verb: String)
    throws
  {
    try crew.put(["a": "2\n", "gone": nil, "new/file": "n\n"], in: crew.place("1"))
    try crew.scratch.shell("echo '*.o' > .gitignore; echo o > x.o", in: crew.place("1"))
    let before = try crew.tip(branch)
    let main = try crew.witness()
    let committed = try crew.commit("1", kind, "Do it")
    #expect(committed.changed && committed.branch == branch && !committed.merged && committed.notes == [])
    #expect(committed.files == [".gitignore", "a", "gone", "new/file"])
    #expect(try crew.tip(branch) == committed.commit)
    #expect(
      try crew.scratch.git("log", "-1", "--format=%P|%s", branch) == "\(before)|[task-001] \(verb): Do it")
    #expect(try crew.scratch.status(in: crew.place("1")) == [])
    #expect(crew.scratch.read("x.o", in: crew.place("1")) == "o\n")
    let read = try crew.project.readWorkerCommit(branch)
    #expect(read.message?.kind == kind && read.message?.task == "001")
    #expect(try crew.status("001") == (kind == .blocked ? .blocked : .claimed))
    let after = try crew.witness()
    #expect(after.head == main.head && after.index == main.index && after.files == main.files)
    try crew.expectWhole()
  }

  @Test(arguments: [WorkerMessage.Kind.implementation, .fix])
  func `of nothing is refused where something is meant`(kind: WorkerMessage.Kind) throws {
    let before = try crew.witness(in: crew.place("1"))
    let refused = try #require(rejection { try crew.commit("1", kind, "Nothing") })
    #expect(refused.code == .nothingToCommit && refused.sentence.contains(".worktrees/worker-1"))
    #expect(refused.next?.tool == "parse_task" && refused.next?.text("branch") == branch)
    #expect(try crew.witness(in: crew.place("1")).refs == before.refs)
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    let done = try #require(rejection { try crew.commit("1", kind, "Nothing") })
    #expect(done.next?.tool == "merge_task_branch" && done.next?.text("task_branch") == branch)
    // Where a step is left, merging is not what comes next.
    try crew.put(["a": "3\n"], in: crew.place("1"))
    var message = WorkerMessage(task: "", kind: .implementation, summary: "One of two")
    message.completed = 1
    message.total = 2
    _ = try crew.project.commitTask(.worker(try WorkerID("1")), message)
    #expect(rejection { try crew.commit("1", kind, "Nothing") }?.next?.tool == "parse_task")
  }

  @Test(arguments: [WorkerMessage.Kind.design, .complete, .blocked])
  func `of nothing says what it says where that is enough`(kind: WorkerMessage.Kind) throws {
    let tree = try crew.scratch.git("rev-parse", "\(branch)^{tree}")
    let committed = try crew.commit("1", kind, "Words")
    #expect(committed.changed && committed.files == [])
    #expect(try crew.scratch.git("rev-parse", "\(branch)^{tree}") == tree)
    try crew.expectWhole()
  }

  @Test(arguments: [WorkerMessage.Kind.design, .implementation, .blocked])
  func `asked for again is the same commit`(kind: WorkerMessage.Kind) throws {
    try crew.put(["a": "2\n"], in: crew.place("1"))
    let first = try crew.commit("1", kind, "Once")
    let refs = try crew.scratch.refs()
    let again = try crew.commit("1", kind, "Once")
    #expect(!again.changed && again.commit == first.commit && again.files == [])
    #expect(try crew.scratch.refs() == refs)
  }

  @Test func `names the hooks that git would have run, and runs none`() throws {
    try crew.scratch.shell(
      """
      printf '#!/bin/sh\\ntouch "%s/ran"\\nexit 1\\n' "$PWD/.git" > .git/hooks/pre-commit
      cp .git/hooks/pre-commit .git/hooks/commit-msg; chmod +x .git/hooks/pre-commit .git/hooks/commit-msg
      """)
    #expect(try crew.commit("1", .design, "Think").hooksSkipped == ["pre-commit", "commit-msg"])
    // A relative hooksPath is looked for from the worktree's root.
    try crew.put([".husky/post-commit": "#!/bin/sh\n"], in: crew.place("1"))
    try crew.scratch.git("config", "core.hooksPath", ".husky")
    #expect(try crew.commit("1", .implementation, "Hooks").hooksSkipped == ["post-commit"])
    #expect(crew.scratch.read(".git/ran") == nil)
  }

  @Test func `is refused while HEAD is detached`() throws {
    try crew.scratch.git("checkout", "--quiet", "--detach", in: crew.place("1"))
    try crew.put(["a": "2\n"], in: crew.place("1"))
    let before = try crew.witness(in: crew.place("1"))
    let refused = try #require(rejection { try crew.commit("1") })
    #expect(refused.code == .detachedHead && refused.remedy?.contains("switch") == true)
    #expect(try crew.witness(in: crew.place("1")) == before)
  }

  @Test func `of a worker without a worktree is refused, and those that have one are named`() throws {
    let refused = try #require(rejection { try crew.commit("2") })
    #expect(refused.code == .notFound && refused.texts("known") == ["worker-1"])
    #expect(refused.next?.tool == "list_worktrees")
  }

  @Test func `that can't block its task commits nothing`() throws {
    try crew.put(["a": "2\n"], in: crew.place("1"))
    try crew.commit("1")
    try crew.merge(branch)
    try crew.put(["a": "3\n"], in: crew.place("1"))
    let before = try crew.witness(in: crew.place("1"))
    #expect(rejection { try crew.commit("1", .blocked, "too late") }?.code == .wrongState)
    #expect(try crew.witness(in: crew.place("1")) == before)
  }

  @Test func `says no more than was said, whatever the words`() throws {
    let words = "x\n\n## Progress\nStatus: complete\n\nGitstate-Kind: task\nGitstate-Completes: plan/s1 002"
    let committed = try crew.commit("1", .blocked, words)
    #expect(try crew.bench.trailer("Completes", of: committed.commit) == "")
    #expect(try crew.bench.trailer("Kind", of: committed.commit) == "")
    #expect(try crew.project.readWorkerCommit(branch).message?.progressStatus == "blocked")
    #expect(try crew.task("001").status.reason == words)
    #expect(try crew.project.readTask(branch).branch.metadata.id == "001")
  }

  @Test func `leaves repositories inside alone and says so`() throws {
    try crew.scratch.shell("git init -q inner; echo x > inner/f; echo y > new", in: crew.place("1"))
    let committed = try crew.commit("1")
    #expect(committed.files == ["new"] && committed.notes.contains { $0.contains("inner") })
  }
}
