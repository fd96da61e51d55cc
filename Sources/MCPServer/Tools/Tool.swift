package import GitState
package import JSON
package import StateMachine

/// A set of tools, chosen with `serve --toolsets`.
package enum ToolSet: String, CaseIterable, Sendable {
  case always, plan, checkpoint, run, execution, workflow

  /// The sets that are served with it, since what it answers names their calls.
  package var brought: Set<ToolSet> { self == .execution ? [.plan] : [] }
}

extension Set<ToolSet> {
  /// These sets and those that they bring along.
  package var withBrought: Set<ToolSet> { reduce(self) { $0.union($1.brought) } }
}

/// One tool: what a client is told of it, and what it does with typed arguments.
///
/// A tool holds no policy and no git: it reads its arguments, makes one call into GitState, and gives the result its form.
package protocol Tool: Sendable {
  static var name: String { get }
  static var title: String { get }
  /// One or two sentences, the first saying when to use it.
  static var summary: String { get }
  static var set: ToolSet { get }
  /// Every set that it is served with; its own alone, where nothing else is said.
  static var sets: Set<ToolSet> { get }
  static var hints: ToolHints { get }
  static var parameters: [Parameter] { get }

  /// Reads the arguments; refuses what is missing or of another form.
  init(_ arguments: ToolArguments) throws(Rejection)

  func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome
}

extension Tool {
  package static var sets: Set<ToolSet> { [set] }
}

/// What a client may assume of a tool.
package struct ToolHints: Sendable {
  package let readOnly: Bool
  package let destructive: Bool
  package let idempotent: Bool
  /// Whether it may write or read many files, and so runs where it delays no short call.
  package let isLong: Bool

  /// It changes nothing.
  package static let reading = ToolHints(readOnly: true, destructive: false, idempotent: true, isLong: false)
  /// It sets a state, and setting it again changes nothing.
  package static let setting = ToolHints(readOnly: false, destructive: false, idempotent: true, isLong: false)
  /// It writes files of a worktree.
  package static let files = ToolHints(readOnly: false, destructive: false, idempotent: true, isLong: true)
  /// It takes files away, after they were rescued.
  package static let removing = ToolHints(readOnly: false, destructive: true, idempotent: true, isLong: true)
  /// It adds something with each call.
  package static let adding = ToolHints(readOnly: false, destructive: false, idempotent: false, isLong: true)
}

/// One call of a tool: the repository, who listens, and what guards the write.
package struct ToolCall: Sendable {
  package let project: Project
  package let context: CallContext
  package let guarded: WriteGuard
  /// What was answered of plans.
  package let plans: PlanAnswers
  /// Whether the caller has lost interest; may be asked on any thread.
  package let isCancelled: @Sendable () -> Bool
  /// What became of the tool's question; nil where nothing was asked.
  package var answer: Result<JSONObject, AskRefusal>?
}
