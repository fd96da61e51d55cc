import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A module's worktree` {
  @Test func `is on a branch of its own, on the base's tip`() throws {
    let conduct = try Conduct()
    let made = try conduct.create("proto")
    #expect(made.changed && !made.reused && made.missing.isEmpty && made.phase?.text == "Phase 1: P1")
    #expect(
      try conduct.scratch.git("branch", "--show-current", in: conduct.place("proto"))
        == conduct.branch("proto"))
    #expect(try conduct.sha(conduct.branch("proto")) == conduct.sha("main"))
    #expect(try conduct.run.modules.map(\.name.text) == ["proto"])
    let again = try conduct.create("proto")
    #expect(again.reused && !again.changed)
    try conduct.check()
  }

  @Test func `holds what the modules of completed phases brought, also what nobody committed`() throws {
    let conduct = try Conduct()
    try conduct.create("proto", ["proto/a": "committed\n"])
    try conduct.commit("proto")
    try conduct.scratch.write("proto/b", "left lying\n", in: conduct.place("proto"))
    try conduct.finish("1")
    let main = try conduct.sha("main")
    let made = try conduct.create("api")
    #expect(made.committed.map(\.module.text) == ["proto"] && made.committed.first?.files == ["proto/b"])
    #expect(made.missing.isEmpty)
    #expect(conduct.scratch.read("proto/a", in: conduct.place("api")) == "committed\n")
    #expect(conduct.scratch.read("proto/b", in: conduct.place("api")) == "left lying\n")
    // The base is not moved by it, and the module stays mergeable by itself.
    #expect(try conduct.sha("main") == main)
    #expect(try conduct.scratch.git("status", "--porcelain", in: conduct.place("proto")).isEmpty)
    try conduct.check()
  }

  @Test func `of an open phase knows nothing of its neighbours`() throws {
    let conduct = try Conduct([["proto", "other"]])
    try conduct.create("proto", ["x": "x\n"])
    try conduct.commit("proto")
    let made = try conduct.create("other")
    #expect(made.missing.isEmpty && made.committed.isEmpty)
    #expect(conduct.scratch.read("x", in: conduct.place("other")) == nil)
  }

  @Test func `goes without what conflicts, and is told so`() throws {
    let conduct = try Conduct([["a", "b"], ["c"]])
    try conduct.create("a", ["shared": "1\na\n3\n"])
    try conduct.create("b", ["shared": "1\nb\n3\n", "b": "b\n"])
    try conduct.finish("1")
    let made = try conduct.create("c")
    #expect(made.missing.map { $0.module?.text } == ["b"] && made.missing.first?.paths == ["shared"])
    #expect(conduct.scratch.read("shared", in: conduct.place("c")) == "1\na\n3\n")
    #expect(conduct.scratch.read("b", in: conduct.place("c")) == nil)
    try conduct.check()
  }

  @Test
  func `names what the run changed in its own tree and nobody committed, but not what stood there before`()
    throws
  {
    let conduct = try Conduct(before: ["notes": "mine\n"])
    try conduct.scratch.write("direct", "done by hand\n")
    let made = try conduct.create("proto")
    #expect(made.missing.map(\.paths) == [["direct"]] && made.missing.first?.module == nil)
    try conduct.save("1") { $0.commits = true }
    #expect(try conduct.create("web").missing.isEmpty)
    #expect(conduct.scratch.read("direct", in: conduct.place("web")) == "done by hand\n")
    #expect(conduct.scratch.read("notes", in: conduct.place("web")) == nil)
  }

  @Test func `that goes on in a later phase gets what the others brought meanwhile`() throws {
    let conduct = try Conduct([["api", "web"], ["api", "web"]])
    try conduct.create("api", ["api": "1\n"])
    try conduct.create("web", ["web": "1\n"])
    try conduct.finish("1")
    #expect(try conduct.create("api").phase?.text == "Phase 2: P2")
    #expect(conduct.scratch.read("web", in: conduct.place("api")) == "1\n")
    try conduct.scratch.write("api", "2, half done\n", in: conduct.place("api"))
    try conduct.commit("api")
    // The other one gets what phase 1 brought, and nothing of what is at work now.
    #expect(try conduct.create("web").missing.isEmpty)
    #expect(conduct.scratch.read("api", in: conduct.place("web")) == "1\n")
    #expect(try conduct.scratch.git("status", "--porcelain", in: conduct.place("web")).isEmpty)
    try conduct.check()
  }

  @Test func `is made again after it was removed, where its branch was left`() throws {
    let conduct = try Conduct()
    try conduct.create("proto", ["x": "x\n"])
    try conduct.commit("proto")
    let removed = try conduct.project.removeModuleTree(ModuleName("proto"), of: conduct.id)
    #expect(removed.removed && removed.rescued == nil)
    #expect(try !conduct.project.removeModuleTree(ModuleName("proto"), of: conduct.id).removed)
    #expect(try conduct.create("proto").changed)
    #expect(conduct.scratch.read("x", in: conduct.place("proto")) == "x\n")
    try conduct.check()
  }

  @Test func `comes back from its rescue, branch and files`() throws {
    let conduct = try Conduct()
    try conduct.create("proto", ["x": "committed\n"])
    try conduct.commit("proto")
    let tip = try conduct.sha(conduct.branch("proto"))
    try conduct.scratch.write("x", "changed\n", in: conduct.place("proto"))
    try conduct.scratch.write("new", "untracked\n", in: conduct.place("proto"))
    let cleaned = try conduct.project.cleanUpModules(of: conduct.id)
    let rescue = try #require(cleaned.rescued.first?.rescue)
    #expect(cleaned.branchesDeleted == [conduct.branch("proto")] && cleaned.removed.count == 1)
    #expect(
      rescue.wayBack
        == .init(
          "create_worktree",
          [
            .init("task_id", .text(conduct.id)), .init("name", .text("proto")),
            .init("restore", .text(rescue.id)),
          ]))
    #expect(try conduct.run[ModuleName("proto")]?.removal?.fact.rescue == rescue.id)
    let back = try conduct.create("proto") { $0.restore = rescue.id }
    #expect(back.restored?.written == 2)
    #expect(try conduct.sha(conduct.branch("proto")) == tip)
    #expect(conduct.scratch.read("x", in: conduct.place("proto")) == "changed\n")
    #expect(conduct.scratch.read("new", in: conduct.place("proto")) == "untracked\n")
    try conduct.check()
  }

  @Test func `whose branch alone was rescued comes back as well`() throws {
    let conduct = try Conduct()
    try conduct.create("proto", ["x": "x\n"])
    try conduct.commit("proto")
    let tip = try conduct.sha(conduct.branch("proto"))
    let rescue = try #require(try conduct.project.cleanUpModules(of: conduct.id).rescued.first?.rescue)
    #expect(rescue.wayBack == nil && rescue.commandBack == "git branch <name> \(tip)")
    #expect(try conduct.project.cleanUpModules(of: conduct.id).changed == false)
    try conduct.create("proto") { $0.restore = rescue.id }
    #expect(try conduct.sha(conduct.branch("proto")) == tip)
    #expect(conduct.scratch.read("x", in: conduct.place("proto")) == "x\n")
  }

  @Test func `is completed by the next call where a kill left the ledger alone`() throws {
    let conduct = try Conduct()
    let name = try ModuleName("proto")
    let start = try conduct.sha("main")
    _ = try conduct.project.changeRun(conduct.id) { _ in
      (.recordModule(name, phase: nil, start: start), RunFacts())
    }
    try conduct.scratch.commit("main goes on", files: ["later": "x\n"])
    #expect(try conduct.create("proto").changed)
    // It begins where the ledger says.
    #expect(try conduct.sha(conduct.branch("proto")) == start)
    try conduct.check()
  }

  @Test func `on another branch is neither committed to nor taken over`() throws {
    let conduct = try Conduct()
    try conduct.create("proto", ["x": "x\n"])
    try conduct.scratch.git("switch", "-q", "-c", "elsewhere", in: conduct.place("proto"))
    #expect(rejection { try conduct.commit("proto") }?.code == .wrongState)
    #expect(rejection { try conduct.merge() }?.code == .wrongState)
    #expect(rejection { try conduct.create("proto") } != nil)
    #expect(try conduct.sha("elsewhere") == conduct.sha("main"))
  }
}
