import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A run that is completed` {
  @Test func `commits what it changed, and nothing that stood there before`() throws {
    let conduct = try Conduct([["a"]], before: ["notes": "mine\n", "README": "edited before\n"])
    try conduct.scratch.write("staged", "mine, staged\n")
    try conduct.scratch.write("src/new", "made\n")
    try conduct.scratch.write("shared", "changed\n")
    try conduct.scratch.git("add", "shared")
    try conduct.finish("1")
    let done = try conduct.complete { $0.summary = "DataFlow is built" }
    #expect(done.changed && done.files == ["shared", "src/new", "staged"])
    #expect(done.left == ["README", "notes"] && done.view.run.status == .completed)
    #expect(try done.commit == conduct.sha("main"))
    #expect(try conduct.scratch.git("log", "-1", "--format=%s", "main") == "DataFlow is built")
    #expect(try conduct.scratch.git("status", "--porcelain") == " M README\n?? notes")
    let again = try conduct.complete()
    #expect(!again.changed && again.commit == done.commit)
    try conduct.check()
  }

  @Test func `leaves what was staged before staged`() throws {
    let conduct = try Conduct([["a"]], before: ["notes": "mine\n"])
    try conduct.scratch.git("add", "notes")
    try conduct.scratch.write("new", "made\n")
    try conduct.finish("1")
    #expect(try conduct.complete().files == ["new"])
    #expect(try conduct.scratch.git("status", "--porcelain") == "A  notes")
  }

  @Test func `is refused while phases are open, or modules hold what is not on the base`() throws {
    let conduct = try Conduct([["a", "b"]])
    try conduct.create("a", ["a": "a\n"])
    try conduct.create("b")
    #expect(rejection { try conduct.complete() }?.sentence.contains("open phase") == true)
    try conduct.finish("1")
    let refused = rejection { try conduct.complete() }
    #expect(
      refused?.next
        == .init(
          "merge_worktrees", [.init("task_id", .text(conduct.id)), .init("modules", .texts(["a"]))]))
    try conduct.merge()
    let done = try conduct.complete()
    #expect(done.removed.removed.count == 2 && done.removed.branchesDeleted.count == 2)
    #expect(done.removed.rescued.isEmpty && done.commit == nil)
    #expect(try conduct.scratch.git("worktree", "list").split(separator: "\n").count == 1)
    #expect(rejection { try conduct.create("a") }?.code == .wrongState)
    try conduct.check()
  }

  @Test func `finds the commit again that it made before a kill`() throws {
    let conduct = try Conduct([[]])
    try conduct.scratch.write("new", "made\n")
    try conduct.finish("1")
    let first = try conduct.complete()
    // As if the ledger had never heard of it.
    try conduct.scratch.git("update-ref", "refs/heads/run/\(conduct.id)", "run/\(conduct.id)~1")
    let again = try Project(at: conduct.scratch.path).completeRun(RunCompletionRequest(conduct.id))
    #expect(again.changed && again.commit == first.commit)
  }

  @Test func `with another branch checked out is not committed there`() throws {
    let conduct = try Conduct([[]])
    try conduct.scratch.write("new", "made\n")
    try conduct.finish("1")
    try conduct.scratch.git("switch", "-q", "-c", "other")
    #expect(rejection { try conduct.complete() }?.code == .wrongState)
    #expect(try conduct.sha("other") == conduct.sha("main") && conduct.run.status == .active)
    #expect(try conduct.complete { $0.commitsChanges = false }.left == ["new"])
  }
}

@Suite struct `A run's checkpoint that commits` {
  @Test func `commits only what the run changed, with the phase and the run in its subject`() throws {
    let conduct = try Conduct([[]], before: ["notes": "mine\n"])
    try conduct.scratch.write("new", "made\n")
    let taken = try conduct.save("1") { $0.commits = true }
    #expect(taken.leftAlone == ["notes"] && taken.checkpoint.files == 1)
    #expect(try taken.committed == conduct.sha("main"))
    let subject = try conduct.scratch.git("log", "-1", "--format=%s")
    #expect(subject == "CHECKPOINT: Phase 1: P1 - Task \(conduct.id.prefix(8))")
    #expect(try conduct.scratch.git("show", "--format=", "--name-only", "main") == "new")
    #expect(try conduct.save("1") { $0.commits = true }.committed == nil)
    try conduct.check()
  }
}

@Suite struct `A run's rollback` {
  @Test func `makes worktrees and branches again that were cleaned up`() throws {
    let conduct = try Conduct([["a"], ["b"]])
    try conduct.create("a", ["a": "one\n"])
    try conduct.finish("1")
    try conduct.create("b", ["b": "b\n"])
    try conduct.merge()
    try conduct.finish("2")
    _ = try conduct.project.cleanUpModules(of: conduct.id)
    let rehearsal = try conduct.rollBack("1") { $0.isRehearsal = true }
    #expect(rehearsal.remade == [".worktrees/\(conduct.id.prefix(8))-a"])
    #expect(!FileManager.default.fileExists(atPath: conduct.place("a")))
    let main = try conduct.sha("main")
    let done = try conduct.rollBack("1")
    #expect(done.remade == rehearsal.remade && done.reopened == ["Phase 2: P2"])
    #expect(conduct.scratch.read("a", in: conduct.place("a")) == "one\n")
    #expect(conduct.scratch.read("a") == nil)
    #expect(try conduct.run[ModuleName("a")]?.isRemoved == false)
    #expect(try conduct.run[ModuleName("a")]?.merge == nil)
    try conduct.check()
    // Undone by its rescue.
    try conduct.rollBack(try #require(done.rescued).id)
    #expect(try conduct.sha("main") == main && conduct.scratch.read("b") == "b\n")
    #expect(try conduct.run.complete == ["Phase 1: P1", "Phase 2: P2"])
    try conduct.check()
  }

  @Test func `opens phases again also where no file differs, once`() throws {
    let conduct = try Conduct([[], []])
    try conduct.finish("1")
    try conduct.finish("2")
    let done = try conduct.rollBack("1")
    #expect(done.changed && done.reopened == ["Phase 2: P2"])
    let again = try conduct.rollBack("1")
    #expect(!again.changed && again.reopened.isEmpty)
    try conduct.rollBack(try #require(done.rescued).id)
    #expect(try conduct.run.complete.count == 2)
    try conduct.check()
  }

  @Test func `leaves worktrees alone that were made since, and names them`() throws {
    let conduct = try Conduct([["a"], ["b"]])
    try conduct.create("a", ["a": "one\n"])
    try conduct.finish("1")
    try conduct.create("b", ["b": "b\n"])
    let done = try conduct.rollBack("1")
    #expect(done.notes.count == 1 && done.notes.first?.contains("-b is not in checkpoint 1") == true)
    #expect(conduct.scratch.read("b", in: conduct.place("b")) == "b\n")
  }
}
