import GitState
import StateMachine
import TestSupport

/// A scratch repository with a run on it, at a time that the test moves.
struct RunBench {
  let bench: PlanBench
  let id: RunID

  /// A run of the phases on `main`.
  init(
    _ phases: [PhaseDefinition], id: RunID = RunID(bits: 0x1b4e_28ba_2fa1_11d2, 0x883f_0016_d3cc_a427),
    bench: PlanBench? = nil
  ) throws {
    self.bench = try bench ?? PlanBench()
    self.id = id
    var founding = RunFounding(id: id, description: "Build DataFlow", directory: ".", base: "main")
    founding.phases = phases
    _ = try self.bench.project.foundRun(founding)
  }

  @discardableResult
  func callAsFunction(_ command: RunCommand, guarded: WriteGuard = WriteGuard()) throws -> RunChange {
    bench.pass()
    return try bench.project.changeRun(id.text, guarded: guarded) { _ in (command, RunFacts()) }
  }

  /// The run as somebody reads it who never read it before.
  func read() throws -> RunView { try bench.stranger().readRun(id.text) }

  func verify() throws -> Verification { try bench.stranger().verify(id.branch) }
}

func phase(_ name: String, modules: [String] = []) throws -> PhaseDefinition {
  var phase = PhaseDefinition(name: try PhaseName(name))
  phase.modules = try modules.map { try ModuleName($0) }
  return phase
}

func checkpoint(_ number: Int, at seconds: Int64 = HermeticGit.seconds) -> RunCheckpoint {
  RunCheckpoint(
    number: number, id: "20260101T01000\(number)Z-0000000\(number)",
    sha: String(repeating: "\(number)", count: 40), branch: "main", head: String(repeating: "a", count: 40),
    created: Timestamp(seconds: seconds))
}
