package import Git
package import StateMachine

/// Work that its base does not have yet: a branch, with what stands uncommitted in its worktree.
package struct WorkInFlight: Sendable {
  package let branch: String
  /// The task that it is, and the plan; nil for what no plan that was asked about has.
  package let task: PlanTaskID?
  package let plan: String?
  /// The branch that it is to be merged into, and its tip.
  package let base: String
  let baseTip: ObjectID?
  /// A commit of everything that is there: the branch's tip, or one that is stored nowhere.
  let commit: ObjectID
  /// What differs from where it left its base, sorted.
  package let touched: [GitPath]
  /// Uncommitted files that are too large for a look: where another has them too, that is taken for a conflict.
  let large: [GitPath]
  /// Touched files that the task does not name; empty where it names none.
  package let undeclared: [String]
}

/// Two branches that can't be merged with each other as they are now, or one with its base.
package struct Collision: Hashable, Sendable {
  package let first: String
  package let second: String
  /// The first of the paths on which they conflict.
  package let paths: [String]

  package init(first: String, second: String, paths: [String]) {
    self.first = first
    self.second = second
    self.paths = paths
  }
}

/// What is in flight, and where it will collide.
package struct CollisionReport: Sendable {
  package var works: [WorkInFlight] = []
  package var pairs: [Collision] = []
  /// What was not looked at, in sentences.
  package var notes: [String] = []
  /// What stands in each worktree, by its path.
  var glances: [String: WorkingTreeGlance] = [:]

  package init() {}

  /// With whom a branch will collide, and where.
  package func collisions(of branch: String) -> [(with: String, paths: [String])] {
    pairs.compactMap { pair in
      if pair.first == branch { return (pair.second, pair.paths) }
      return pair.second == branch ? (pair.first, pair.paths) : nil
    }
  }

  package func work(on branch: String?) -> WorkInFlight? {
    works.first { $0.branch == branch }
  }

  /// `001 and 002: requirements.txt`, a line for each pair.
  package var collisionLines: [String] {
    // A task's id says whose it is where there is one plan.
    let isOne = Set(works.compactMap(\.plan)).count == 1
    func name(_ branch: String) -> String { isOne ? work(on: branch)?.task?.text ?? branch : branch }
    return pairs.map { "\(name($0.first)) and \(name($0.second)): \(CollisionReport.few($0.paths))" }
  }

  /// `001: api/routes.py`, a line for each task.
  package var undeclaredLines: [String] {
    works.filter { !$0.undeclared.isEmpty }.map {
      "\($0.task?.text ?? $0.branch): \(CollisionReport.few($0.undeclared))"
    }
  }

  private static func few(_ paths: [String]) -> String {
    spoken(paths.map { String($0.prefix(60)) }, limit: 2)
  }
}

/// Whose a branch in flight is.
struct FlightOwner: Sendable {
  let base: String
  var plan: String?
  var task: PlanTask?
}

extension TaskDefinition {
  /// The paths of a list that this task does not name, by themselves or by a folder above them; none where it names nothing.
  func undeclared(among paths: [GitPath]) -> [String] {
    guard !files.isEmpty else { return [] }
    let named = Set(files.map(Plan.Changing.plain))
    return paths.map(\.description).filter { path in
      !named.contains(path) && !Plan.Changing.folders(above: path).contains(where: named.contains)
    }
  }
}
