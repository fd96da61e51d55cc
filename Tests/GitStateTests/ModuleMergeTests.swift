import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Modules that are merged` {
  @Test func `come onto the base one after the other, what is uncommitted committed before`() throws {
    let conduct = try Conduct([["a", "b"]])
    try conduct.create("a", ["a": "a\n"])
    try conduct.create("b", ["b": "b\n"])
    try conduct.commit("b")
    let merged = try conduct.merge()
    #expect(merged.merged.map(\.module.text) == ["a", "b"] && merged.merged.allSatisfy(\.changed))
    #expect(merged.committed.map(\.module.text) == ["a"] && merged.files == ["a", "b"] && merged.changed)
    let subjects = try conduct.scratch.git("log", "--first-parent", "--format=%s", "-2", "main")
    #expect(subjects == "Merge b: Phase 1: P1\nMerge a: Phase 1: P1")
    // The base is checked out: its files follow.
    #expect(conduct.scratch.read("a") == "a\n" && conduct.scratch.read("b") == "b\n")
    #expect(try conduct.scratch.git("status", "--porcelain").isEmpty)
    #expect(try conduct.run.modules.allSatisfy { $0.merge != nil })
    let again = try conduct.merge()
    #expect(!again.changed && again.merged.map(\.changed) == [false, false])
    #expect(again.merged.map(\.commit) == merged.merged.map(\.commit))
    try conduct.check()
  }

  @Test func `move nothing where one conflicts, and say which go first`() throws {
    let conduct = try Conduct([["a", "b", "c"]])
    try conduct.create("a", ["shared": "1\na\n3\n"])
    try conduct.create("b", ["shared": "1\nb\n3\n"])
    try conduct.create("c", ["c": "c\n"])
    let main = try conduct.sha("main")
    let refused = try #require(rejection { try conduct.merge() })
    #expect(refused.code == .mergeConflict)
    #expect(
      refused.next
        == .init(
          "merge_worktrees", [.init("task_id", .text(conduct.id)), .init("modules", .texts(["a", "c"]))]))
    #expect(try conduct.sha("main") == main)
    #expect(try conduct.run.modules.allSatisfy { $0.merge == nil })

    // The way out by tools alone.
    try conduct.merge(["a", "c"])
    let blocked = rejection { try conduct.merge() }
    #expect(blocked?.next?.tool == "sync_worktree")
    let name = try ModuleName("b")
    let synced = try conduct.project.syncWorktree(.module(name, run: conduct.id))
    #expect(synced.way == .conflicted)
    #expect(rejection { try conduct.merge() }?.code == .unresolved)
    try conduct.scratch.write("shared", "1\na and b\n3\n", in: conduct.place("b"))
    #expect(try conduct.commit("b").merged)
    #expect(try conduct.merge().changed)
    #expect(conduct.scratch.read("shared") == "1\na and b\n3\n")
    try conduct.check()
  }

  @Test func `are settled by resolutions, which must be of what conflicts`() throws {
    let conduct = try Conduct([["a", "b"]])
    try conduct.create("a", ["shared": "1\na\n3\n"])
    try conduct.create("b", ["shared": "1\nb\n3\n"])
    let mistaken = rejection {
      try conduct.merge {
        try $0.resolutions.resolve("shared", "ours"); try $0.resolutions.resolve("README", "ours")
      }
    }
    #expect(mistaken?.code == .invalidArgument && mistaken?.sentence.contains("README") == true)
    try conduct.merge { try $0.resolutions.resolve("shared", "1\nboth\n3\n") }
    #expect(conduct.scratch.read("shared") == "1\nboth\n3\n")
    try conduct.check()
  }

  @Test func `whose base moved before the ledger could say so are recorded by the next call`() throws {
    let conduct = try Conduct([["a"]])
    try conduct.create("a", ["a": "a\n"])
    try conduct.commit("a")
    try conduct.scratch.git("merge", "-q", "--no-ff", "-m", "Merge a", conduct.branch("a"))
    let merged = try conduct.merge()
    #expect(try !merged.changed && merged.merged.map(\.commit) == [conduct.sha("main")])
    #expect(try conduct.run[ModuleName("a")]?.merge?.fact.merge == conduct.sha("main"))
  }

  @Test func `leave an uncommitted file alone that is in the way`() throws {
    let conduct = try Conduct([["a"]])
    try conduct.create("a", ["direct": "of a\n"])
    try conduct.scratch.write("direct", "by hand\n")
    let refused = rejection { try conduct.merge() }
    #expect(refused?.code == .dirty && refused?.next?.tool == "create_checkpoint")
    #expect(conduct.scratch.read("direct") == "by hand\n")
    #expect(try conduct.run.modules.allSatisfy { $0.merge == nil })
  }

  @Test func `into another branch count for nothing`() throws {
    let conduct = try Conduct([["a"]])
    try conduct.create("a", ["a": "a\n"])
    try conduct.scratch.git("branch", "preview")
    #expect(try conduct.merge { $0.into = "preview" }.into == "preview")
    #expect(try conduct.run.modules.allSatisfy { $0.merge == nil })
    #expect(rejection { try conduct.merge { $0.into = "nowhere" } }?.code == .notFound)
    #expect(rejection { try conduct.merge { $0.into = "plan/x" } }?.code == .gitstateBase)
  }
}
