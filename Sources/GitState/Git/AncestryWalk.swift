/// A walk from two sides towards what they have in common, iterative and aware of where a shallow history ends.
///
/// Each commit is marked with the sides that reach it. What both reach is common, and so is everything behind it; the
/// walk goes on until nothing is left that only one side has reached.
struct AncestryWalk {
  struct Sides: OptionSet {
    let rawValue: UInt8
    static let left = Sides(rawValue: 1)
    static let right = Sides(rawValue: 2)
    static let both: Sides = [.left, .right]
    /// Behind a common commit, so neither a best common ancestor nor worth walking on from.
    static let behind = Sides(rawValue: 4)
  }

  private struct Mark {
    var sides: Sides
    var isQueued = false
    var isVisited = false
  }

  private var queue = CommitQueue()
  /// How many commits in the queue are not behind a common one.
  private var open = 0
  private var marks: [ObjectID: Mark] = [:]
  private let boundary: Set<ObjectID>
  /// Whether a commit was met that is older than one of its parents.
  private var isDisordered = false
  /// Reached by both sides and, when met, not behind another that is.
  private var meetings: [ObjectID] = []
  /// Every commit that was visited, in the order of the walk: the youngest first.
  private(set) var visited: [ObjectID] = []

  init(boundary: Set<ObjectID>) {
    self.boundary = boundary
  }

  /// The sides that are known to reach a commit.
  func sides(of id: ObjectID) -> Sides {
    (marks[id]?.sides ?? []).intersection(.both)
  }

  /// The common commits that are behind no other one seen.
  var candidates: [ObjectID] {
    meetings.filter { marks[$0]?.sides.contains(.behind) == false }
  }

  /// Whether a commit whose parents are missing here is reached by these sides and no other.
  func endsAtBoundary(reachedBy only: Sides) -> Bool {
    boundary.contains { sides(of: $0) == only }
  }

  /// Marks a commit as reached by these sides, and puts it in to be visited.
  mutating func mark(_ id: ObjectID, _ sides: Sides, in repository: borrowing Repository) throws(GitError) {
    reach(id, sides, date: try repository.header(of: id).date)
  }

  private mutating func reach(_ id: ObjectID, _ sides: Sides, date: Int64) {
    var mark = marks[id] ?? Mark(sides: [])
    let before = mark.sides
    guard !before.isSuperset(of: sides) else { return }
    mark.sides.formUnion(sides)
    if mark.isQueued {
      // It is visited with whatever marks it has by then.
      if mark.sides.contains(.behind), !before.contains(.behind) { open -= 1 }
    } else {
      mark.isQueued = true
      queue.put(id, date: date)
      if !mark.sides.contains(.behind) { open += 1 }
    }
    marks[id] = mark
  }

  /// Walks until everything that only one side reaches has been visited, or until a commit is known to be common.
  mutating func run(in repository: borrowing Repository, untilCommon target: ObjectID? = nil) throws(GitError)
  {
    while open > 0 {
      try step(in: repository)
      if let target, sides(of: target) == .both { return }
    }
  }

  /// Walks on behind common commits, so that marks also reach commits whose dates are in the wrong order.
  ///
  /// A commit that was visited as one side's own may yet be the ancestor of a common one. As `git rev-list` does, this
  /// goes on while anything in the queue is as young as the oldest such commit, and a little further.
  mutating func settle(in repository: borrowing Repository) throws(GitError) {
    var oldest = Int64.max
    for id in visited where sides(of: id) != .both {
      oldest = min(oldest, try repository.header(of: id).date)
    }
    guard oldest != .max else { return }
    // git goes 5 further. Where dates were seen in the wrong order, more of them may be.
    var further = isDisordered ? 64 : 5
    while let youngest = queue.youngest {
      if youngest < oldest {
        guard further > 0 else { return }
        further -= 1
      }
      try step(in: repository)
    }
  }

  private mutating func step(in repository: borrowing Repository) throws(GitError) {
    guard let id = queue.take()?.id, var mark = marks[id] else { return }
    mark.isQueued = false
    if !mark.sides.contains(.behind) { open -= 1 }
    if !mark.isVisited { visited.append(id) }
    mark.isVisited = true
    marks[id] = mark
    var passed = mark.sides
    if passed == .both {
      meetings.append(id)
      passed.insert(.behind)
    }
    guard !boundary.contains(id) else { return }
    let header = try repository.header(of: id)
    for parent in header.parents {
      let date = try repository.header(of: parent).date
      if date > header.date { isDisordered = true }
      reach(parent, passed, date: date)
    }
  }
}
