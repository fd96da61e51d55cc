internal import Synchronization

/// New objects that wait for something to name them: then they are written together.
///
/// An object that is written durably by itself is two fsyncs; several that are synced together cost little more than
/// one. What was made for work that is given up is never written at all. Whoever owns the stage sees its objects as
/// if they were stored; the threads of one piece of work share one.
final class ObjectStage: Sendable {
  struct Object: Sendable {
    let id: ObjectID
    let kind: ObjectKind
    let bytes: [UInt8]
    /// Whether deflating it costs more than it saves: an index is made of hashes and times, and git's gc keeps only what
    /// differs between two.
    var isDense = false
  }

  private struct State: Sendable {
    /// Commits that are stored by now, which this work will soon read.
    var stored: [ObjectID: Object] = [:]
    /// In the order in which they came, so that each stands after those that it names.
    var waiting: [Object] = []
    var places: [ObjectID: Int] = [:]
    var size = 0
  }

  private let state = Mutex(State())
  /// Whether nothing of it is ever stored: it serves a look at what might be.
  let isHeld: Bool

  init(isHeld: Bool = false) { self.isHeld = isHeld }

  /// The object of that id, while it waits; a commit also afterwards.
  subscript(id: ObjectID) -> Object? {
    state.withLock { state in state.places[id].map { state.waiting[$0] } ?? state.stored[id] }
  }

  /// Everything that waits.
  var waiting: [Object] { state.withLock { $0.waiting } }

  /// Bytes, in all.
  var size: Int { state.withLock { $0.size } }

  func add(_ object: Object) {
    state.withLock { state in
      guard state.places[object.id] == nil else { return }
      state.places[object.id] = state.waiting.count
      state.waiting.append(object)
      state.size += object.bytes.count
    }
  }

  /// Forgets objects that are stored by now: the first that came.
  func removeFirst(_ count: Int) {
    state.withLock { state in
      for object in state.waiting.prefix(count) where object.kind == .commit {
        state.stored[object.id] = object
      }
      state.waiting.removeFirst(min(count, state.waiting.count))
      state.size = state.waiting.reduce(0) { $0 + $1.bytes.count }
      state.places = Dictionary(
        uniqueKeysWithValues: state.waiting.enumerated().map { ($0.element.id, $0.offset) })
    }
  }
}
