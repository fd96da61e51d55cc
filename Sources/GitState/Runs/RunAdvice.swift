import StateMachine

extension ProjectOverview {
  /// The call to make for a run, and the same in a sentence.
  static func advice(on run: Run) -> (Rejection.Next?, String) {
    let name = "Run \(run.short)"
    func call(_ tool: String, _ arguments: [Rejection.Field] = []) -> Rejection.Next {
      .init(tool, [.init("task_id", .text(run.founding?.id.text ?? ""))] + arguments)
    }
    func phase(_ phase: RunPhase) -> Rejection.Field { .init("phase", .text(phase.name.text)) }
    switch run.step {
    case .endRollback(let rollback):
      var arguments: [Rejection.Field] = [.init("checkpoint_id", .text(rollback.targetText))]
      if rollback.asCommit { arguments.append(.init("as_commit", .flag(true))) }
      return (
        call("rollback_to_checkpoint", arguments),
        "\(name) was being rolled back to \(rollback.targetText); the same call again ends it."
      )
    case .validate(let now): return (call("get_task_state"), "\(name) is at \(quoted(now.name.text)).")
    case .mend(let now):
      return (
        call("get_task_state"),
        "\(quoted(now.name.text)) of run \(run.short) failed, \(counted(now.attempts, "attempt"))."
      )
    case .keep(let now):
      return (
        call("create_checkpoint", [phase(now), .init("validation_passed", .flag(true))]),
        "\(quoted(now.name.text)) of run \(run.short) passed, and no checkpoint holds it yet."
      )
    case .completePhase(let now):
      return (
        call("mark_phase_complete", [phase(now), .init("checkpoint_id", .text("latest"))]),
        "\(quoted(now.name.text)) of run \(run.short) passed, and its checkpoint stands."
      )
    case .complete: return (call("complete_task"), "All phases of run \(run.short) are complete.")
    case .begin:
      return (call("get_task_state"), "\(name) has no phase yet: the first mention of one adds it.")
    case .nothing: return (nil, "\(name) is complete.")
    }
  }
}
