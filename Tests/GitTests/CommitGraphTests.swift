import Foundation
import TestSupport
import Testing

@testable import Git

@Suite struct `What git wrote down of its commits` {
  /// A history of which git wrote down all, or the first half below the rest.
  private func history(_ seed: UInt64, count: Int = 120, inLayers: Bool = false) throws -> RandomHistory {
    let history = try RandomHistory(seed: seed, count: count, skewed: true)
    if inLayers {
      for part in [history.ids.prefix(60), history.ids[...]] {
        try history.scratch.git(
          "commit-graph", "write", "--stdin-commits", "--split=no-merge",
          input: part.map { "\($0)\n" }.joined())
      }
      let chain = try String(
        contentsOfFile: history.scratch.path + "/objects/info/commit-graphs/commit-graph-chain",
        encoding: .utf8)
      #expect(chain.split(separator: "\n").count == 2)
    } else {
      try history.scratch.git("commit-graph", "write", "--reachable")
    }
    return history
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [false, true])
  func `is what the commits say`(_ seed: UInt64, _ inLayers: Bool) throws {
    let history = try history(seed, inLayers: inLayers)
    let graph = CommitGraph(in: history.scratch.path)
    #expect(graph.count == history.ids.count)
    let dates = try history.scratch.git("log", "--all", "--format=%H %ct").split(separator: "\n")
    for line in dates {
      let words = line.split(separator: " ")
      let id = try #require(ObjectID(words[0]))
      let number = try #require(history.ids.firstIndex(of: id))
      let header = try #require(graph[id])
      #expect(header.date == Int64(words[1]))
      #expect(header.parents == history.parents[number].map { history.ids[$0] })
    }
    // A history without a commit of many parents would not ask for the list of edges.
    #expect(history.parents.contains { $0.count > 2 })
    #expect(try graph[id(String(repeating: "1", count: 40))] == nil)
  }

  @Test func `is walked in place of the commits, unless it is refused`() throws {
    // So few that git keeps each in a file of its own.
    let history = try history(4, count: 60)
    let plain = try #require(history.parents.indices.first { history.parents[$0].count == 1 })
    let tip = try #require(history.reached.indices.last { history.reached[$0].contains(plain) })
    let name = history.ids[plain].description
    let place = "\(history.scratch.path)/objects/\(name.prefix(2))/\(name.dropFirst(2))"
    try FileManager.default.removeItem(atPath: place)

    // Whoever reads the commits can't walk past the one that is not there.
    let expected = history.reached[tip].filter { history.parents[$0].count > 1 }.map { history.ids[$0] }
    let merges = try opened(history.scratch).merges(reachableFrom: history.ids[tip]).map(\.id)
    #expect(!expected.isEmpty && Set(merges) == Set(expected))
    try history.scratch.git("config", "core.commitGraph", "false")
    #expect(throws: GitError.self) { try opened(history.scratch).merges(reachableFrom: history.ids[tip]) }
  }

  @Test func `is as if it were not there where it is cut or of another kind`() throws {
    let history = try history(5)
    let path = history.scratch.path + "/objects/info/commit-graph"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in [0, 1, 7, 8, 20, 67, 68, 80, 1_100, whole.count / 2, whole.count - 21] {
      try replace(path, with: whole.prefix(count))
      #expect(CommitGraph(in: history.scratch.path).count == 0, "\(count)")
    }
    for (place, value) in [(0, 0), (4, 2), (5, 2), (7, 1)] as [(Int, UInt8)] {
      var other = whole
      other[place] = value
      try replace(path, with: other)
      #expect(CommitGraph(in: history.scratch.path).count == 0, "\(place)")
    }
  }

  @Test func `ends no process, whatever stands in it`() throws {
    let history = try history(6)
    let path = history.scratch.path + "/objects/info/commit-graph"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<400 {
      var other = whole
      for _ in 0..<8 {
        // Half of them where the chunks are told.
        let end = Bool.random(using: &generator) ? 1_100 : other.count
        other[Int.random(in: 0..<end, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      try replace(path, with: other)
      let graph = CommitGraph(in: history.scratch.path)
      for id in history.ids { _ = graph[id] }
    }
  }

  /// As git does: what is mapped stays as it is.
  private func replace(_ path: String, with bytes: Data) throws {
    try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
