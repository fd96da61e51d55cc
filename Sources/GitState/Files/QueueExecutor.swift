import Dispatch
import Synchronization

/// Runs tasks on threads of its own, at most `width` at a time, so that work that blocks holds up nobody else's.
///
/// Give it as a task's executor preference. Swift's own threads are as many as there are cores, and a call that waits
/// for a disk or a lock would keep one of them.
package final class QueueExecutor: TaskExecutor {
  /// How many jobs run at the same time; each of them on its own thread.
  package let width: Int

  private let queue: DispatchQueue
  private let state = Mutex(State())

  private struct State {
    var running = 0
    var waiting: [UnownedJob] = []
    /// The first of `waiting` that was not taken yet.
    var next = 0
  }

  package init(label: String, width: Int) {
    precondition(width > 0, "an executor runs at least one job at a time")
    self.width = width
    queue = DispatchQueue(label: label, attributes: .concurrent)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let mayRun = state.withLock { state in
      state.waiting.append(job)
      guard state.running < width else { return false }
      state.running += 1
      return true
    }
    if mayRun { queue.async { self.run() } }
  }

  /// Runs jobs, the oldest first, until none is waiting.
  private func run() {
    while let job = next() {
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func next() -> UnownedJob? {
    state.withLock { state in
      guard state.next < state.waiting.count else {
        state.waiting = []
        state.next = 0
        state.running -= 1
        return nil
      }
      let job = state.waiting[state.next]
      state.next += 1
      if state.next > 64, state.next * 2 > state.waiting.count {
        state.waiting.removeFirst(state.next)
        state.next = 0
      }
      return job
    }
  }
}
