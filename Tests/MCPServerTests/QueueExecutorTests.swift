import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct `An executor of its own threads` {
  @Test func `runs every job`() async {
    let executor = QueueExecutor(label: "test", width: 3)
    let sum = await withTaskGroup(of: Int.self) { group in
      for number in 1...1_000 { group.addTask(executorPreference: executor) { number } }
      return await group.reduce(0, +)
    }
    #expect(sum == 500_500)
  }

  @Test(arguments: [1, 3]) func `runs as many jobs at once as it is wide, and no more`(width: Int) async {
    let executor = QueueExecutor(label: "test", width: width)
    let crowd = Crowd()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<(width * 20) {
        group.addTask(executorPreference: executor) { crowd.join(until: width) }
      }
    }
    #expect(crowd.most == width)
  }

  @Test func `runs jobs of one width in the order in which they came`() async {
    let executor = QueueExecutor(label: "test", width: 1)
    let log = Log()
    var tasks: [Task<Void, Never>] = []
    for number in 0..<200 {
      tasks.append(Task(executorPreference: executor) { log.add("\(number)") })
    }
    for task in tasks { await task.value }
    #expect(log.lines == (0..<200).map { "\($0)" })
  }
}

/// Counts who is there at the same time.
private final class Crowd: @unchecked Sendable {
  private let condition = NSCondition()
  private var present = 0
  private(set) var most = 0

  /// Blocks the thread until so many were there at once.
  func join(until count: Int) {
    condition.lock()
    defer { condition.unlock() }
    present += 1
    most = max(most, present)
    condition.broadcast()
    while most < count { condition.wait() }
    present -= 1
  }
}
