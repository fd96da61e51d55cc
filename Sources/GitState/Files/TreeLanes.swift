internal import Dispatch
internal import Synchronization

/// Numbers handed out in batches to whoever asks next, until they are all gone or the work is stopped.
package final class TreeQueue: Sendable {
  private let count: Int
  private let batch: Int
  private let taken = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)

  init(count: Int, batch: Int) {
    self.count = count
    self.batch = batch
  }

  /// The next batch; nil at the end.
  package func next() -> Range<Int>? {
    guard !stopped.load(ordering: .relaxed) else { return nil }
    let start = taken.add(batch, ordering: .relaxed).oldValue
    return start < count ? start..<min(start + batch, count) : nil
  }

  /// Lets every lane end after its present batch.
  package func stop() {
    stopped.store(true, ordering: .relaxed)
  }
}

/// Runs the same body on two threads at once over numbered items, and waits for both.
///
/// A third thread gains nothing in the work on files that this is for. Few items stay on the caller's thread. The
/// first error thrown stops the other lane and is thrown on; the results are in no order.
package func inLanes<Result: Sendable, Failure: Error>(
  over count: Int, batch: Int = 16, _ body: @Sendable (TreeQueue) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let queue = TreeQueue(count: count, batch: batch)
  guard count > batch * 4 else { return [try body(queue)] }
  let outcomes = Mutex<[Swift.Result<Result, Failure>]>([])
  DispatchQueue.concurrentPerform(iterations: 2) { _ in
    let outcome: Swift.Result<Result, Failure>
    do throws(Failure) {
      outcome = .success(try body(queue))
    } catch {
      queue.stop()
      outcome = .failure(error)
    }
    outcomes.withLock { $0.append(outcome) }
  }
  var results: [Result] = []
  for outcome in outcomes.withLock({ $0 }) { results.append(try outcome.get()) }
  return results
}
