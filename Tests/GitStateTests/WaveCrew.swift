import GitState
import StateMachine
import TestSupport
import Testing

extension Crew {
  /// A crew on a plan of its own: three tasks with a file each, and a fourth that waits for the first two.
  static func ofWaves() throws -> Crew {
    let crew = try Crew(["a": "1\n", "b": "1\n", "c": "1\n"])
    var tasks = [
      try planned("001", "Alpha", provides: ["A"]), try planned("002", "Beta", provides: ["B"]),
      try planned("003", "Gamma"), try planned("004", "Delta", needs: ["A", "B"]),
    ]
    for (index, file) in ["a", "b", "c", "d"].enumerated() { tasks[index].files = [file] }
    try crew.bench.create("w", tasks)
    return crew
  }

  /// The branch of the first task of the other plan.
  func firstOfOther() throws -> String {
    var asked = TaskBranchRequest(task: "001")
    asked.plan = "s1"
    return try project.createTaskBranch(asked).branch
  }

  func start(_ workers: String..., guarded: WriteGuard = WriteGuard()) throws -> StartedWave {
    try project.startWave("w", workers: workers.map { try WorkerID($0) }, guarded: guarded)
  }

  func finish(_ learnings: String? = nil) throws -> FinishedWave {
    try project.finishWave("w", learnings: learnings)
  }

  func waveTask(_ id: String) throws -> PlanTask { try #require(try bench.read("w").plan[PlanTaskID(id)]) }

  /// What a worker's brief asks for, done: a file, a commit, the merge.
  func deliver(_ given: StartedWave.Assignment, _ files: [String: String?]) throws {
    try put(files, in: given.brief.path)
    try commit(given.brief.worker.text, .complete, "Done")
    try merge(given.brief.branch)
  }
}

extension StartedWave {
  /// `1: 001`, one for each worker that got a task.
  var given: [String] { assignments.map { "\($0.brief.worker): \($0.brief.task.id)" } }
}
