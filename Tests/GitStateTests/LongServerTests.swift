import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// One project that stays open, as a server has it, while git changes what it has read.
@Suite struct `A project that stays open` {
  /// Where the work of tasks is, by the very project that was asked before.
  private func deliveries(_ crew: Crew, _ ids: String...) throws -> [Delivery] {
    let view = try crew.project.readPlan("s1")
    return try ids.map {
      view.plan.delivery(of: try #require(view.plan[PlanTaskID($0)]), given: view.facts)
    }
  }

  @Test func `sees a base that was moved back, and forward again`() throws {
    let crew = try Crew(["a": "1\n"])
    let start = try crew.tip("flow")
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    try crew.merge(crew.work("002", by: "2", ["b": "2\n"]))
    let whole = try crew.tip("flow")
    let first = try #require(try crew.scratch.tip("flow~1"))
    #expect(try deliveries(crew, "001", "002") == [.merged, .merged])
    try crew.set("flow", to: first)
    #expect(try deliveries(crew, "001", "002") == [.merged, .lost])
    try crew.set("flow", to: start)
    #expect(try deliveries(crew, "001", "002") == [.lost, .lost])
    #expect(try crew.project.provides(of: nil) == [])
    try crew.set("flow", to: whole)
    #expect(try deliveries(crew, "001", "002") == [.merged, .merged])
    #expect(try crew.project.provides(of: nil) == ["One", "Two"])
  }

  @Test func `sees work that is gone from a base which went on by itself`() throws {
    let crew = try Crew(["a": "1\n"])
    let start = try crew.tip("flow")
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    #expect(try deliveries(crew, "001") == [.merged])
    // Another history from the same start: neither forward nor back.
    let aside = try crew.scratch.git("commit-tree", "\(start)^{tree}", "-p", start, "-m", "Aside")
    try crew.set("flow", to: aside)
    #expect(try deliveries(crew, "001") == [.lost])
    let both = try crew.scratch.git(
      "commit-tree", "\(start)^{tree}", "-p", aside, "-p", crew.tip("task/001-first"), "-m", "Both")
    try crew.set("flow", to: both)
    #expect(try deliveries(crew, "001") == [.merged])
  }

  @Test func `sees another repository in its place`() throws {
    let crew = try Crew()
    #expect(try crew.project.listPlans().map(\.branch) == ["plan/s1"])
    let other = try Crew.repository(["b": "other\n"])
    let files = FileManager.default
    try files.moveItem(atPath: crew.scratch.gitDirectory, toPath: crew.scratch.folder.path + "/aside")
    try files.moveItem(atPath: other.gitDirectory, toPath: crew.scratch.gitDirectory)
    #expect(try crew.project.listPlans().isEmpty)
    #expect(try crew.project.overview().active.isEmpty)
    try crew.bench.create("s2", [planned("001", "Anew", provides: ["New"])])
    #expect(try crew.scratch.refs("refs/heads/plan").count == 1)
    try crew.scratch.expectClean()
  }
}
