import Git
import TestSupport
import Testing

@Suite struct `A clean merge` {
  @Test func `follows a file that one side renamed into a folder which the other never touched`() throws {
    let merge = try NamedMerge(
      ["src/f": lines(), "lib/x/y": "1\n", "src/g": "2\n"], ours: ["src/f": lines(12, "line", [1: "ours"])],
      theirs: ["src/f": nil, "lib/x/f": lines(12, "line", [12: "theirs"])])
    #expect(try merge.conflicts().isEmpty)
    #expect(try merge.files()?["lib/x/f"] == lines(12, "line", [1: "ours", 12: "theirs"]))
  }

  @Test func `of unrelated histories has no base`() throws {
    let merge = try NamedMerge(["x": "1\n"], ours: ["a": "1\n"], theirs: ["b": "1\n"])
    guard
      case .clean(let tree, _) = try merge.repository.merge(
        ours: merge.ours, theirs: merge.theirs, base: .commits([]))
    else { throw UnexpectedMerge(text: "conflict") }
    #expect(try merge.repository.files(in: tree).map(\.path.description) == ["a", "b", "x"])
  }

  @Test func `of what is merged already changes nothing`() throws {
    let merge = try NamedMerge(["x": "1\n"], ours: ["a": "1\n"], theirs: [:])
    guard case .clean(let tree, let changed) = try merge.merge() else {
      throw UnexpectedMerge(text: "conflict")
    }
    #expect(tree == (try merge.repository.commit(merge.ours).tree) && changed.isEmpty)
  }
}
