import Foundation
import Git
import StateMachine
import TestSupport
import Testing

@testable import GitState

/// A rollback that was killed: made by an intent that fails where the kill came, or by hand.
@Suite struct `A rollback that was interrupted` {
  let bench: CheckpointBench
  var scratch: ScratchRepository { bench.scratch }
  let before: CheckpointBench.State
  let after: CheckpointBench.State
  let pending = "refs/gitstate/pending/main"

  init() throws {
    bench = try CheckpointBench()
    try bench.scratch.shell("echo 2 > a; git add a; echo 3 > a; echo u > u")
    before = try bench.state()
    try bench.take()
    try bench.scratch.shell("git add -A; git commit -qm since; echo 4 > a; rm -r dir; echo z > z")
    after = try bench.state()
  }

  struct Killed: Error {}

  /// An intent that comes to the end and not over it.
  struct Endless: RollbackIntent {
    let refs: PendingRefs
    func begun(in repository: borrowing Repository) throws -> Rescue? { try refs.begun(in: repository) }
    func begin(_ rescue: Rescue, in repository: borrowing Repository) throws {
      try refs.begin(rescue, in: repository)
    }
    func end(_ rescue: Rescue, in repository: borrowing Repository) throws { throw Killed() }
  }

  /// All is done but the end.
  private func interrupt() throws {
    let repository = try Repository.open(scratch.gitDirectory)
    let point = SavePoint.checkpoint(try #require(bench.project.listCheckpoints().first))
    #expect(throws: Killed.self) {
      try bench.project.checkpoints.rollBack(
        Rollback(target: point, places: [scratch.path]), by: Endless(refs: PendingRefs([nil])),
        on: bench.project.occasion(in: repository), in: repository)
    }
    #expect(try scratch.tip(pending) != nil)
  }

  private func rescues() throws -> [Rescue] { try Rescues(common: scratch.gitDirectory).list() }

  @Test func `is ended by the same call, with the same rescue`() throws {
    try interrupt()
    let done = try bench.rollBack("1")
    #expect(try done.changed && done.rescued == rescues().first && rescues().count == 1)
    #expect(try bench.state() == before)
    try bench.expectWhole()
  }

  @Test func `goes on in the middle of the files`() throws {
    try interrupt()
    try scratch.shell("rm u a; echo 4 > a; echo z > z; rm -r dir; echo half > .gitstate-0123456789abcdef")
    let done = try bench.rollBack("1")
    #expect(try done.rescued == rescues().first && rescues().count == 1)
    #expect(try bench.state() == before)
    try bench.rollBack(try #require(done.rescued).id)
    #expect(try bench.state() == after)
    try bench.expectWhole()
  }

  @Test func `goes on before the branch has moved, and before the rescue has its ref`() throws {
    try interrupt()
    let rescue = try #require(rescues().first)
    try scratch.git("update-ref", "refs/heads/main", try #require(after.tip))
    try scratch.git("update-ref", "-d", rescue.ref.text)
    let done = try bench.rollBack("1")
    #expect(try done.rescued == rescue && rescues() == [rescue])
    #expect(try bench.state() == before)
  }

  @Test(arguments: [
    "echo mine > a", "echo mine > new", "echo s > s; git add s; rm s", "git commit -qm mine --allow-empty",
  ])
  func `rescues what somebody did meanwhile as well`(work: String) throws {
    try interrupt()
    try scratch.shell(work)
    let meanwhile = try bench.state()
    let done = try bench.rollBack("1")
    #expect(try rescues().count == 2 && bench.state() == before)
    let second = try #require(done.rescued)
    try bench.rollBack(second.id)
    #expect(try bench.state() == meanwhile)
    try bench.expectWhole()
  }

  @Test func `gives way to another one, also to its own rescue`() throws {
    try interrupt()
    try scratch.shell("rm u; echo half > a")
    try bench.rollBack(try #require(rescues().first).id)
    #expect(try bench.state() == after)
    try bench.expectWhole()
  }

  @Test func `is told by a checkpoint`() throws {
    try interrupt()
    let taken = try bench.take("next")
    let rescue = try #require(rescues().first)
    #expect(taken.notes.count == 1 && taken.notes[0].contains(rescue.id))
  }

  /// An intent after whose beginning the disk refuses.
  struct Hindered: RollbackIntent {
    let refs: PendingRefs
    let hinder: @Sendable () throws -> Void
    func begun(in repository: borrowing Repository) throws -> Rescue? { try refs.begun(in: repository) }
    func begin(_ rescue: Rescue, in repository: borrowing Repository) throws {
      try refs.begin(rescue, in: repository)
      try hinder()
    }
    func end(_ rescue: Rescue, in repository: borrowing Repository) throws {
      try refs.end(rescue, in: repository)
    }
  }

  @Test func `says so where the disk refuses, and is ended by the same call`() throws {
    let scratch = scratch
    let intent = Hindered(refs: try PendingRefs([nil])) { try scratch.shell("mkdir -p .git/MERGE_MODE/x") }
    let repository = try Repository.open(scratch.gitDirectory)
    let point = SavePoint.checkpoint(try #require(bench.project.listCheckpoints().first))
    let refused = try #require(
      rejection {
        try rejecting {
          try bench.project.checkpoints.rollBack(
            Rollback(target: point, places: [scratch.path]), by: intent,
            on: bench.project.occasion(in: repository), in: repository)
        }
      })
    let rescue = try #require(rescues().first)
    #expect(refused.sentence.contains(rescue.id) && refused.next?.text("checkpoint_id") == point.id)
    try scratch.shell("rm -r .git/MERGE_MODE")
    let done = try bench.rollBack("1")
    #expect(try done.rescued == rescue && rescues().count == 1 && bench.state() == before)
    try bench.expectWhole()
  }
}
