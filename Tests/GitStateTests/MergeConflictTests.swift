import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A merge that conflicts` {
  private static let text = "one\ntwo\nthree\nfour\nfive\n"

  /// Two tasks that changed the same places, the first of them merged; the branch of the second.
  private func clash(
    _ crew: Crew, _ first: [String: String?], _ second: [String: String?]
  ) throws -> String {
    let one = try crew.work("001", by: "1", first)
    let two = try crew.work("002", by: "2", second)
    try crew.merge(one)
    return two
  }

  /// A way of conflicting: the files at first, what each side does, and what is told.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: String
    let path: String
    var files: [String: String] = ["x": text]
    let first: [String: String?]
    let second: [String: String?]

    var testDescription: String { kind }
  }

  static let cases = [
    Case(kind: "content", path: "x", first: ["x": "one\nTWO\nthree\n"], second: ["x": "one\nzwei\nthree\n"]),
    Case(kind: "add/add", path: "n", first: ["n": "1\n"], second: ["n": "2\n"]),
    Case(kind: "modify/delete", path: "x", first: ["x": nil], second: ["x": text + "six\n"]),
    Case(
      kind: "binary", path: "b", files: ["b": "\0\u{1}first"], first: ["b": "\0\u{1}one"],
      second: ["b": "\0\u{1}two"]),
    Case(
      kind: "rename/delete", path: "y", first: ["x": nil], second: ["x": nil, "y": text]),
    Case(
      kind: "rename/rename", path: "x", first: ["x": nil, "y": text], second: ["x": nil, "z": text]),
  ]

  @Test(arguments: cases) func `tells kind and path, and moves nothing`(example: Case) throws {
    let crew = try Crew(example.files)
    let branch = try clash(crew, example.first, example.second)
    let places = [nil, crew.place("1"), crew.place("2")]
    let before = try places.map { try crew.witness(in: $0) }
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.code == .mergeConflict && refused.sentence.contains("nothing was moved"))
    #expect(refused.fields("conflicts", "kind").contains(example.kind))
    #expect(refused.fields("conflicts", "path").contains(example.path), "\(refused.details)")
    #expect(refused.next?.tool == "sync_worktree" && refused.next?.text("worker_id") == "2")
    #expect(try places.map { try crew.witness(in: $0) } == before)
    #expect(try crew.status("002") == .claimed)
    // git sees it as we do.
    let git = try crew.scratch.outcome(of: ["merge-tree", "--write-tree", "flow", branch])
    #expect(git.status == 1)
    try crew.expectWhole()
  }

  @Test func `names a worktree to make where the branch has none`() throws {
    let crew = try Crew(["x": Self.text])
    let branch = try clash(crew, ["x": "1\n"], ["x": "2\n"])
    try crew.remove("2")
    let refused = try #require(rejection { try crew.merge(branch) })
    #expect(refused.next?.tool == "create_worktree" && refused.next?.text("task_branch") == branch)
  }

  @Test(arguments: [("ours", "1"), ("theirs", "2"), ("both\n", "both")])
  func `is settled by a resolution`(word: String, expected: String) throws {
    let crew = try Crew(["x": Self.text, "d": "d\n"])
    let branch = try clash(crew, ["x": "1\n"], ["x": "2\n", "other": "o\n"])
    let merged = try crew.merge(branch) { try $0.resolutions.resolve("x", word) }
    #expect(merged.completed && merged.changed)
    #expect(try crew.scratch.git("show", "flow:x") == expected)
    #expect(try crew.scratch.git("show", "flow:other") == "o")
    #expect(try crew.scratch.git("rev-parse", "flow^2") == crew.tip(branch))
    try crew.expectWhole()
  }

  @Test(arguments: ["theirs", "ours"]) func `of a deletion is settled by a side`(word: String) throws {
    let crew = try Crew(["x": Self.text])
    let branch = try clash(crew, ["x": nil], ["x": Self.text + "six\n"])
    try crew.merge(branch) { try $0.resolutions.resolve("x", word) }
    let there = try crew.scratch.tip("flow:x") != nil
    #expect(there == (word == "theirs"))
    try crew.expectWhole()
  }

  @Test func `is not settled by a resolution of another path`() throws {
    let crew = try Crew(["x": Self.text, "d": "d\n"])
    let branch = try clash(crew, ["x": "1\n"], ["x": "2\n"])
    let before = try crew.witness()
    for paths in [["x": "ours", "d": "theirs"], ["x": "ours", "no/such": "ours"], ["../x": "ours"]] {
      let refused = rejection {
        try crew.merge(branch) { for (path, word) in paths { try $0.resolutions.resolve(path, word) } }
      }
      #expect(refused?.code == .invalidArgument)
      #expect(refused?.texts("paths").isEmpty == false)
    }
    // Two conflicts, one resolution: the other is told.
    let half = try Crew(["x": Self.text, "y": Self.text])
    let second = try clash(half, ["x": "1\n", "y": "1\n"], ["x": "2\n", "y": "2\n"])
    let refused = rejection { try half.merge(second) { try $0.resolutions.resolve("x", "ours") } }
    #expect(refused?.code == .mergeConflict && refused?.fields("conflicts", "path") == ["y"])
    #expect(try crew.witness() == before)
  }

  @Test func `of a binary file is not settled by text`() throws {
    let crew = try Crew(["b": "\0\u{1}first"])
    let branch = try clash(crew, ["b": "\0\u{1}one"], ["b": "\0\u{1}two"])
    try crew.merge(branch) { try $0.resolutions.resolve("b", "theirs") }
    #expect(try crew.scratch.git("cat-file", "-s", "flow:b") == "5")
  }
}
