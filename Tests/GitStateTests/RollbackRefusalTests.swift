import Foundation
import Git
import StateMachine
import TestSupport
import Testing

@testable import GitState

@Suite struct `A rollback is refused and changes nothing` {
  let bench: CheckpointBench
  var scratch: ScratchRepository { bench.scratch }

  init() throws {
    bench = try CheckpointBench()
  }

  /// Refused, and all is as it was.
  private func refusal(
    _ name: String = "1", in place: String? = nil, _ location: SourceLocation = #_sourceLocation,
    _ change: (inout RollbackRequest) -> Void = { _ in }
  ) throws -> Rejection {
    let before = try (bench.untouched(), scratch.refs())
    let refused = try #require(
      rejection { try bench.rollBack(name, in: place, change) }, sourceLocation: location)
    #expect(try (bench.untouched(), scratch.refs()) == before, sourceLocation: location)
    return refused
  }

  @Test func `on another branch, naming the way there`() throws {
    let checkpoint = try bench.take().checkpoint
    try scratch.shell("git checkout -q -b other; echo 2 > a")
    let refused = try refusal(checkpoint.id)
    #expect(refused.code == .wrongState && refused.remedy?.hasSuffix("switch main") == true)
    #expect(try refusal("1").code == .notFound)
    #expect(try refusal(checkpoint.id) { $0.asCommit = true }.code == .wrongState)
  }

  @Test func `on a detached HEAD, and with a branch where HEAD was detached`() throws {
    let checkpoint = try bench.take().checkpoint
    try scratch.git("checkout", "-q", "--detach")
    #expect(try refusal(checkpoint.id).code == .detachedHead)
    let detached = try bench.take().checkpoint
    try scratch.git("checkout", "-q", "main")
    let refused = try refusal(detached.id)
    #expect(refused.code == .wrongState && refused.remedy?.contains("--detach") == true)
  }

  @Test func `where another working tree has the branch too and would be left behind`() throws {
    try bench.take()
    try scratch.git("worktree", "add", "-q", "-f", "../second", "main")
    try scratch.write("a", "2\n")
    // The branch stays: nothing of the other tree is touched.
    #expect(try bench.rollBack("1").changed)
    try scratch.commit("since", files: ["a": "2\n"])
    let refused = try refusal()
    #expect(refused.code == .branchInUse && refused.remedy?.contains("/second") == true)
    #expect(try refusal { $0.asCommit = true }.code == .branchInUse)
  }

  @Test func `where the working tree is gone`() throws {
    let place = try scratch.addWorktree("linked", branch: "side")
    let checkpoint = try bench.take(in: place).checkpoint
    try scratch.shell("rm -rf ../linked")
    let refused = try refusal(checkpoint.id)
    #expect(refused.code == .notFound && refused.remedy?.hasSuffix(" side") == true)
    #expect(try refusal("1", in: place).code == .notFound)
    try scratch.git("worktree", "prune")
    #expect(try refusal(checkpoint.id).code == .notFound)
    try scratch.git("worktree", "add", "-q", place, "side")
    try scratch.write("a", "2\n", in: place)
    #expect(try bench.rollBack(checkpoint.id).changed && scratch.read("a", in: place) == "1\n")
  }

  @Test func `where a repository of its own would be overwritten; elsewhere one is left alone`() throws {
    try bench.take()
    try scratch.shell(
      "git rm -rq dir; git commit -qm since; git init -q dir; echo inner > dir/x; git init -q n; echo n > n/n"
    )
    let refused = try refusal()
    #expect(refused.code == .dirty && refused.sentence.contains("\"dir\""))
    try scratch.shell("mv dir ../dir")
    try bench.rollBack("1")
    #expect(scratch.read("n/n") == "n\n" && scratch.read("dir/x") == "x\n")
  }

  @Test func `while a rebase is under way`() throws {
    try scratch.commit("two", files: ["a": "2\n"])
    try scratch.git("checkout", "-q", "--detach")
    let checkpoint = try bench.take().checkpoint
    try scratch.shell("mkdir .git/rebase-merge; echo refs/heads/main > .git/rebase-merge/head-name")
    let refused = try refusal(checkpoint.id)
    #expect(refused.code == .wrongState && refused.sentence.contains("rebase-merge"))
  }

  @Test func `for a run's checkpoint without that run, and for a run that is not there`() throws {
    let checkpoint = try bench.gather(run: "0b9f7a52-0000-4000-8000-000000000000")
    let refused = try refusal(checkpoint.id)
    #expect(refused.code == .wrongState && refused.next?.text("task_id") == checkpoint.note.run)
    #expect(try refusal("0") { $0.run = checkpoint.note.run }.code == .notFound)
    #expect(rejection { try bench.take { $0.run = "none" } }?.code == .notFound)
    #expect(rejection { try bench.project.listCheckpoints(run: "none") }?.code == .notFound)
  }

  @Test func `for a rescue of commits, and for commits that fit more than one`() throws {
    let tip = try scratch.git("rev-parse", "HEAD")
    let rescue = try Rescues(common: scratch.gitDirectory).keep(
      try #require(.init(tip)), of: nil, because: "for a test", on: occasion())
    #expect(try refusal(rescue.id).code == .wrongState)
  }

  @Test func `in a bare repository, but for its worktrees`() throws {
    let bare = try ScratchRepository(cloning: scratch, "--bare")
    let place = try bare.addWorktree("linked", branch: "side")
    let own = try CheckpointBench(bare)
    #expect(rejection { try own.take() }?.code == .bareRepository)
    try own.take(in: place)
    try bare.write("a", "2\n", in: place)
    try own.rollBack("1", in: place)
    #expect(bare.read("a", in: place) == "1\n")
  }
}
