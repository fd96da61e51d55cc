import Git
import Synchronization

/// What was found of commits before: a commit never changes, so that the same two never have to be looked at again.
final class CommitFindings: Sendable {
  /// Two commits; neither need be stored, for its id says everything that is in it.
  struct Pair: Hashable, Sendable {
    let ours: ObjectID
    let theirs: ObjectID
  }

  /// What a worker said last on a branch, and in which commit.
  struct Report: Sendable {
    let kind: WorkerMessage.Kind
    let commit: ObjectID
  }

  private struct State: Sendable {
    var touched = Kept<[GitPath]>()
    var conflicts = Kept<[String]>()
    // Asked of every open task with a branch, each time that its plan is read.
    var reports = Kept<Report?>(most: 20_000)
  }

  /// What is kept of one kind: so many, then it begins anew.
  private struct Kept<Value: Sendable>: Sendable {
    private var values: [Pair: Value] = [:]
    private let most: Int

    init(most: Int = 2_048) { self.most = most }

    subscript(pair: Pair) -> Value? {
      get { values[pair] }
      set {
        if values.count >= most { values.removeAll() }
        values[pair] = newValue
      }
    }
  }

  private let state = Mutex(State())

  /// What the first changed since it parted from the second.
  func touched(_ pair: Pair) -> [GitPath]? { state.withLock { $0.touched[pair] } }

  func keep(touched paths: [GitPath], _ pair: Pair) { state.withLock { $0.touched[pair] = paths } }

  /// The paths on which they conflict.
  func conflicts(_ pair: Pair) -> [String]? { state.withLock { $0.conflicts[pair] } }

  func keep(conflicts paths: [String], _ pair: Pair) { state.withLock { $0.conflicts[pair] = paths } }

  /// The newest report of the first that the second does not have; nil where nobody looked, and nil within where there is none.
  func report(_ pair: Pair) -> Report?? { state.withLock { $0.reports[pair] } }

  func keep(report: Report?, _ pair: Pair) { state.withLock { $0.reports[pair] = .some(report) } }
}
