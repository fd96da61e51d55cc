import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Old rescues` {
  let scratch: ScratchRepository
  let rescues: Rescues

  init() throws {
    Library.ignoreUserConfig()
    scratch = try Crew.repository(["a": "1\n"])
    rescues = Rescues(common: scratch.gitDirectory)
  }

  private func take(_ day: Int64) throws -> Rescue {
    try scratch.write("u", "day \(day)\n")
    let when = Occasion(
      seconds: HermeticGit.seconds + day * 86_400, author: Signature(name: "A", email: "a@b", seconds: 0),
      token: "0000000\(day)")
    return try rescues.take(of: scratch.path, because: "for a test", on: when)
  }

  @Test func `go in one batch, packed or not, and the younger stay`() throws {
    let taken = try (0..<6).map { try take($0) }
    try scratch.git("pack-refs", "--all")
    let loose = try (6..<8).map { try take($0) }
    let moment = HermeticGit.seconds + 7 * 86_400
    let before = try scratch.refs()
    #expect(try rescues.prune(olderThan: moment, rehearsing: true).removed.count == 7)
    #expect(try scratch.refs() == before)
    let pruned = try rescues.prune(olderThan: moment)
    #expect(pruned.removed == taken + loose.prefix(1) && pruned.needed == [])
    #expect(try rescues.list() == [loose[1]] && scratch.tip("refs/heads/main") != nil)
    #expect(try rescues.prune(olderThan: moment).removed == [])
    #expect(try rescues.size(of: loose[1]) == 6)
    try scratch.expectClean()
  }

  @Test func `stay while a rollback needs them`() throws {
    let rescue = try take(0)
    try scratch.git("update-ref", "refs/gitstate/pending/main", rescue.commit.description)
    let pruned = try rescues.prune(olderThan: .max)
    #expect(pruned.removed == [] && pruned.needed == [rescue])
    #expect(try rescues.list() == [rescue])
  }

  @Test func `are not removed where another holds one of their locks`() throws {
    let taken = try (0..<3).map { try take($0) }
    try scratch.write(".git/\(taken[1].ref).lock", "")
    #expect(throws: RescueError.self) { try rescues.prune(olderThan: .max) }
    #expect(try rescues.list() == taken)
    try scratch.shell("rm .git/\(taken[1].ref).lock")
    #expect(try rescues.prune(olderThan: .max).removed == taken)
  }

  @Test func `are a project's, and checkpoints tell their size as well`() throws {
    let project = try Project(at: scratch.path)
    let rescue = try take(0)
    #expect(try project.size(of: rescue) == 6)
    let taken = try project.createCheckpoint(CheckpointRequest(CheckpointNote(phase: "p"))).checkpoint
    #expect(try project.size(of: taken) == 6)
    let moment = Timestamp(seconds: HermeticGit.seconds + 1)
    #expect(try project.pruneRescues(before: moment).removed == [rescue])
    #expect(try project.listCheckpoints() == [taken])
  }
}
