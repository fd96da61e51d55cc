package import JSON

/// What a client is told about a tool.
package struct ToolDescription: Sendable {
  package let name: String
  package let title: String
  package let description: String
  /// A JSON Schema of type `object`, without combinators at its root.
  package let inputSchema: JSONValue
  /// Whether the tool changes nothing.
  package let readOnly: Bool
  /// Whether it may take something away; only meaningful where it is not read-only.
  package let destructive: Bool
  /// Whether calling it twice does what calling it once does.
  package let idempotent: Bool

  package init(
    name: String, title: String, description: String, inputSchema: JSONValue, readOnly: Bool,
    destructive: Bool, idempotent: Bool
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.inputSchema = inputSchema
    self.readOnly = readOnly
    self.destructive = destructive
    self.idempotent = idempotent
  }
}

/// What became of a call.
package enum ToolOutcome: Hashable, Sendable {
  /// Structured content, and the same JSON as text.
  case object(JSONValue)
  /// The same, as it was written before.
  case written(JSONText)
  /// The JSON as text only.
  case text(JSONValue)
  /// A refusal that the caller can mend: the JSON as text, marked as an error.
  case failure(JSONValue)
}

/// Whoever has the tools.
///
/// Nothing of it is asked for before it is needed: building one opens no repository.
package protocol ToolHost: Sendable {
  /// The tools, always the same and in the same order.
  var tools: [ToolDescription] { get }

  /// Tools that exist and are not among ``tools``, by name: a sentence on how they would be.
  var unserved: [String: String] { get }

  /// What the server is for and when to use it, in at most 2,000 characters.
  var instructions: String { get }

  /// Where calls of a tool run, so that long work never delays a short call.
  func executor(for name: String) -> any TaskExecutor

  /// Carries out a call of one of the tools; a name that is not among them never comes here.
  ///
  /// It runs in a task of its own, which is cancelled when the caller loses interest; its outcome is then dropped.
  func call(_ name: String, arguments: JSONObject, context: CallContext) async -> ToolOutcome

  /// Returns when nothing of answered calls is left to do; asked once, before the process ends.
  func finish()
}

extension ToolHost {
  package var unserved: [String: String] { [:] }

  package func finish() {}

  /// Swift's own threads, which suit tools that never block.
  package func executor(for name: String) -> any TaskExecutor { globalConcurrentExecutor }
}
