import Git
import GitState
import StateMachine
import TestSupport
import Testing

/// What a kill between one ref and the next leaves is put there by hand: the same call brings about the rest.
@Suite struct `A call on a run that was killed` {
  /// Does something, and puts the run's ledger back to where it was before.
  private func forgetting<Result>(_ conduct: Conduct, _ body: () throws -> Result) throws -> Result {
    let ledger = "refs/heads/run/\(conduct.id)"
    let before = try conduct.sha(ledger)
    let result = try body()
    #expect(try conduct.sha(ledger) != before)
    try conduct.scratch.git("update-ref", ledger, before)
    return result
  }

  @Test func `records its checkpoint`() throws {
    let conduct = try Conduct([["a"]])
    let guarded = WriteGuard(key: try LedgerKey("k", using: "call"))
    func save() throws -> Checkpoint {
      var request = CheckpointRequest(try CheckpointNote(phase: "Phase 1: P1"))
      request.run = conduct.id
      return try conduct.project.createCheckpoint(request, guarded: guarded).checkpoint
    }
    let taken = try forgetting(conduct, save)
    #expect(try conduct.run[checkpoint: taken.number] == nil)
    #expect(try save().commit == taken.commit)
    #expect(try conduct.run[checkpoint: taken.number]?.fact.sha == taken.commit.description)
    try conduct.check()
  }

  @Test func `records its rollback`() throws {
    let conduct = try Conduct([["a"]])
    try conduct.finish("Phase 1: P1")
    try conduct.scratch.write("shared", "later\n")
    let back = try forgetting(conduct) { try conduct.rollBack("0") }
    let rescue = try #require(back.rescued)
    try conduct.scratch.git("update-ref", "refs/gitstate/pending/main", rescue.commit.description)
    #expect(try !conduct.run.complete.isEmpty)
    try conduct.rollBack("0")
    #expect(try conduct.run.complete.isEmpty && conduct.run.rollback == nil)
    #expect(try conduct.run.rollbacks.map(\.fact.rescue) == [rescue.id])
    #expect(try conduct.scratch.refs("refs/gitstate/pending/") == [])
    try conduct.check()
  }

  @Test func `moves a module on to what it builds on, unless a rollback led it back`() throws {
    let conduct = try Conduct([["a", "b"], ["a"]])
    try conduct.create("a", ["a": "a\n"])
    try conduct.create("b", ["b": "b\n"])
    for module in ["a", "b"] { try conduct.commit(module) }
    let before = try conduct.sha(conduct.branch("a"))
    try conduct.merge()
    try conduct.finish("Phase 1: P1")
    try conduct.create("a")
    let after = try conduct.sha(conduct.branch("a"))
    #expect(after != before && conduct.scratch.read("b", in: conduct.place("a")) == "b\n")
    try conduct.scratch.git("reset", "--quiet", "--hard", before, in: conduct.place("a"))
    try conduct.create("a")
    #expect(try conduct.sha(conduct.branch("a")) == after)
    #expect(conduct.scratch.read("b", in: conduct.place("a")) == "b\n")
    try conduct.rollBack("1")
    try conduct.scratch.git("reset", "--quiet", "--hard", before, in: conduct.place("a"))
    try conduct.create("a")
    #expect(try conduct.sha(conduct.branch("a")) == before)
    try conduct.check()
  }

  @Test func `finds settled what it settled`() throws {
    let conduct = try Conduct([["a", "b"]])
    try conduct.create("a", ["shared": "1\na\n3\n"])
    try conduct.create("b", ["shared": "1\nb\n3\n"])
    func merge() throws -> MergedModules {
      try conduct.merge { try $0.resolutions.resolve("shared", "1\nboth\n3\n") }
    }
    let first = try forgetting(conduct, merge)
    let again = try merge()
    #expect(first.changed && !again.changed && again.commit == first.commit)
    #expect(try conduct.run[ModuleName("b")]?.merge != nil)
    try conduct.check()
  }
}
