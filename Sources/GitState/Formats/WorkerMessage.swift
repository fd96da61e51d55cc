/// The message of a worker's commit on a task branch, as workers write it and as commit_task does.
package struct WorkerMessage: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case design, implementation, fix, complete, blocked

    /// The verb of the title.
    var verb: String {
      switch self {
      case .design: "Initialize"
      case .implementation: "Implement"
      case .fix: "Fix"
      case .complete: "Complete"
      case .blocked: "Blocked"
      }
    }

    /// The word that parse_worker_commit answers.
    package var commitType: String { self == .design ? "initial_design" : rawValue }
  }

  package struct Step: Sendable, Equatable {
    package let number: Int
    package let total: Int

    package init(number: Int, total: Int) {
      self.number = number
      self.total = total
    }
  }

  package struct Design: Sendable, Equatable {
    package var overview = ""
    package var architectureDecisions: [String] = []
    package var interfacesProvided: [String] = []

    package init() {}

    var isEmpty: Bool { self == Design() }
  }

  package struct Todo: Sendable, Equatable {
    package let number: Int
    package let text: String
    package let done: Bool

    package init(number: Int, text: String, done: Bool) {
      self.number = number
      self.text = text
      self.done = done
    }
  }

  package var task: String
  /// Nil for a title of no known form.
  package var kind: Kind?
  package var summary: String
  package var step: Step?
  package var implementation = ""
  package var design = Design()
  package var todo: [Todo] = []
  package var progressStatus: String?
  package var completed: Int
  package var total: Int

  package init(task: String, kind: Kind?, summary: String) {
    self.task = task
    self.kind = kind
    self.summary = summary
    completed = 0
    total = 0
  }
}
