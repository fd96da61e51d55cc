import Dispatch
import Synchronization

/// The one writer: lines go out whole and in order, at once where nothing is before them and there is room for them, and else on a
/// thread of its own.
///
/// A client that stops reading holds up nobody but this thread. Beyond `behindMark` no more calls are started, and
/// beyond `fullMark` the reader stops reading; what is running may still add its answers, so memory stays bounded.
final class Outbox: FrameSink {
  /// From here on no new work is begun, in bytes.
  static let behindMark = 4 << 20
  /// From here on nothing more is read.
  static let fullMark = 16 << 20

  private let queue = DispatchQueue(label: "gitstate.writer")
  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 0)
  private let write: @Sendable ([UInt8]) -> Bool
  private let writeAtOnce: @Sendable ([UInt8]) -> Int
  private let onBroken: @Sendable () -> Void

  private struct State {
    /// Bytes that were taken and not written yet.
    var pending = 0
    var isReaderWaiting = false
    var isBehind = false
    var onCaughtUp: (@Sendable () -> Void)?
  }

  /// - Parameters:
  ///   - write: writes all bytes, or says that nobody reads any more.
  ///   - writeAtOnce: writes as many as it can without waiting, and says how many.
  ///   - onBroken: called then.
  init(
    write: @escaping @Sendable ([UInt8]) -> Bool, writeAtOnce: @escaping @Sendable ([UInt8]) -> Int,
    onBroken: @escaping @Sendable () -> Void
  ) {
    self.write = write
    self.writeAtOnce = writeAtOnce
    self.onBroken = onBroken
  }

  var isBehind: Bool { state.withLock { $0.isBehind } }

  /// Sets what is called whenever the client has caught up after having been behind.
  func onCaughtUp(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.onCaughtUp = action }
  }

  func send(_ frame: Frame) {
    state.withLock { state in
      var bytes = frame.bytes + [0x0A]
      // To wake another thread takes longer than to write.
      if state.pending == 0 { bytes.removeFirst(writeAtOnce(bytes)) }
      guard !bytes.isEmpty else { return }
      state.pending += bytes.count
      if state.pending > Self.behindMark { state.isBehind = true }
      // Within the lock, so that lines leave in the order in which they came.
      queue.async { [bytes] in self.writeOut(bytes) }
    }
  }

  private func writeOut(_ bytes: [UInt8]) {
    guard write(bytes) else { return onBroken() }
    let caughtUp: (@Sendable () -> Void)? = state.withLock { state in
      state.pending -= bytes.count
      if state.isReaderWaiting, state.pending <= Self.fullMark {
        state.isReaderWaiting = false
        room.signal()
      }
      guard state.isBehind, state.pending <= Self.behindMark / 2 else { return nil }
      state.isBehind = false
      return state.onCaughtUp
    }
    caughtUp?()
  }

  /// Waits until there is room for the answers to more lines; for the one reader.
  func waitForRoom() {
    let isFull = state.withLock { state in
      state.isReaderWaiting = state.pending > Self.fullMark
      return state.isReaderWaiting
    }
    if isFull { room.wait() }
  }

  /// Calls back once everything that was taken is written.
  func flush(then action: @escaping @Sendable () -> Void) {
    queue.async(execute: action)
  }
}
