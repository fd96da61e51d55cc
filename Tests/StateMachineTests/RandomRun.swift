import StateMachine
import TestSupport

/// A run that is driven by random commands, and that watches over what must always hold.
struct RandomRun {
  var bench = RunUnderTest()
  /// What was seen to be broken.
  private(set) var broken: [String] = []
  private(set) var refused = 0
  private(set) var accepted = 0

  private static let names = ["Phase 1: A", "Phase 2: B", "C", "Phase 4: D"]

  init(using generator: inout SeededGenerator) throws {
    try bench.start(Bool.random(using: &generator) ? Self.names.map { try phase($0, modules: ["m"]) } : [])
  }

  /// One random command, judged.
  mutating func step(using generator: inout SeededGenerator) {
    bench.now = bench.now.adding(minutes: Int.random(in: 0...5, using: &generator))
    bench.facts.absentFiles = Int.random(in: 0..<9, using: &generator) == 0 ? ["a"] : []
    let before = bench.run
    let command = randomCommand(using: &generator)
    do throws(Rejection) {
      let events = try bench(command)
      accepted += 1
      if events.isEmpty, bench.run != before { broken.append("changed without an event: \(command)") }
      if !events.isEmpty, before.rollback != nil {
        switch command {
        case .startRollback, .finishRollback: break
        default: broken.append("went on beside a rollback: \(command)")
        }
      }
      // What sets a state can be said twice.
      if let again = try? bench.run.decide(command, given: bench.facts, at: bench.now) {
        switch command {
        case .recordValidation: break
        case .removeModules, .mergeModules, .recordModule, .finishRollback, .startRollback, .completePhase,
          .complete,
          .recordCheckpoint, .addPhase, .start:
          if !again.isEmpty { broken.append("not the same twice: \(command): \(again)") }
        }
      } else {
        broken.append("refused when repeated: \(command)")
      }
    } catch {
      refused += 1
      if bench.run != before { broken.append("refused and changed: \(command)") }
      if error.sentence.isEmpty || error.code == .bug { broken.append("refused without reason: \(error)") }
    }
    check()
  }

  private mutating func check() {
    let run = bench.run
    let complete = run.phases.map(\.isComplete)
    if complete != complete.sorted(by: { $0 && !$1 }) { broken.append("completed out of order") }
    if run.status == .completed, complete.contains(false) { broken.append("completed with open phases") }
    if Set(run.phases.map(\.name)).count != run.phases.count { broken.append("two phases of one name") }
    let numbers = run.checkpoints.map(\.fact.number)
    if numbers != numbers.sorted() || Set(numbers).count != numbers.count {
      broken.append("checkpoints out of order")
    }
    for phase in run.phases where phase.isComplete {
      if phase.word != .completed || phase.completion?.fact.result?.testsPassing == false {
        broken.append("a lie: \(phase)")
      }
      if let number = phase.completion?.fact.checkpoint, run[checkpoint: number]?.stands != true {
        broken.append("complete by a checkpoint that was undone: \(phase)")
      }
    }
    if bench.replayed != run { broken.append("the replay differs") }
  }

  private func randomCommand(using generator: inout SeededGenerator) -> RunCommand {
    let name = (Self.names + ["1", "b", "4"]).randomElement(using: &generator) ?? ""
    guard let module = ["m", "n", "O"].randomElement(using: &generator).flatMap({ try? ModuleName($0) })
    else { return .finishRollback(returned: []) }
    let number = Int.random(in: 0...(bench.run.checkpoints.last?.fact.number ?? 0) + 1, using: &generator)
    let passed = Int.random(in: 0..<4, using: &generator) > 0
    switch Int.random(in: 0..<16, using: &generator) {
    case 0, 1: return .recordValidation(phase: name, PhaseValidation(passed: passed))
    case 2, 3:
      return .recordCheckpoint(
        RunCheckpoint(
          number: number, id: "cp-\(number)", sha: "sha-\(number)", created: bench.now,
          validationPassed: passed),
        phase: Bool.random(using: &generator) ? name : nil)
    case 4, 5, 6, 7:
      var result = PhaseResult()
      result.testsPassing = Int.random(in: 0..<9, using: &generator) > 0
      let word = passed ? "latest" : "\(number)"
      return .completePhase(
        bench.run.current?.name.text ?? name, checkpoint: Bool.random(using: &generator) ? word : nil,
        result: passed ? result : nil, reason: Bool.random(using: &generator) ? "r" : nil)
    case 8:
      return .recordModule(
        module, phase: Bool.random(using: &generator) ? name : nil, start: "s\(number % 2)")
    case 9: return .mergeModules([module: ModuleMerge(tip: "t\(number)", merge: "m\(number)")])
    case 10: return .removeModules([module: ModuleRemoval(rescue: nil)])
    case 11, 12:
      let rescues = (bench.run.rollbacks + (bench.run.rollback.map { [$0] } ?? [])).map(\.fact.rescue)
      let rescue = rescues.randomElement(using: &generator) ?? "rescue-0"
      return .startRollback(
        RunRollback(
          to: Bool.random(using: &generator) ? .rescue(rescue) : .checkpoint(number),
          rescue: "rescue-\(bench.seq + 1)", trees: []))
    case 13: return .complete(RunCompletion())
    default: return .finishRollback(returned: passed ? [] : bench.run.modules.map(\.name))
    }
  }
}
