/// What a task's branch says of its task, in its first commit.
package struct TaskMetadata: Sendable, Equatable {
  package var id: String
  package var description: String
  package var status: String
  package var preconditions: [String] = []
  package var provides: [String] = []
  package var files: [String] = []
  package var sessionGoal = ""
  package var sessionID = ""
  package var planBranch = ""
  package var planVersion = ""
  package var dependsOn: [String] = []
  package var enables: [String] = []
  package var parallelWith: [String] = []
  package var completedTasks: [String] = []
  package var estimatedTime = ""
  package var priority = ""
  package var implementationNotes = ""
  /// The branch that it started from and is merged into; empty in what others wrote.
  package var base = ""

  package init(id: String, description: String, status: String = "pending") {
    self.id = id
    self.description = description
    self.status = status
  }
}
