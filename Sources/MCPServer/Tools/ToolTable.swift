package import GitState
package import JSON
package import StateMachine
import Synchronization

/// The tools that are served, and the one way to call one.
package struct ToolTable: ToolHost {
  /// Every tool, in the order in which clients see them.
  package static let all: [any Tool.Type] = [
    Overview.self, History.self, Verify.self,
    ParsePlan.self, ParseTask.self, ParseWorkerCommit.self, GetProvides.self,
    CreatePlanBranch.self, CreateTaskBranch.self, UpdatePlanBranch.self,
    CreateWorktree.self, RemoveWorktree.self, ListWorktrees.self, CommitTask.self, SyncWorktree.self,
    MergeTaskBranch.self,
    CreateCheckpoint.self, ListCheckpoints.self, RollbackToCheckpoint.self,
    StartTask.self, ParseSpec.self, GetTaskState.self, RecordValidation.self, MarkPhaseComplete.self,
    MergeWorktrees.self, CleanupWorktrees.self, CompleteTask.self,
    NextTasks.self, ClaimTask.self, ReleaseTask.self, ReportTask.self,
    StartWave.self, FinishWave.self, ReviewTask.self, ExpandTask.self, RequestApproval.self, Decide.self,
    ImportPlan.self, ExportPlan.self,
    StartWorkflow.self, EvaluateWorkflow.self, ResumeWorkflow.self, GetWorkflowState.self,
    ImportWorkflowState.self,
  ]

  private let served: [any Tool.Type]
  package let unserved: [String: String]
  private let finder: ProjectFinder
  private let plans = PlanAnswers()
  private let quick: any TaskExecutor
  private let long: any TaskExecutor
  package let tools: [ToolDescription]

  /// - Parameters:
  ///   - sets: those that are served; `always` is, whatever is named.
  ///   - quick: where short calls run.
  ///   - long: where calls run that read or write many files.
  package init(
    finder: ProjectFinder, sets: Set<ToolSet> = Set(ToolSet.allCases), quick: any TaskExecutor,
    long: any TaskExecutor
  ) {
    self.finder = finder
    self.quick = quick
    self.long = long
    let sets = sets.withBrought
    served = ToolTable.all.filter { $0.set == .always || !$0.sets.isDisjoint(with: sets) }
    tools = served.map { $0.published(for: sets) }
    let absent = ToolTable.all.filter { $0.set != .always && $0.sets.isDisjoint(with: sets) }
    unserved = Dictionary(uniqueKeysWithValues: absent.map { ($0.name, ToolTable.way(to: $0, beside: sets)) })
  }

  /// How a tool comes to be served that is not.
  private static func way(to tool: any Tool.Type, beside sets: Set<ToolSet>) -> String {
    func words(_ sets: Set<ToolSet>) -> [String] {
      ToolSet.allCases.filter { $0 != .always && sets.contains($0) }.map(\.rawValue)
    }
    let option = words(sets.union([tool.set])).joined(separator: ",")
    return
      "This server was started without it, for it is in set \(spoken(words(tool.sets), word: "or")): gitstate serve --toolsets \(option) has it, as has one without --toolsets."
  }

  package var instructions: String { Instructions.text }

  package func executor(for name: String) -> any TaskExecutor {
    served.first { $0.name == name }?.hints.isLong == true ? long : quick
  }

  package func finish() { Project.finish() }

  package func call(_ name: String, arguments: JSONObject, context: CallContext) async -> ToolOutcome {
    let cancelled = Flag()
    return await withTaskCancellationHandler {
      do throws(Rejection) {
        var (tool, call) = try prepared(name, arguments: arguments, context: context) { cancelled.isSet }
        if let asking = tool as? any AskingTool, let question = try asking.question(call) {
          call.answer = try await answers(to: question, of: asking, call)
        }
        return try tool.run(call)
      } catch {
        return .failure(error.json)
      }
    } onCancel: {
      cancelled.set()
    }
  }

  /// What the person says, with what only a second question brings.
  private func answers(
    to question: Question, of tool: any AskingTool, _ call: ToolCall
  ) async throws(Rejection) -> Result<JSONObject, AskRefusal> {
    let first = await answer(to: question, call.context)
    guard case .success(var content) = first, let second = try tool.question(call, after: content) else {
      return first
    }
    switch await answer(to: second, call.context) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let added):
      for member in added.members where second.fields[member.key] != nil {
        content[member.key] = member.value
      }
      return .success(content)
    }
  }

  /// What the person at the client says.
  private func answer(to question: Question, _ context: CallContext) async -> Result<JSONObject, AskRefusal> {
    do throws(AskRefusal) {
      return .success(try await context.ask(question))
    } catch {
      return .failure(error)
    }
  }

  /// Says on any thread what happened on one.
  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }

  /// Carries out a call on this thread, where nobody can be asked.
  package func run(
    _ name: String, arguments: JSONObject, context: CallContext,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(Rejection) -> ToolOutcome {
    var (tool, call) = try prepared(name, arguments: arguments, context: context, isCancelled: isCancelled)
    if let asking = tool as? any AskingTool, try asking.question(call) != nil {
      call.answer = .failure(.unavailable)
    }
    return try tool.run(call)
  }

  /// The tool with its arguments, and what it may use.
  private func prepared(
    _ name: String, arguments: JSONObject, context: CallContext,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(Rejection) -> (tool: any Tool, call: ToolCall) {
    guard let tool = served.first(where: { $0.name == name }) else {
      let near = nearest(to: name, among: served.map { $0.name })
      throw Rejection(
        .unknownTool,
        unserved[name].map { "Tool \(name) is not served. \($0)" }
          ?? "There is no tool \(quoted(name))."
          + (near.isEmpty ? "" : " Did you mean \(spoken(near, word: "or"))?"),
        details: [.init("known", .texts(served.map { $0.name }))])
    }
    let ready = try tool.init(ToolArguments(arguments, of: tool))
    let project = try finder.project()
    let guarded = try writeGuard(name, arguments, context.meta)
    return (
      ready,
      ToolCall(
        project: project, context: context, guarded: guarded, plans: plans, isCancelled: isCancelled)
    )
  }

  /// What `_meta` says of repeating and of the expected state.
  private func writeGuard(_ name: String, _ arguments: JSONObject, _ meta: JSONObject) throws(Rejection)
    -> WriteGuard
  {
    var guarded = WriteGuard()
    if let key = meta["gitstate/idempotencyKey"], !key.isNull {
      guard let text = key.stringValue else {
        throw Rejection(
          .invalidArgument, "_meta[gitstate/idempotencyKey]: expected a text, got \(key.quoted()).")
      }
      guarded.key = try LedgerKey(
        text, using: name + "\n" + JSONValue.object(arguments).serialized(sortedKeys: true))
    }
    if let seq = meta["gitstate/expectedSeq"], !seq.isNull {
      guard let number = seq.intValue else {
        throw Rejection(
          .invalidArgument, "_meta[gitstate/expectedSeq]: expected an integer, got \(seq.quoted()).")
      }
      guarded.expectedSeq = number
    }
    return guarded
  }
}
