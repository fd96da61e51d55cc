import Git
import Synchronization

/// What was found of commits before: the same two never have to be compared again.
final class CollisionCache: Sendable {
  /// Two commits; neither need be stored, for its id says everything that is in it.
  struct Pair: Hashable, Sendable {
    let ours: ObjectID
    let theirs: ObjectID
  }

  private struct State: Sendable {
    var touched: [Pair: [GitPath]] = [:]
    var conflicts: [Pair: [String]] = [:]
  }

  private let state = Mutex(State())
  private static let most = 2_048

  /// What the first changed since it parted from the second.
  func touched(_ pair: Pair) -> [GitPath]? { state.withLock { $0.touched[pair] } }

  func keep(touched paths: [GitPath], _ pair: Pair) {
    state.withLock {
      if $0.touched.count >= Self.most { $0.touched.removeAll() }
      $0.touched[pair] = paths
    }
  }

  /// The paths on which they conflict.
  func conflicts(_ pair: Pair) -> [String]? { state.withLock { $0.conflicts[pair] } }

  func keep(conflicts paths: [String], _ pair: Pair) {
    state.withLock {
      if $0.conflicts.count >= Self.most { $0.conflicts.removeAll() }
      $0.conflicts[pair] = paths
    }
  }
}
