import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

/// Random working trees, each with what git itself says of it before and after.
@Suite struct `Random working trees` {
  /// As many as the machine is given time for: `GITSTATE_TREES` asks for more.
  static let count = ProcessInfo.processInfo.environment["GITSTATE_TREES"].flatMap { Int($0) } ?? 300

  @Test(arguments: 0..<6) func `are checkpointed untouched, rolled back exactly, and back again`(part: Int)
    throws
  {
    for number in stride(from: part, to: Self.count, by: 6) {
      let seed = UInt64(number) + 1
      try play(seed, linked: number % 10 == 0 ? 2 : 0)
    }
  }

  private func play(_ seed: UInt64, linked: Int) throws {
    var random = RandomTree(generator: SeededGenerator(seed: seed))
    let scratch = try ScratchRepository()
    try scratch.git("config", "user.name", "Ada")
    try scratch.git("config", "user.email", "ada@example.org")
    let (beginning, isUnborn) = random.beginning()
    try scratch.shell("set +e\n" + beginning + "true")
    var bench = try CheckpointBench(scratch)
    if !isUnborn {
      for number in 0..<linked {
        bench.places.append(try scratch.addWorktree("tree \(number)", branch: "t\(number)"))
      }
    }
    for place in bench.places {
      if !isUnborn, random.isMerging() {
        try scratch.shell("set +e\n" + random.merge() + "\ntrue", in: place)
      }
      try scratch.shell("set +e\n" + random.work(12) + "true", in: place)
    }
    let label: Comment = "seed \(seed)"
    // git refreshes an index when it looks: what is compared is looked at before.
    let before = try bench.places.map { try bench.state(of: $0) }
    let untouched = try bench.places.map { try bench.untouched($0) }
    let taken = try bench.places.map { try bench.take(in: $0).checkpoint }
    #expect(try bench.places.map { try bench.untouched($0) } == untouched, label)
    for place in bench.places {
      try scratch.shell("set +e\n" + random.work(8) + random.commit() + random.work(8) + "true", in: place)
    }
    let after = try bench.places.map { try bench.state(of: $0) }
    var rescues: [Rescue?] = []
    for (place, checkpoint) in zip(bench.places, taken) {
      rescues.append(try bench.rollBack(checkpoint.id, in: place).rescued)
    }
    #expect(try bench.places.map { try bench.state(of: $0) } == before, label)
    for (number, place) in bench.places.enumerated() {
      guard let rescue = rescues[number] else {
        #expect(before[number] == after[number], label)
        continue
      }
      try bench.rollBack(rescue.id, in: place)
    }
    #expect(try bench.places.map { try bench.state(of: $0) } == after, label)
    try bench.expectWhole()
  }
}
