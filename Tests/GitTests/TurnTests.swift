import Dispatch
import Files
import Foundation
import Git
import Synchronization
import TestSupport
import Testing

@Suite struct `The turn to write` {
  let scratch: ScratchRepository

  init() throws {
    scratch = try ScratchRepository(bare: true)
  }

  /// Takes turns on many threads at once; whether it was always one's alone, and everybody had it.
  ///
  /// - Parameter places: the repository, by paths between which the threads change.
  private func crowd(_ places: [String], rounds: Int) {
    let inside = Atomic(0)
    let crowded = Atomic(0)
    let unfair = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<rounds {
        let turn = WriteLock.take(
          in: places[thread % places.count], recording: [], patience: 60_000_000_000,
          waitingAtMost: 480_000_000_000)
        if !turn.isFair { unfair.add(1, ordering: .relaxed) }
        if inside.add(1, ordering: .relaxed).newValue > 1 { crowded.add(1, ordering: .relaxed) }
        inside.subtract(1, ordering: .relaxed)
        turn.release()
      }
    }
    #expect(crowded.load(ordering: .relaxed) == 0 && unfair.load(ordering: .relaxed) == 0)
  }

  @Test func `is one's alone, and everybody who stands in line gets it`() {
    crowd([scratch.path], rounds: 200)
  }

  /// By another path a repository has another line, as it has in another process.
  @Test func `goes from line to line`() throws {
    let link = scratch.path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    defer { try? FileManager.default.removeItem(atPath: link) }
    crowd([scratch.path, link], rounds: 100)
  }

  @Test func `is given up by who waits for one that stands still, and is there afterwards`() throws {
    let first = take(patience: 60_000_000_000)
    let isFirstFair = first.isFair
    #expect(isFirstFair)
    let given = Mutex<[Bool]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      let turn = take(patience: 1_000_000)
      given.withLock { $0.append(turn.isFair) }
      turn.release()
    }
    #expect(given.withLock { $0 } == [false, false, false])
    first.release()
    let last = take(patience: 60_000_000_000)
    let isLastFair = last.isFair
    #expect(isLastFair)
    last.release()
  }

  @Test func `comes to the next where the one before ends without a word`() {
    func drop() { _ = take(patience: 60_000_000_000) }
    drop()
    let next = take(patience: 60_000_000_000)
    let isNextFair = next.isFair
    #expect(isNextFair)
    next.release()
  }

  /// Takes a turn after the other, each as soon as the one before has ended, until the lock is kept for the next.
  private func press(_ locks: [RecordedLock] = []) {
    for _ in 0..<40 {
      let turn = take(patience: 60_000_000_000)
      turn.add(locks)
      turn.release()
    }
  }

  private var records: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/gitstate/locks") }
  }

  @Test func `is kept for who writes again and again, and comes to others even so`() throws {
    let link = scratch.path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    defer { try? FileManager.default.removeItem(atPath: link) }
    for _ in 0..<20 {
      press()
      let turn = WriteLock.take(
        in: link, recording: [], patience: 60_000_000_000, waitingAtMost: 480_000_000_000)
      let isFair = turn.isFair
      turn.release()
      #expect(isFair)
    }
  }

  /// Asked for now and then at first, and then in line, where a thread of its own waits.
  @Test func `leaves time to who waits for another process`() throws {
    let link = scratch.path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    defer { try? FileManager.default.removeItem(atPath: link) }
    var first: WriteLock? = take(patience: 60_000_000_000)
    var times = 0
    let second = WriteLock.take(
      in: link, recording: [], patience: 60_000_000_000, waitingAtMost: 480_000_000_000
    ) {
      times += 1
      // More often than it is asked for without a line.
      if times == 60 { first.take()?.release() }
    }
    let isFair = second.isFair
    second.release()
    #expect(isFair && times == 60)
    let third = WriteLock.take(in: link, recording: []) { times += 1 }
    third.release()
    #expect(times == 60)
  }

  @Test func `leaves no record behind when it is given back`() throws {
    for _ in 0..<20 {
      press([RecordedLock(path: scratch.path + "/refs/heads/plan/x.lock", content: "x\n")])
      WriteLock.giveBack()
      #expect(try records.isEmpty)
    }
  }

  @Test func `tells of no lock that it took before`() throws {
    let path = scratch.path + "/refs/heads/plan/x.lock"
    for _ in 0..<20 {
      press([RecordedLock(path: path, content: "x\n")])
      // Kept, its record is still there; somebody else has the lock meanwhile.
      #expect(StaleLocks.holder(of: path, in: scratch.path, except: nil) == nil)
    }
  }

  /// A link in the place of the file that is locked is not followed: nobody ever has the turn.
  @Test func `is not needed for a ref to have one maker`() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: "\(scratch.path)/gitstate", withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: "\(scratch.path)/gitstate/lock", withDestinationPath: "nowhere")
    let commits = try (0..<8).map { try ObjectID(scratch.looseCommit("\($0)")) }
    for round in 0..<30 {
      let name = try ref("refs/heads/plan/r\(round)")
      let outcomes = Mutex<[ObjectID?]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { thread in
        guard let commit = commits[thread], let repository = try? opened(scratch) else { return }
        do throws(GitError) {
          let theirs = try repository.make(name, at: commit, because: "made")
          outcomes.withLock { $0.append(theirs) }
        } catch {
          Issue.record(error)
        }
      }
      let tip = try ObjectID(scratch.tip(name.text) ?? "")
      let said = outcomes.withLock { $0 }
      #expect(said.count == 8 && said.count { $0 == nil } == 1)
      #expect(said.allSatisfy { $0 == nil || $0 == tip })
    }
  }

  private func take(patience: Int64) -> WriteLock {
    WriteLock.take(
      in: scratch.path, recording: [], patience: patience, waitingAtMost: 480_000_000_000)
  }
}
