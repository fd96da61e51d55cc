import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A commit of others on a ledger` {
  @Test func `is passed over, reported, and written upon`() throws {
    let bench = try PlanBench()
    try bench.create()
    let note = try bench.put("I was here\n\nGitstate-Something: else\n")
    let view = try bench.read()
    #expect(view.reading.seq == 1)
    #expect(view.reading.snapshot.foreign == [note])
    #expect(view.warnings.contains("1 commit of others on plan/s1 changed nothing: \(note.prefix(12))."))
    bench.pass()
    try bench.learn("on top")
    #expect(try bench.scratch.git("rev-parse", "plan/s1^") == note)
    #expect(try bench.read().reading.snapshot.foreign == [note])
    #expect(try bench.verify().foreign == [note])
    #expect(try bench.verify().problem == nil)
    try bench.scratch.expectClean()
  }

  @Test(
    arguments: [
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Seq: 2\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 2",
      "Gitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Seq: 2\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: run\nGitstate-Seq: 2\nGitstate-Event: []",
      "Gitstate-Format: one\nGitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 0\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 9223372036854775807\nGitstate-Event: []",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Event: [{]",
      "Gitstate-Format: 1\nGitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Event: {}",
      #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: [{"type":"taskReopened","task":"-x","at":"2026-01-01T00:00:00Z","by":"x"}]"#,
      #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: [{"type":"planUpdated","at":"yesterday","by":"x"}]"#,
      #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: [{"type":"planUpdated","at":"2026-01-01T00:00:00Z","by":"x"}]\#n\#nnot the last paragraph"#,
      #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: []\#nGitstate-State: {"tasks":[]}"#,
      #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 7\#nGitstate-Event: [{"type":"planUpdated","at":"2026-01-01T00:00:00Z","by":"x"}]"#,
    ])
  func `is any whose trailers are not whole or not next`(trailers: String) throws {
    let bench = try PlanBench()
    try bench.create()
    let before = try bench.read()
    let commit = try bench.put("plan v2: something\n\n\(trailers)\n")
    let after = try bench.read()
    #expect(after.plan == before.plan)
    #expect(after.reading.seq == 1)
    #expect(after.reading.snapshot.foreign == [commit])
  }

  @Test func `may be no UTF-8 and name any date`() throws {
    let bench = try PlanBench()
    try bench.create()
    let parent = try #require(try bench.scratch.tip("plan/s1"))
    let tree = try bench.scratch.git("rev-parse", "plan/s1^{tree}")
    var bytes = Array("tree \(tree)\nparent \(parent)\nauthor A <a> -9223372036854775808 +0000\n".utf8)
    bytes += Array("committer A <a> 9223372036854775807 +0000\n\n".utf8) + [0xff, 0xfe, 0x0a]
    let made = try HermeticGit.run(
      ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], in: bench.scratch.path,
      home: bench.scratch.home,
      input: bytes)
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", made.text)
    #expect(try bench.read().reading.seq == 1)
    let steps = try bench.stranger().history(of: "s1", limit: 9, cursor: nil).steps
    #expect(steps.first?.at.description == "9999-12-31T23:59:59Z")
    #expect(try bench.learn("on top").view.reading.seq == 2)
  }

  @Test func `leaves a plan a plan where it is a merge`() throws {
    let bench = try PlanBench()
    try bench.create()
    let tip = try #require(try bench.scratch.tip("plan/s1"))
    let merge = try bench.scratch.git(
      "commit-tree", "plan/s1^{tree}", "-p", tip, "-p", bench.scratch.git("rev-parse", "main"), "-m", "merge")
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", merge)
    #expect(try bench.read().reading.snapshot.foreign == [merge])
    try bench.learn("on top")
    #expect(try bench.verify().problem == nil)
  }

  @Test func `makes no plan of a branch below plan/`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "plan/mine")
    #expect(rejection { try bench.read("mine") }?.code == .notAPlan)
    #expect(rejection { try bench.learn("x", "mine") }?.code == .notAPlan)
    #expect(try bench.stranger().listPlans().isEmpty)
  }
}

@Suite struct `A commit of a newer gitstate` {
  @Test(
    arguments: [
      ("Gitstate-Format: 2\nGitstate-Kind: plan\nGitstate-Seq: 2\nGitstate-Event: anything", "format 2"),
      (
        #"Gitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: [{"type":"taskPainted","at":"2026-01-01T00:00:00Z","by":"x"}]"#,
        #"event "taskPainted""#
      ),
    ])
  func `is where reading ends, and nothing is written`(trailers: String, what: String) throws {
    let bench = try PlanBench()
    try bench.create()
    let before = try bench.read()
    let newer = try bench.put("plan v2: from tomorrow\n\n\(trailers)\n")
    try bench.put("a note on top\n")
    let view = try bench.read()
    #expect(view.plan == before.plan)
    #expect(view.reading.newer?.sha == newer)
    #expect(view.reading.newer?.what == what)
    let refs = try bench.scratch.refs()
    let rejection = rejection { try bench.learn("x") }
    #expect(rejection?.code == .newerFormat)
    #expect(rejection?.sentence.contains(newer) == true)
    #expect(try bench.scratch.refs() == refs)
    #expect(try bench.verify().problem?.commit == newer)
  }

  @Test func `that founded a plan is told, and other plans are read`() throws {
    let bench = try PlanBench()
    try bench.create("s2")
    try bench.put(
      "plan v1: from tomorrow\n\nGitstate-Format: 2\nGitstate-Kind: plan\nGitstate-Seq: 1\nGitstate-Event: []\n",
      on: "plan/s1")
    #expect(rejection { try bench.read() }?.code == .newerFormat)
    #expect(rejection { try bench.learn("x") }?.code == .newerFormat)
    #expect(rejection { try bench.create("s1") }?.code == .newerFormat)
    #expect(try bench.stranger().listPlans().map(\.session.text) == ["s2"])
  }

  @Test func `that adds optional keys is read`() throws {
    let bench = try PlanBench()
    try bench.create()
    try bench.put(
      #"plan v2: more\#n\#nGitstate-Format: 1\#nGitstate-Kind: plan\#nGitstate-Seq: 2\#nGitstate-Event: [{"type":"planUpdated","mood":"good","at":"2026-01-01T00:00:00Z","by":"x"}]\#nGitstate-Weather: fine\#n"#
    )
    #expect(try bench.read().plan.version == 2)
    #expect(try bench.verify().problem == nil)
  }
}
