import Git
import StateMachine
import TestSupport
import Testing

@testable import GitState

@Suite struct `Who holds a task, in a trailer` {
  private func bench(claimed ids: [String] = []) throws -> PlanBench {
    let bench = try PlanBench()
    try bench.create("s1", (1...3).map { try planned("00\($0)") })
    for (index, id) in ids.enumerated() {
      bench.pass()
      _ = try bench.project.claimTask(
        "s1", task: "00\(index + 1)", worker: WorkerID(id), minutes: nil)
    }
    return bench
  }

  /// What a server says that was just started.
  private func mayHold(_ worker: String, in bench: PlanBench) throws -> Bool {
    let stranger = try bench.stranger()
    return try stranger.withRepository { repository in
      let ref = try #require(RefName.branch("plan/s1"))
      let tip = try #require(try repository.tip(of: ref))
      return try stranger.planReader(ref).mayHoldClaim(of: WorkerID(worker), at: tip, in: repository)
    }
  }

  @Test func `names them in the order of their ids, once each`() throws {
    let bench = try bench(claimed: ["b", "a", "b"])
    #expect(try bench.trailer("Holders") == "a b")
    #expect(try mayHold("a", in: bench) && mayHold("b", in: bench))
    // One whose id only begins so, and one of whom nobody heard.
    #expect(try !mayHold("bb", in: bench) && !mayHold("c", in: bench))
  }

  @Test func `names nobody where nobody holds one`() throws {
    let bench = try bench(claimed: ["a"])
    #expect(try bench.trailer("Holders", of: "plan/s1^") == "-")
    bench.pass()
    _ = try bench.project.releaseTask("s1", task: "001", worker: WorkerID("a"), reason: nil)
    #expect(try bench.trailer("Holders") == "-")
    #expect(try !mayHold("a", in: bench))
    #expect(try bench.verify().problem == nil)
  }

  @Test func `is left out where there are too many`() throws {
    let bench = try PlanBench()
    try bench.create("s1", (1...65).map { try planned("t\($0)") })
    for number in 1...65 {
      _ = try bench.project.claimTask("s1", task: "t\(number)", worker: WorkerID("w\(number)"), minutes: nil)
    }
    #expect(try bench.trailer("Holders", of: "plan/s1^").split(separator: " ").count == 64)
    #expect(try bench.trailer("Holders") == "")
    #expect(try mayHold("w65", in: bench) && mayHold("w1", in: bench))
    #expect(try bench.verify().problem == nil)
  }

  @Test func `is found to differ, and where it is missing nothing is`() throws {
    let bench = try bench(claimed: ["a"])
    let message = try bench.message("plan/s1")
    let now = HermeticGit.seconds + 3_600 + 60
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", bench.scratch.git("rev-parse", "plan/s1^"))
    let below = try #require(try bench.scratch.tip("plan/s1"))
    let forged = try bench.put(
      message.replacingLast("Gitstate-Holders: a", with: "Gitstate-Holders: a c"), at: now)
    #expect(try mayHold("c", in: bench))
    let problem = try bench.verify().problem
    #expect(problem?.commit == forged)
    #expect(problem?.why == "Its holders differ from what its events make.")

    // As an older gitstate writes it.
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", below)
    try bench.put(message.replacingLast("Gitstate-Holders: a\n", with: ""), at: now)
    #expect(try bench.verify().problem == nil)
    #expect(try mayHold("a", in: bench) && !mayHold("c", in: bench))
  }

  @Test func `counts for nothing in a copy of an older commit`() throws {
    let bench = try bench(claimed: ["a"])
    let free = try bench.message("plan/s1^")
    try bench.put(free, at: HermeticGit.seconds + 7_200)
    #expect(try mayHold("a", in: bench))
    #expect(try bench.read().plan.tasks[0].status.claim != nil)
  }

  @Test func `stands in no ledger in which nobody can hold anything`() throws {
    let messages = try RunBench([phase("one")]).bench.scratch.git("log", "--all", "--format=%B")
    #expect(messages.contains("Gitstate-Kind: run") && !messages.contains("Gitstate-Holders"))
  }
}
