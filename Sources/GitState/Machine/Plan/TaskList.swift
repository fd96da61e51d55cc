/// The tasks of a plan, in its order.
///
/// Held in pieces, so that a plan that differs in one task from another shares all others with it: what a claim costs does
/// not grow with the plan. Each task is held once and shared, for a task is large.
package struct TaskList: Hashable, Sendable, RandomAccessCollection, MutableCollection,
  ExpressibleByArrayLiteral
{
  private var pieces = Pieces<Held>()

  package init(_ tasks: [PlanTask]) { pieces = Pieces(tasks.lazy.map { Held($0) }) }

  package init(arrayLiteral tasks: PlanTask...) { self.init(tasks) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { pieces.count }

  package subscript(position: Int) -> PlanTask {
    _read { yield pieces[position].task }
    set { pieces[position] = Held(newValue) }
  }

  package mutating func append(_ task: PlanTask) { pieces.append(Held(task)) }

  /// The task at a position as it is held: to look at a part of it costs no copy of the whole.
  package func held(at position: Int) -> Held { pieces[position] }

  /// The positions of the tasks that a condition holds for; only those are worth a copy.
  package func places(where fits: (Held) -> Bool) -> [Int] {
    var found: [Int] = []
    for (piece, tasks) in pieces.all.enumerated() {
      for (place, held) in tasks.enumerated() where fits(held) {
        found.append(piece * Pieces<Held>.size + place)
      }
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
