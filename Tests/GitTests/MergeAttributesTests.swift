import Git
import TestSupport
import Testing

@Suite struct `The attributes of a merge` {
  @Test func `of the target's tree decide how a file is merged`() throws {
    let attributes =
      "*.log merge=union\n*.dat -merge\n*.bin binary\nw/* conflict-marker-size=12\n*.own merge=nobody\n"
    let names = ["a.log", "a.dat", "a.bin", "w/wide", "a.own", "plain"]
    let merge = try NamedMerge(
      Dictionary(uniqueKeysWithValues: names.map { ($0, lines(3)) } + [(".gitattributes", attributes)]),
      ours: Dictionary(uniqueKeysWithValues: names.map { ($0, lines(3, "line", [2: "ours"])) }),
      theirs: Dictionary(uniqueKeysWithValues: names.map { ($0, lines(3, "line", [2: "theirs"])) }))
    guard case .conflicted(let conflicted) = try merge.merge(materializes: true) else {
      throw UnexpectedMerge(text: "clean")
    }
    #expect(conflicted.conflicts.map(\.path) == ["a.bin", "a.dat", "a.own", "plain", "w/wide"])
    #expect(conflicted.conflicts.map(\.kind) == [.binary, .binary, .content, .content, .content])
    #expect(conflicted.conflicts.map(\.hunkCount) == [0, 0, 1, 1, 1])
    let wide = String(decoding: conflicted.conflicts[4].text ?? [], as: UTF8.self)
    #expect(wide.contains("<<<<<<<<<<<< ours\nours\n============\ntheirs\n>>>>>>>>>>>> theirs\n"))
    let tree = try #require(conflicted.tree)
    let log = try #require(try merge.repository.entry(at: "a.log", in: tree))
    let union = String(decoding: try merge.repository.read(.blob, log.id), as: UTF8.self)
    #expect(union == "line 1\nours\ntheirs\nline 3\n")
    // git reads the attributes of a working tree: this one is the target's.
    let work = merge.scratch.folder.path + "/work"
    try merge.scratch.git("worktree", "add", "--quiet", work, "ours")
    let outcome = try merge.scratch.outcome(
      of: ["merge-tree", "--write-tree", "-z", "--no-messages", "ours", "theirs"], in: work)
    #expect(outcome.status == 1)
    #expect(outcome.text.split(separator: "\0").first.map(String.init) == "\(tree)")
    try merge.scratch.expectClean()
  }

  @Test func `in a folder win over those above it`() throws {
    let merge = try NamedMerge(
      [
        ".gitattributes": "* -merge\n", "a/.gitattributes": "*.txt merge=union\n", "a/b/f.txt": lines(3),
        "f.txt": lines(3),
      ],
      ours: ["a/b/f.txt": lines(3, "line", [2: "ours"]), "f.txt": lines(3, "line", [2: "ours"])],
      theirs: ["a/b/f.txt": lines(3, "line", [2: "theirs"]), "f.txt": lines(3, "line", [2: "theirs"])])
    guard case .conflicted(let conflicted) = try merge.merge() else { throw UnexpectedMerge(text: "clean") }
    #expect(conflicted.conflicts.map(\.path) == ["f.txt"])
  }

  @Test func `that nobody committed have no say, nor has the other side`() throws {
    let scratch = try ScratchRepository()
    let base = try scratch.commit(files: ["f": lines(3)])
    try scratch.git("checkout", "-qb", "theirs")
    try scratch.commit(files: ["f": lines(3, "line", [2: "theirs"]), ".gitattributes": "f merge=union\n"])
    try scratch.git("checkout", "-qb", "ours", base)
    try scratch.commit(files: ["f": lines(3, "line", [2: "ours"])])
    try scratch.write(".gitattributes", "f merge=union\n")
    try scratch.git("add", ".gitattributes")
    try scratch.write(".git/info/attributes", "f merge=union\n")
    let repository = try Repository.open(scratch.path)
    let outcome = try repository.merge(
      ours: #require(ObjectID(scratch.tip("ours") ?? "")),
      theirs: #require(ObjectID(scratch.tip("theirs") ?? "")),
      base: .commits([#require(ObjectID(base))]))
    guard case .conflicted(let conflicted) = outcome else { throw UnexpectedMerge(text: "clean") }
    #expect(conflicted.conflicts.map(\.path) == ["f"])
    #expect(try scratch.status() == ["A  .gitattributes"])
  }
}
