/// The tasks of a plan, in its order.
///
/// Held in pieces, so that a plan that differs in one task from another shares all others with it: what a claim costs does
/// not grow with the plan.
package struct TaskList: Hashable, Sendable, RandomAccessCollection, MutableCollection,
  ExpressibleByArrayLiteral
{
  /// All full but the last.
  private var pieces: [[PlanTask]] = []
  package private(set) var count = 0

  private static var size: Int { 64 }

  package init(_ tasks: [PlanTask]) {
    count = tasks.count
    pieces = stride(from: 0, to: tasks.count, by: Self.size).map {
      Array(tasks[$0..<Swift.min($0 + Self.size, tasks.count)])
    }
  }

  package init(arrayLiteral tasks: PlanTask...) { self.init(tasks) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> PlanTask {
    _read { yield pieces[position / Self.size][position % Self.size] }
    _modify { yield &pieces[position / Self.size][position % Self.size] }
  }

  package mutating func append(_ task: PlanTask) {
    if count % Self.size == 0 {
      pieces.append([task])
    } else {
      pieces[pieces.count - 1].append(task)
    }
    count += 1
  }
}
