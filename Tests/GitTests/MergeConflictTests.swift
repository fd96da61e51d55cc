import Git
import TestSupport
import Testing

/// A base and two sides given by their files, merged here and by git.
struct NamedMerge: ~Copyable {
  let scratch: ScratchRepository
  let repository: Repository
  let base: ObjectID
  let ours: ObjectID
  let theirs: ObjectID

  /// Contents beginning with `->` are links, with `#!` executables.
  init(_ base: [String: String], ours: [String: String?], theirs: [String: String?]) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    let start = try Self.commit(repository, base, "base", [])
    let one = try Self.commit(repository, Self.changed(base, ours), "ours", [start])
    let two = try Self.commit(repository, Self.changed(base, theirs), "theirs", [start])
    try scratch.point("ours", at: one)
    try scratch.point("theirs", at: two)
    self.scratch = scratch
    self.repository = repository
    self.base = start
    self.ours = one
    self.theirs = two
  }

  static func changed(_ files: [String: String], _ changes: [String: String?]) -> [String: String] {
    var files = files
    for (path, text) in changes { files[path] = text }
    return files
  }

  static func commit(
    _ repository: borrowing Repository, _ files: [String: String], _ message: String, _ parents: [ObjectID],
    at seconds: Int64 = HermeticGit.seconds
  ) throws -> ObjectID {
    var edits: [TreeEdit] = []
    for (path, text) in files {
      let mode: EntryMode = text.hasPrefix("->") ? .link : text.hasPrefix("#!") ? .executable : .file
      edits.append(TreeEdit(GitPath(path), FileVersion(mode, try repository.write(.blob, Array(text.utf8)))))
    }
    let tree = try repository.tree(Repository.emptyTree, applying: edits)
    return try repository.storedCommit(
      tree: tree, parents: parents, message: message, author: ada.at(seconds))
  }

  func merge(_ resolutions: [GitPath: MergeResolution] = [:], materializes: Bool = false) throws
    -> MergeOutcome
  {
    try repository.merge(
      ours: ours, theirs: theirs, base: .commits([base]),
      options: MergeOptions(resolutions: resolutions, materializes: materializes))
  }

  /// The conflicts, after it was checked that git has the same, and the same tree.
  func conflicts(_ location: SourceLocation = #_sourceLocation) throws -> [MergeConflict] {
    let outcome = try merge(materializes: true)
    #expect(try GitMerge(outcome) == GitMerge(scratch), sourceLocation: location)
    try scratch.expectClean(location)
    guard case .conflicted(let merge) = outcome else { return [] }
    return merge.conflicts
  }

  /// The files of a merge that is clean with these resolutions; nil where it is not.
  func files(_ resolutions: [GitPath: MergeResolution] = [:]) throws -> [String: String]? {
    guard case .clean(let tree, let changed) = try merge(resolutions) else { return nil }
    #expect(try repository.changes(from: repository.commit(ours).tree, to: tree) == changed)
    var files: [String: String] = [:]
    for file in try repository.files(in: tree) {
      files[file.path.description] = String(decoding: try repository.read(.blob, file.id), as: UTF8.self)
    }
    return files
  }
}

/// A text of numbered lines, with some of them replaced.
func lines(_ count: Int = 12, _ name: String = "line", _ changes: [Int: String] = [:]) -> String {
  (1...count).map { (changes[$0] ?? "\(name) \($0)") + "\n" }.joined()
}

@Suite struct `A conflict` {
  @Test func `of contents shows its lines, where they stand, and what either side made of them`() throws {
    let merge = try NamedMerge(
      ["a/f": lines()], ours: ["a/f": lines(12, "line", [2: "ours 2", 9: "ours 9", 10: "ours 10"])],
      theirs: ["a/f": lines(12, "line", [2: "theirs 2", 9: "theirs 9"]), "new": "1\n"])
    let conflicts = try merge.conflicts()
    let conflict = try #require(conflicts.first)
    #expect(conflicts.count == 1)
    #expect(conflict.path == "a/f" && conflict.kind == .content)
    #expect(conflict.stages.map(\.stage) == [1, 2, 3])
    #expect(conflict.hunkCount == 2)
    #expect(
      conflict.hunks.first
        == MergeHunk(
          line: 2, ours: [Array("ours 2".utf8)], theirs: [Array("theirs 2".utf8)], isCut: false))
    #expect(conflict.hunks.last?.line == 13)
    #expect(
      String(decoding: conflict.text ?? [], as: UTF8.self).contains(
        "<<<<<<< ours\nours 2\n=======\ntheirs 2\n>>>>>>> theirs\n"))
    #expect(
      try merge.files(["a/f": .ours])?["a/f"] == lines(12, "line", [2: "ours 2", 9: "ours 9", 10: "ours 10"]))
    #expect(
      try merge.files(["a/f": .theirs]) == [
        "a/f": lines(12, "line", [2: "theirs 2", 9: "theirs 9"]), "new": "1\n",
      ])
    #expect(try merge.files(["a/f": .text(Array("both\n".utf8))])?["a/f"] == "both\n")
  }

  @Test func `that nobody asked to see stores nothing`() throws {
    let merge = try NamedMerge(["f": "1\n"], ours: ["f": "2\n"], theirs: ["f": "3\n"])
    let before = try merge.scratch.git("count-objects")
    guard case .conflicted(let conflicted) = try merge.merge() else { throw UnexpectedMerge(text: "clean") }
    #expect(conflicted.tree == nil)
    #expect(try merge.scratch.git("count-objects") == before)
  }

  @Test func `shows no more hunks and lines than asked for`() throws {
    let all = (1...40).map { 5 * $0 }
    let merge = try NamedMerge(
      ["f": lines(200)],
      ours: ["f": lines(200, "line", Dictionary(uniqueKeysWithValues: all.map { ($0, "ours\nours\nours") }))],
      theirs: ["f": lines(200, "line", Dictionary(uniqueKeysWithValues: all.map { ($0, "theirs") }))])
    let outcome = try merge.repository.merge(
      ours: merge.ours, theirs: merge.theirs, base: .commits([merge.base]),
      options: MergeOptions(hunkLimit: 3, lineLimit: 2))
    guard case .conflicted(let conflicted) = outcome else { throw UnexpectedMerge(text: "clean") }
    let conflict = try #require(conflicted.conflicts.first)
    #expect(conflict.hunkCount == 40 && conflict.hunks.count == 3)
    #expect(conflict.hunks.allSatisfy { $0.ours.count == 2 && $0.theirs.count == 1 && $0.isCut })
  }

  @Test func `arises where both add a file`() throws {
    let merge = try NamedMerge(["x": "1\n"], ours: ["f": "ours\n"], theirs: ["f": "theirs\n"])
    #expect(try merge.conflicts().map(\.kind) == [.addAdd])
    #expect(try merge.files(["f": .theirs])?["f"] == "theirs\n")
  }

  @Test func `arises where one deletes what the other changes`() throws {
    let merge = try NamedMerge(
      ["f": lines(), "g": lines(12, "g")], ours: ["f": nil, "g": lines(12, "g", [1: "x"])],
      theirs: ["f": lines(12, "line", [3: "y"]), "g": nil])
    #expect(
      try merge.conflicts().map(\.kind) == [
        .modifyDelete(deletedBy: .ours), .modifyDelete(deletedBy: .theirs),
      ])
    #expect(try merge.files(["f": .ours, "g": .theirs]) == [:])
    #expect(try merge.files(["f": .theirs, "g": .ours])?.keys.sorted() == ["f", "g"])
  }

  @Test func `arises where both rename a file to different names`() throws {
    let merge = try NamedMerge(
      ["f": lines(), "x": "1\n"], ours: ["f": nil, "a": lines(12, "line", [1: "ours"])],
      theirs: ["f": nil, "b": lines(12, "line", [12: "theirs"])])
    let kind = MergeConflict.Kind.renameRename(from: "f", ours: "a", theirs: "b")
    #expect(try merge.conflicts().map(\.kind) == [kind, kind, kind])
    let both = lines(12, "line", [1: "ours", 12: "theirs"])
    #expect(try merge.files(["f": .ours]) == ["a": both, "x": "1\n"])
    #expect(try merge.files(["a": .theirs]) == ["b": both, "x": "1\n"])
    #expect(try merge.files(["b": .text([65])]) == ["b": "A", "x": "1\n"])
    guard case .unusable(let reasons) = try merge.merge(["f": .text([65]), "x": .ours]) else {
      throw UnexpectedMerge(text: "usable")
    }
    #expect(
      reasons == [
        UnusableResolution(path: "f", reason: .twoNames("a", "b")),
        UnusableResolution(path: "x", reason: .noConflict),
      ])
    guard case .unusable(let contradiction) = try merge.merge(["a": .ours, "b": .theirs]) else {
      throw UnexpectedMerge(text: "usable")
    }
    #expect(contradiction == [UnusableResolution(path: "b", reason: .contradiction("a"))])
  }

  @Test func `arises where one renames what the other deletes`() throws {
    let merge = try NamedMerge(
      ["f": lines(), "x": "1\n"], ours: ["f": nil, "a": lines()], theirs: ["f": nil])
    // Renames of what nobody changed matter only where someone deleted it.
    #expect(try merge.conflicts().map(\.kind) == [.renameDelete(from: "f", renamedBy: .ours)])
    #expect(try merge.files(["a": .ours])?.keys.sorted() == ["a", "x"])
    #expect(try merge.files(["a": .theirs])?.keys.sorted() == ["x"])
  }

  @Test func `arises where one has a file and the other a folder`() throws {
    let merge = try NamedMerge(
      ["x": "1\n"], ours: ["f": "file\n"], theirs: ["f/a": "in folder\n", "f/b/c": "deeper\n"])
    #expect(try merge.conflicts().map(\.kind) == [.fileFolder(at: "f", folderBy: .theirs)])
    #expect(try merge.conflicts().map(\.path) == ["f~ours"])
    #expect(try merge.files(["f": .ours]) == ["f": "file\n", "x": "1\n"])
    #expect(try merge.files(["f~ours": .theirs]) == ["f/a": "in folder\n", "f/b/c": "deeper\n", "x": "1\n"])
    let mirrored = try NamedMerge(["x": "1\n"], ours: ["f/a": "in folder\n"], theirs: ["f": "file\n"])
    #expect(try mirrored.conflicts().map(\.kind) == [.fileFolder(at: "f", folderBy: .ours)])
    #expect(try mirrored.files(["f": .ours]) == ["f/a": "in folder\n", "x": "1\n"])
    #expect(try mirrored.files(["f": .theirs]) == ["f": "file\n", "x": "1\n"])
  }

  @Test func `arises where a file becomes a link on one side`() throws {
    let merge = try NamedMerge(
      ["f": lines()], ours: ["f": lines(12, "line", [1: "x"])], theirs: ["f": "->target"])
    #expect(try merge.conflicts().map(\.kind) == [.type(at: "f"), .type(at: "f")])
    #expect(try merge.files(["f": .ours]) == ["f": lines(12, "line", [1: "x"])])
    #expect(try merge.files(["f": .theirs]) == ["f": "->target"])
    let links = try NamedMerge(["l": "->a"], ours: ["l": "->b"], theirs: ["l": "->c"])
    #expect(try links.conflicts().map(\.kind) == [.link])
    #expect(try links.files(["l": .theirs]) == ["l": "->c"])
  }

  @Test func `arises where both add a file with other modes`() throws {
    let merge = try NamedMerge(["x": "1\n"], ours: ["f": "#!a\n"], theirs: ["g": "1"])
    #expect(try merge.conflicts().isEmpty)
    let repository = try Repository.open(merge.scratch.path)
    let blob = try repository.write(.blob, [65])
    let base = try repository.commit(merge.base).tree
    let ours = try repository.tree(base, applying: [TreeEdit("f", FileVersion(.file, blob))])
    let theirs = try repository.tree(base, applying: [TreeEdit("f", FileVersion(.executable, blob))])
    guard case .conflicted(let modes) = try repository.merge(ours: ours, theirs: theirs, base: .tree(base))
    else {
      throw UnexpectedMerge(text: "clean")
    }
    #expect(modes.conflicts.map(\.kind) == [.mode])
  }

  @Test func `arises where both change data that has no lines`() throws {
    let merge = try NamedMerge(["f": "a\0b"], ours: ["f": "a\0c"], theirs: ["f": "a\0d"])
    let conflict = try #require(try merge.conflicts().first)
    #expect(conflict.kind == .binary && conflict.text == nil)
    #expect(try merge.files(["f": .theirs]) == ["f": "a\0d"])
  }

  @Test func `arises where a file is added to a folder that the other side renamed`() throws {
    let merge = try NamedMerge(
      ["d/a": lines(), "d/b": lines(12, "b")],
      ours: ["d/a": nil, "d/b": nil, "e/a": lines(), "e/b": lines(12, "b")], theirs: ["d/new": "new\n"])
    let conflict = try #require(try merge.conflicts().first)
    #expect(conflict.path == "e/new" && conflict.kind == .renamedFolder(addedAt: "d/new", addedBy: .theirs))
    #expect(try merge.files(["e/new": .ours])?.keys.sorted() == ["e/a", "e/b", "e/new"])
    #expect(try merge.files(["d/new": .theirs])?.keys.sorted() == ["d/new", "e/a", "e/b"])
    #expect(try merge.files(["e/new": .text([65])])?["e/new"] == "A")
  }

  @Test func `arises where a file can't follow a renamed folder because a file is in the way`() throws {
    // git 2.39 reports it under a path below that file, and leaves it out of its tree.
    let merge = try NamedMerge(
      ["d/a": lines(), "d/b": lines(12, "b"), "d/s/x": lines(12, "x")],
      ours: ["d/a": nil, "d/b": nil, "d/s/x": nil, "e/a": lines(), "e/b": lines(12, "b"), "e/s": "file\n"],
      theirs: ["d/s/new": "new\n", "d/more": "more\n"])
    guard case .conflicted(let conflicted) = try merge.merge(materializes: true) else {
      throw UnexpectedMerge(text: "clean")
    }
    #expect(
      conflicted.conflicts.map(\.kind) == [
        .renamedFolder(addedAt: "d/more", addedBy: .theirs), .folderInTheWay(sources: ["d/s/new"]),
      ])
    let files = try merge.files(["e/s/new": .ours, "e/more": .ours])
    #expect(files?.keys.sorted() == ["d/s/new", "e/a", "e/b", "e/more", "e/s"])
    #expect(try GitMerge(merge.scratch).losesFile(merge.scratch))
  }

  @Test func `arises where a folder was renamed to two and files came into it`() throws {
    let merge = try NamedMerge(
      ["d/a": lines(), "d/b": lines(12, "b")],
      ours: ["d/a": nil, "d/b": nil, "e/a": lines(), "f/b": lines(12, "b")], theirs: ["d/new": "new\n"])
    #expect(try merge.conflicts().map(\.kind) == [.splitFolder(renamedBy: .ours)])
    #expect(try merge.files(["d": .ours])?.keys.sorted() == ["d/new", "e/a", "f/b"])
    guard case .unusable(let reasons) = try merge.merge(["d": .text([])]) else {
      throw UnexpectedMerge(text: "usable")
    }
    #expect(reasons == [UnusableResolution(path: "d", reason: .noText)])
  }

  @Test func `arises where a rename meets a change of type`() throws {
    let merge = try NamedMerge(
      ["f": lines(), "x": "1\n"], ours: ["f": nil, "a": lines()], theirs: ["f": "->x"])
    #expect(!(try merge.conflicts().isEmpty))
  }

  @Test func `arises where both move a submodule, and only then`() throws {
    let merge = try NamedMerge(["x": "1\n"], ours: [:], theirs: [:])
    let repository = try Repository.open(merge.scratch.path)
    let base = try repository.commit(merge.base).tree
    let ids = try (1...3).map { try #require(ObjectID(String(repeating: "\($0)", count: 40))) }
    let trees = try ids.map {
      try repository.tree(base, applying: [TreeEdit("sub", FileVersion(.submodule, $0))])
    }
    guard
      case .clean(let tree, _) = try repository.merge(ours: trees[0], theirs: trees[1], base: .tree(trees[0]))
    else {
      throw UnexpectedMerge(text: "conflict")
    }
    #expect(tree == trees[1])
    guard
      case .conflicted(let conflicted) = try repository.merge(
        ours: trees[1], theirs: trees[2], base: .tree(trees[0]))
    else { throw UnexpectedMerge(text: "clean") }
    #expect(conflicted.conflicts.map(\.kind) == [.submodule])
    #expect(conflicted.stages.map(\.version.id) == ids)
  }
}
