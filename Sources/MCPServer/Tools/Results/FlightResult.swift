import GitState
import JSON
import StateMachine

/// What is in flight and where it will collide, as tools answer it.
enum FlightResult {
  /// Puts in the pairs that will conflict and the files that no task named, of one plan; nothing where there is neither.
  static func add(_ report: CollisionReport, of plan: String, to object: inout JSONObject) {
    let own = report.works.filter { $0.plan == plan }
    let branches = Set(own.map(\.branch))
    let pairs = report.pairs.filter { branches.contains($0.first) || branches.contains($0.second) }
    if !pairs.isEmpty { object["collisions"] = .array(pairs.prefix(20).map { json($0, report) }) }
    let undeclared = own.filter { !$0.undeclared.isEmpty }
    if !undeclared.isEmpty {
      object["undeclared"] = .array(
        undeclared.prefix(20).map { work in
          ["id": .string(work.task?.text ?? ""), "files": files(work.undeclared)]
        })
    }
    if !report.notes.isEmpty { object["notes"] = .array(report.notes.map { .string($0) }) }
  }

  static func json(_ pair: Collision, _ report: CollisionReport) -> JSONValue {
    var object: JSONObject = [
      "branches": [.string(pair.first), .string(pair.second)], "paths": files(pair.paths),
    ]
    let tasks = [pair.first, pair.second].compactMap { report.work(on: $0)?.task?.text }
    if !tasks.isEmpty { object["tasks"] = .array(tasks.map { .string($0) }) }
    return .object(object)
  }

  /// The first 20 of some paths.
  static func files(_ paths: [String]) -> JSONValue { .array(paths.prefix(20).map { .string($0) }) }
}
