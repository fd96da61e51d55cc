import Git
import TestSupport
import Testing

@Suite struct `Two trees` {
  @Test(arguments: 1...8)
  func `differ where git says that they differ`(seed: UInt64) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var random = SeededGenerator(seed: seed)
    let old = try randomTree(repository, &random)
    let new = try randomTree(repository, &random)
    try repository.flush()
    let changes = try repository.changes(from: old.tree, to: new.tree)
    let ours = changes.map { "\(side($0.old)) \(side($0.new)) \($0.path)" }
    let git = try scratch.git(
      "diff-tree", "-r", "--no-renames", "-z", "--no-abbrev", "\(old.tree)", "\(new.tree)"
    )
    .split(separator: "\0")
    let theirs = stride(from: 0, to: git.count, by: 2).map { index -> String in
      let words = git[index].dropFirst().split(separator: " ")
      return "\(words[0]) \(words[2]) \(words[1]) \(words[3]) \(git[index + 1])"
    }
    #expect(
      ours
        == theirs.sorted {
          $0.split(separator: " ", maxSplits: 4)[4] < $1.split(separator: " ", maxSplits: 4)[4]
        })
    #expect(!ours.isEmpty)
    try scratch.expectClean()
  }

  @Test(arguments: 1...8)
  func `turn into each other by their changes`(seed: UInt64) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var random = SeededGenerator(seed: seed)
    let old = try randomTree(repository, &random)
    let new = try randomTree(repository, &random)
    let edits = try repository.changes(from: old.tree, to: new.tree).map { TreeEdit($0.path, $0.new) }
    #expect(try repository.tree(old.tree, applying: edits) == new.tree)
    #expect(try repository.tree(old.tree, applying: []) == old.tree)
    let all = try repository.files(in: new.tree)
    #expect(
      try repository.tree(new.tree, applying: all.map { TreeEdit($0.path, nil) }) == Repository.emptyTree)
    #expect(Set(all.map(\.path)) == Set(new.files.keys))
    for file in all {
      #expect(try repository.entry(at: file.path, in: new.tree) == FileVersion(file.mode, file.id))
    }
    #expect(try repository.entry(at: "no/such/file", in: new.tree) == nil)
    try scratch.expectClean()
  }

  @Test func `keep a sub-tree that is put in whole`() throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    let lib = try build(repository, ["a": "1\n", "deep/b": "2\n"])
    let tree = try repository.tree(
      build(repository, ["x": "0\n"]),
      applying: [TreeEdit("lib", FileVersion(.directory, lib)), TreeEdit("lib/a", nil)])
    #expect(try repository.files(in: tree).map(\.path.description) == ["lib/deep/b", "x"])
    #expect(throws: GitError.self) {
      try repository.tree(tree, applying: [TreeEdit("x/y", FileVersion(.file, lib))])
    }
    try scratch.expectClean()
  }

  private func side(_ version: FileVersion?) -> String {
    guard let version else { return "000000 \(ObjectID.zero)" }
    return "\(String(version.mode.rawValue, radix: 8)) \(version.id)"
  }

  private func randomTree(
    _ repository: borrowing Repository, _ random: inout SeededGenerator
  ) throws -> (tree: ObjectID, files: [GitPath: String]) {
    var files: [GitPath: String] = [:]
    let names = ["a", "a.c", "b", "a-", "\u{e4}"]
    for _ in 0..<20 {
      var path: GitPath = .root
      for _ in 0...Int.random(in: 0...3, using: &random) {
        path = path.appending(names.randomElement(using: &random)!.utf8)
      }
      if files.keys.contains(where: { $0.isBelow(path) || path.isBelow($0) }) { continue }
      files[path] = "\(Int.random(in: 0...3, using: &random))\n"
    }
    var edits: [TreeEdit] = []
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      let mode: EntryMode = [.file, .file, .executable, .link].randomElement(using: &random)!
      edits.append(TreeEdit(path, FileVersion(mode, try repository.write(.blob, Array(text.utf8)))))
    }
    return (try repository.tree(Repository.emptyTree, applying: edits), files)
  }
}

/// The tree of these files.
func build(_ repository: borrowing Repository, _ files: [String: String]) throws -> ObjectID {
  var edits: [TreeEdit] = []
  for (path, text) in files {
    edits.append(TreeEdit(GitPath(path), FileVersion(.file, try repository.write(.blob, Array(text.utf8)))))
  }
  return try repository.tree(Repository.emptyTree, applying: edits)
}

extension GitPath: ExpressibleByStringLiteral {
  /// A path in a test.
  public init(stringLiteral text: String) { self.init(text) }
}

/// A bare repository with one empty commit on main, so that git's fsck has nothing to say of it.
func bareRepository() throws -> ScratchRepository {
  let scratch = try ScratchRepository(bare: true)
  try scratch.git("update-ref", "refs/heads/main", scratch.looseCommit())
  return scratch
}
