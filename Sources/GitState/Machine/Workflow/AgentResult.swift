/// What an agent says of its work.
package struct AgentResult: Hashable, Sendable {
  package let agent: AgentID
  package var success: Bool
  package var summary: String
  package var files = WorkflowFiles()
  /// What an evaluator says of the work of others: `decision`, `passed`, as it was written.
  package var said: [SaidField] = []
  /// Its verdict on each target, where it gives one.
  package var items: [JudgedItem] = []
  package var feedback: String?
  package var decisions: [WorkflowDecision] = []

  package init(_ agent: AgentID, success: Bool, summary: String) {
    self.agent = agent
    self.success = success
    self.summary = summary
  }
}

/// One field of a result: its text, `true` or `false` for a truth value.
package struct SaidField: Hashable, Sendable {
  /// What a value was that its text does not tell.
  package enum Form: String, Sendable {
    /// A text that looks like JSON.
    case text
    case number
  }

  package let field: String
  package let value: String
  package let form: Form?

  package init(_ field: String, _ value: String, _ form: Form? = nil) {
    self.field = field
    self.value = value
    self.form = form
  }
}

/// An evaluator's word on one target.
package struct JudgedItem: Hashable, Sendable {
  package let target: String
  package let passed: Bool
  package var feedback: String?

  package init(_ target: String, passed: Bool, feedback: String? = nil) {
    self.target = target
    self.passed = passed
    self.feedback = feedback
  }
}

/// What was decided in a phase, and why.
package struct WorkflowDecision: Hashable, Sendable {
  /// Nil until it is recorded.
  package var phase: Int?
  package let decision: String
  package var reason: String?

  package init(phase: Int? = nil, _ decision: String, reason: String? = nil) {
    self.phase = phase
    self.decision = decision
    self.reason = reason
  }
}

/// Files that came, changed and went, each once, in the order in which they were named.
package struct WorkflowFiles: Hashable, Sendable {
  package var created: [String] = []
  package var modified: [String] = []
  package var deleted: [String] = []

  package init(created: [String] = [], modified: [String] = [], deleted: [String] = []) {
    self.created = created
    self.modified = modified
    self.deleted = deleted
  }

  package var isEmpty: Bool { created.isEmpty && modified.isEmpty && deleted.isEmpty }

  /// Each file once, whatever became of it.
  package var all: [String] {
    var known: Set<String> = []
    return (created + modified + deleted).filter { known.insert($0).inserted }
  }

  /// The folders in which a file stands, the outermost first.
  package static func folders(of file: String) -> [String] {
    file.indices.filter { file[$0] == "/" && $0 > file.startIndex }.map { String(file[..<$0]) }
  }

  /// The same with what others name.
  package mutating func add(_ files: WorkflowFiles) {
    func add(_ more: [String], to list: inout [String]) {
      var known = Set(list)
      for file in more where known.insert(file).inserted { list.append(file) }
    }
    add(files.created, to: &created)
    add(files.modified, to: &modified)
    add(files.deleted, to: &deleted)
  }
}
