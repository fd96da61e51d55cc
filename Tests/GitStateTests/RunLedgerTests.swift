import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A run's ledger` {
  private func run() throws -> RunBench {
    let run = try RunBench([phase("Phase 1: Proto", modules: ["proto"]), phase("Phase 2: Go")])
    try run(.recordCheckpoint(checkpoint(0), phase: nil))
    try run(.recordValidation(phase: "1", PhaseValidation(passed: true)))
    try run(.recordCheckpoint(checkpoint(1), phase: "1"))
    try run(.completePhase("1", checkpoint: "1", result: nil, reason: nil))
    return run
  }

  @Test func `is read by whoever comes later, and follows from its first commit`() throws {
    let run = try run()
    let view = try run.read()
    #expect(view.branch == "run/\(run.id)" && view.reading.seq == 5 && view.warnings.isEmpty)
    #expect(view.run.current?.name.text == "Phase 2: Go")
    #expect(view.run.phases[0].completion?.fact.checkpoint == 1)
    let verification = try run.verify()
    #expect(verification.problem == nil && verification.commits == 5 && verification.snapshots == 4)
    #expect(try run.bench.scratch.git("diff", "--stat", "main", run.id.branch) == "")
    try run.bench.scratch.expectClean()
  }

  @Test func `tells its story to git log and to history`() throws {
    let run = try run()
    let subjects = try run.bench.scratch.git("log", "--format=%s", "main..\(run.id.branch)")
    #expect(
      subjects.split(separator: "\n") == [
        "run: Phase 1: Proto completed at checkpoint 1", "run: checkpoint 1 in Phase 1: Proto",
        "run: Phase 1: Proto passed its validation", "run: checkpoint 0", "run: started with 2 phases",
      ])
    for name in [run.id.text, run.id.branch, run.id.short, "refs/heads/\(run.id.branch)"] {
      let page = try run.bench.project.history(of: name, limit: 2, cursor: nil)
      #expect(page.ledger == run.id.branch && page.steps.map(\.seq) == [5, 4] && page.total == 5, "\(name)")
      let rest = try run.bench.project.history(of: name, limit: 9, cursor: page.next)
      #expect(rest.steps.map(\.seq) == [3, 2, 1] && rest.next == nil)
    }
  }

  @Test func `is found by its id, its branch, its first digits, a remote's branch and a commit`() throws {
    let run = try run()
    let tip = try #require(try run.bench.scratch.tip(run.id.branch))
    try run.bench.scratch.git("update-ref", "refs/remotes/origin/\(run.id.branch)", tip)
    for name in [
      run.id.text, run.id.text.uppercased(), run.id.branch, run.id.short, String(run.id.text.prefix(20)),
      "origin/\(run.id.branch)", tip,
    ] {
      #expect(try run.bench.project.readRun(name).run.founding?.id == run.id, "\(name)")
      #expect(try run.bench.project.verify(name).problem == nil, "\(name)")
      #expect(try run.bench.project.history(of: name, limit: 1, cursor: nil).total == 5, "\(name)")
    }
    for name in [run.id.text.replacingLast("7", with: "8"), "run/x", String(run.id.text.prefix(7)), ""] {
      let refused = rejection { try run.bench.project.readRun(name) }
      #expect(refused?.code == .notFound, "\(name)")
      #expect(refused?.details.contains(.init("known", .texts([run.id.branch]))) == true, "\(name)")
    }
    #expect(
      rejection { try run.bench.project.history(of: "run/x", limit: 1, cursor: nil) }?.code == .notFound)
    for name in ["origin/\(run.id.branch)", tip] {
      #expect(
        rejection { try run.bench.project.changeRun(name) { _ in (.complete(RunCompletion()), RunFacts()) } }?
          .code == .wrongState)
    }
  }

  @Test func `leaves a plan of a like name to be found, and names two runs of like beginnings`() throws {
    let run = try run()
    let other = try RunBench(
      [], id: RunID(bits: 0x1b4e_28ba_0000_11d2, 0x883f_0016_d3cc_a427), bench: run.bench)
    let twice = rejection { try run.bench.project.readRun(run.id.short) }
    #expect(twice?.code == .ambiguous)
    #expect(
      twice?.details.contains(.init("candidates", .texts([other.id.branch, run.id.branch]))) == true)
    try run.bench.create(run.id.short)
    #expect(try run.bench.project.verify(run.id.short).branch == "plan/\(run.id.short)")
    #expect(try run.bench.project.history(of: run.id.branch, limit: 1, cursor: nil).ledger == run.id.branch)
  }

  @Test func `is none where nothing of it stands on the branch`() throws {
    let bench = try PlanBench()
    let id = RunID(bits: 1, 1)
    try bench.scratch.git("branch", id.branch)
    #expect(rejection { try bench.project.readRun(id.text) }?.code == .notARun)
    #expect(rejection { try bench.project.verify(id.branch) }?.code == .notARun)
    #expect(
      rejection { try bench.project.changeRun(id.text) { _ in (.complete(RunCompletion()), RunFacts()) } }?
        .code
        == .notARun)
    var founding = RunFounding(id: RunID(bits: 2, 2), description: "x", directory: ".", base: "absent")
    #expect(rejection { try bench.project.foundRun(founding) }?.code == .notFound)
    founding.base = "a..b"
    #expect(rejection { try bench.project.foundRun(founding) }?.code == .invalidName)
  }

  @Test func `carries out a keyed call once, and refuses one that was overtaken`() throws {
    let run = try run()
    let key = WriteGuard(key: try LedgerKey("try-1", using: "record_validation"))
    let validation = RunCommand.recordValidation(phase: "2", PhaseValidation(passed: false))
    #expect(try run(validation, guarded: key).view.run.phases[1].attempts == 1)
    #expect(try run(validation, guarded: key).view.run.phases[1].attempts == 1)
    #expect(try run(validation).view.run.phases[1].attempts == 2)
    #expect(rejection { try run(validation, guarded: WriteGuard(expectedSeq: 6)) }?.code == .overtaken)
    #expect(try run.verify().problem == nil)
  }

  @Test func `finishes a rollback that a crash left, whoever calls again`() throws {
    let run = try run()
    let wanted = RunRollback(
      to: .checkpoint(0), rescue: "r-1", trees: [.init(path: ".", branch: "main", from: "a", to: "b")])
    #expect(try run(.startRollback(wanted)).changed)
    let later = try run.read().run.rollback
    #expect(later?.fact == wanted)
    let again = RunRollback(to: .checkpoint(0), rescue: "r-2", trees: [])
    #expect(try !run(.startRollback(again)).changed)
    #expect(rejection { try run(.complete(RunCompletion())) }?.next?.tool == "rollback_to_checkpoint")
    #expect(try run(.finishRollback(returned: [])).view.run.current?.number == 1)
    #expect(try run.read().run.rollback == nil)
    #expect(try run.verify().problem == nil)
  }
}
