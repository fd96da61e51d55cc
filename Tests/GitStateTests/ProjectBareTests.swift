import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A bare repository` {
  @Test func `serves everything but worktrees`() throws {
    let origin = try Crew.repository(["a": "1\n"])
    let scratch = try ScratchRepository(cloning: origin, "--bare")
    let crew = try Crew(scratch)
    let branch = try crew.branch("001")
    // What a worker elsewhere pushed.
    let clone = try ScratchRepository(cloning: scratch)
    try clone.git("checkout", "--quiet", branch)
    try clone.commit("work", files: ["a": "2\n"])
    try clone.git("push", "--quiet", "origin", branch)
    let merged = try crew.merge(branch)
    #expect(merged.completed && merged.files == ["a"])
    #expect(try crew.project.provides(of: "s1") == ["One"])
    #expect(try crew.project.readTask(branch).task?.id.text == "001")
    try crew.bench.learn("something")
    let landed = try crew.project.land()
    #expect(landed.way == "fast-forward" && landed.target == "main")
    #expect(try scratch.git("show", "main:a") == "2")
    #expect(try crew.project.overview().dead.isEmpty)
    for refused in [
      rejection { try crew.create("1", crew.branch("002")) }, rejection { try crew.remove("1") },
      rejection { try crew.project.listWorkerTrees() }, rejection { try crew.commit("1") },
      rejection { try crew.sync("1") }, rejection { try crew.project.restoreRescue("x", into: nil) },
    ] {
      #expect(refused?.code == .bareRepository && refused?.remedy?.contains("git clone") == true)
    }
    #expect(try crew.status("002") == .pending)
    try crew.expectWhole()
  }

  @Test func `has its linked worktrees follow a merge`() throws {
    let origin = try Crew.repository(["a": "1\n"])
    let scratch = try ScratchRepository(cloning: origin, "--bare")
    let crew = try Crew(scratch)
    let place = try crew.bench.checkout("flow")
    let branch = try crew.branch("001")
    let work = try crew.bench.checkout(branch)
    try scratch.commit("work", files: ["a": "2\n"], in: work)
    #expect(try crew.merge(branch).completed)
    #expect(scratch.read("a", in: place) == "2\n")
    #expect(try scratch.status(in: place) == [])
  }
}
