/// The tasks of a plan, in its order.
///
/// Held in pieces, so that a plan that differs in one task from another shares all others with it: what a claim costs does
/// not grow with the plan. Each task is held once and shared, for a task is large.
package struct TaskList: Hashable, Sendable, RandomAccessCollection, MutableCollection,
  ExpressibleByArrayLiteral
{
  /// All full but the last.
  private var pieces: [[Held]] = []
  package private(set) var count = 0

  private static var size: Int { 64 }

  package init(_ tasks: [PlanTask]) {
    count = tasks.count
    pieces = stride(from: 0, to: tasks.count, by: Self.size).map {
      tasks[$0..<Swift.min($0 + Self.size, tasks.count)].map { Held($0) }
    }
  }

  package init(arrayLiteral tasks: PlanTask...) { self.init(tasks) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> PlanTask {
    _read { yield pieces[position / Self.size][position % Self.size].task }
    set { pieces[position / Self.size][position % Self.size] = Held(newValue) }
  }

  package mutating func append(_ task: PlanTask) {
    if count % Self.size == 0 {
      pieces.append([Held(task)])
    } else {
      pieces[pieces.count - 1].append(Held(task))
    }
    count += 1
  }

  /// The task at a position as it is held: to look at a part of it costs no copy of the whole.
  package func held(at position: Int) -> Held {
    pieces[position / Self.size][position % Self.size]
  }

  /// The positions of the tasks that a condition holds for; only those are worth a copy.
  package func places(where fits: (Held) -> Bool) -> [Int] {
    var found: [Int] = []
    for (piece, tasks) in pieces.enumerated() {
      for (place, held) in tasks.enumerated() where fits(held) { found.append(piece * Self.size + place) }
    }
    return found
  }

  /// The positions of the tasks that are not cancelled.
  package var open: [Int] { places { $0.task.status.word != .cancelled } }

  /// The tasks that a condition holds for.
  package func tasks(where fits: (Held) -> Bool) -> [PlanTask] { held(where: fits).map(\.task) }

  /// The same as they are held, for a look at a part of each.
  package func held(where fits: (Held) -> Bool) -> [Held] { places(where: fits).map { held(at: $0) } }

  package final class Held: Hashable, Sendable {
    package let task: PlanTask

    init(_ task: PlanTask) {
      self.task = task
    }

    package static func == (left: Held, right: Held) -> Bool { left === right || left.task == right.task }

    package func hash(into hasher: inout Hasher) { hasher.combine(task) }
  }
}
