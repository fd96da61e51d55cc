import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task that is taken over` {
  /// A crew whose worker 1 left the first task with a commit and a draft when its lease ran out.
  private func left() throws -> Crew {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1").given == ["1: 001"])
    try crew.put(["a": "half\n"], in: crew.place("1"))
    try crew.commit("1", .implementation, "Half")
    try crew.put(["draft": "x\n"], in: crew.place("1"))
    crew.bench.pass(5 * 3_600)
    return crew
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test func `goes to the next worker of a wave, with the branch, and the old folder is rescued`() throws {
    let crew = try left()
    let wave = try crew.start("7")
    #expect(wave.given == ["7: 001"] && wave.failures.isEmpty && wave.idle.isEmpty)
    let given = try #require(wave.assignments.first)
    #expect(given.tree.former?.worker.text == "1" && given.brief.hasWork)
    #expect(crew.scratch.read("a", in: crew.place("7")) == "half\n")
    #expect(!exists(crew.place("1")))
    let rescue = try #require(given.tree.former?.rescued)
    let way = try crew.create("7", given.brief.branch, restore: rescue.id)
    #expect(way.restored?.written == 1)
    #expect(crew.scratch.read("draft", in: crew.place("7")) == "x\n")
    // Who had it before is heard as a note, by a report and by a commit.
    let late = rejection {
      try crew.project.reportTask("w", task: "001", worker: WorkerID("1"), claim: nil, TaskReport(.completed))
    }
    #expect(late?.sentence.contains("kept as a note") == true)
    try crew.expectWhole()
  }

  @Test func `gets its worktree by hand too`() throws {
    let crew = try left()
    let branch = try crew.waveTask("001").branch?.name ?? ""
    _ = try crew.project.claimTask("w", task: "001", worker: WorkerID("7"), minutes: 60)
    let made = try crew.create("7", branch)
    #expect(made.former?.worker.text == "1" && made.former?.rescued != nil && !exists(crew.place("1")))
    try crew.expectWhole()
  }

  @Test func `takes no folder whose worker holds it still`() throws {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1").given == ["1: 001"])
    let branch = try crew.waveTask("001").branch?.name ?? ""
    #expect(rejection { try crew.create("7", branch) }?.code == .claimed)
    #expect(try crew.start("7").given == ["7: 002"] && exists(crew.place("1")))
    // One that its worker gave back stays where it is until somebody is given it.
    _ = try crew.project.releaseTask("w", task: "001", worker: WorkerID("1"), reason: "busy")
    #expect(rejection { try crew.create("8", branch) }?.code == .branchInUse)
    #expect(exists(crew.place("1")))
    #expect(Set(try crew.start().given) == ["7: 002", "1: 001", "2: 003"])
    _ = try crew.project.releaseTask("w", task: "001", worker: WorkerID("1"), reason: "busy")
    #expect(try crew.start("9").given == ["9: 001"] && !exists(crew.place("1")))
    try crew.expectWhole()
  }

  @Test func `is decided by its holder alone, whoever commits to its branch`() throws {
    let crew = try left()
    _ = try crew.project.claimTask("w", task: "001", worker: WorkerID("7"), minutes: 60)
    let blocked = try crew.commit("1", .blocked, "late")
    #expect(blocked.changed && blocked.notes.contains { $0.contains("by worker 7") })
    #expect(try crew.waveTask("001").status.claim?.worker.text == "7")
    try crew.commit("1", .complete, "late")
    let branch = try crew.waveTask("001").branch?.name ?? ""
    let base = try crew.tip("flow")
    let refused = rejection { try crew.merge(branch) { $0.worker = try WorkerID("1") } }
    #expect(refused?.code == .claimed)
    #expect(try crew.tip("flow") == base)
    #expect(try crew.merge(branch) { $0.worker = try WorkerID("7") }.completed)
    try crew.expectWhole()
  }

  @Test func `is not there to be taken while its worker commits`() throws {
    let crew = try Crew.ofWaves()
    #expect(try crew.start("1").given == ["1: 001"])
    let until = try crew.waveTask("001").status.claim?.until
    let seq = try crew.bench.read("w").reading.seq
    crew.bench.pass(3_600)
    try crew.commit("1", .design, "Plan")
    #expect(try crew.waveTask("001").status.claim?.until == until && crew.bench.read("w").reading.seq == seq)
    crew.bench.pass(2 * 3_600)
    try crew.commit("1", .design, "Plan more")
    #expect(try crew.waveTask("001").status.claim?.until == crew.project.now.adding(minutes: 240))
    crew.bench.pass(3 * 3_600)
    #expect(
      rejection { try crew.project.claimTask("w", task: "001", worker: WorkerID("7"), minutes: 60) }?.code
        == .claimed)
    try crew.expectWhole()
  }
}
