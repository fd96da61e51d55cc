import GitState
import JSON
import StateMachine

/// What other programs' messages say is read without inventing anything, and is the same when gitstate writes it on.
enum MessageProbing {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let text = String(decoding: bytes, as: UTF8.self)
    try checkWorker(text)
    try checkTask(text)
    try checkPlan(text)
    for capability in ProvidesSection.capabilities(in: text) {
      try require(contains(text, capability), "a capability that nobody wrote: \(capability)")
    }
  }

  private static func checkWorker(_ text: String) throws(FuzzFinding) {
    guard let message = WorkerMessage(reading: text) else { return }
    try require(contains(text, message.task), "a task that nobody wrote: \(message.task)")
    try require(message.completed >= 0 || text.contains("-"), "a negative number from nowhere")
    for todo in message.todo {
      try require(contains(text, todo.text), "an entry that nobody wrote: \(todo.text)")
    }
    // As it is written it comes back, and from then on as it is.
    guard let once = WorkerMessage(reading: message.text) else {
      throw FuzzFinding("a worker's message is none when it is written: \(message.text)")
    }
    try require(once.kind == message.kind ?? .implementation, "another kind of message: \(message.text)")
    try require(once.todo.map(\.done) == message.todo.map(\.done), "other entries: \(message.text)")
    try require(WorkerMessage(reading: once.text)?.todo == once.todo, "other entries again: \(once.text)")
    try require(
      once.completed == message.completed && once.total == message.total, "other progress: \(message.text)")
  }

  static func checkTask(_ text: String) throws(FuzzFinding) {
    guard let (task, _) = TaskMetadata.read(text) else { return }
    let written = task.message(branch: "task/001-x")
    guard let (again, isLegacy) = TaskMetadata.read(written) else {
      throw FuzzFinding("a task's metadata are none when they are written: \(written)")
    }
    try require(!isLegacy && again == task, "another task is read than was written: \(written)")
  }

  private static func checkPlan(_ text: String) throws(FuzzFinding) {
    let at = Timestamp(seconds: 0)
    guard let plan = LegacyPlan.plan(in: text, branch: "session-1", base: "main", at: at) else { return }
    for task in plan.tasks {
      for word in words(task.definition.description) + task.definition.provides.flatMap({ words($0.text) }) {
        try require(contains(text, word), "a word that nobody wrote: \(word)")
      }
    }
    try require(Set(plan.tasks.map(\.id)).count == plan.tasks.count, "a task is there twice")
    try TrailerProbing.checkKept(plan)
    try PlanProbing.look(at: plan)
    // Adopted, it is the same plan.
    var adopted = Plan()
    for event in plan.adoption { adopted.apply(Recorded(event, at: at, by: "legacy", seq: 1)) }
    try require(
      adopted.tasks.map(\.definition) == plan.tasks.map(\.definition), "the adopted plan has other tasks")
    try require(
      adopted.learnings.map(\.text) == plan.learnings.map(\.text), "the adopted plan learned otherwise")
    try TrailerProbing.checkKept(adopted)
  }

  /// The words of a text, as bytes: neither a line's end nor a space.
  static func words(_ text: String) -> [String] {
    text.utf8.split { $0 <= 0x20 }.map { String(Substring($0)) }
  }

  /// Whether the words of one text follow each other somewhere in another.
  static func contains(_ text: String, _ part: String) -> Bool {
    words(part).allSatisfy { word in text.utf8.contains(word.utf8) }
  }
}

extension String.UTF8View {
  /// Whether these bytes stand somewhere in it.
  func contains(_ part: String.UTF8View) -> Bool {
    guard let first = part.first else { return true }
    var rest = self[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: part) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
