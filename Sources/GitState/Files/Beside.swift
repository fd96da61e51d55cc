internal import Dispatch
internal import Synchronization

/// Work that a second thread does while its caller goes on, and that the caller waits for.
///
/// For what takes long enough to be worth a thread's waking, some tens of microseconds.
package final class Beside<Value: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let result = Mutex<Value?>(nil)

  package init(_ work: @escaping @Sendable () -> Value) {
    DispatchQueue.global(qos: .userInitiated).async(group: group) {
      let value = work()
      self.result.withLock { $0 = value }
    }
  }

  /// What came of it, once it is done.
  package func value() -> Value {
    group.wait()
    guard let value = result.withLock({ $0 }) else { preconditionFailure("the work ended without a value") }
    return value
  }
}
