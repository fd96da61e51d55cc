import Git
import TestSupport
import Testing

@Suite struct `A tree before it is written to a disk` {
  @Test(arguments: [
    ".git", ".GIT", ".gIt", "git~1", "GIT~1", ".git.", ".git ", ".git. . ", "git~1 .",
    ".git::$INDEX_ALLOCATION",
    ".git:stream", ".g\u{200c}it", "\u{feff}.git", ".git\u{202e}", ".Gi\u{206f}T", "a\\.git", "a\\GIT~1\\x",
    ".git\\x",
  ])
  func `is refused for a disguise of the repository's folder`(name: String) throws {
    #expect(TreeHazard.reason(ofName: Array(name.utf8)) == .gitFolder)
  }

  @Test(arguments: [
    ".gitignore", ".gitattributes", ".github", "git", "git~2", "git~10", "...", "..a", "a\\b", ".g it",
    "agit", ".gi\u{2010}t", "C:x",
  ])
  func `may hold a name that only looks alike`(name: String) throws {
    #expect(TreeHazard.reason(ofName: Array(name.utf8)) == nil)
  }

  @Test func `is refused for names that no file can have`() throws {
    #expect(TreeHazard.reason(ofName: []) == .empty)
    #expect(TreeHazard.reason(ofName: Array(".".utf8)) == .dots)
    #expect(TreeHazard.reason(ofName: Array("..".utf8)) == .dots)
    #expect(TreeHazard.reason(ofName: Array("../x".utf8)) == .separator)
    #expect(TreeHazard.reason(ofName: Array("a/b".utf8)) == .separator)
  }

  @Test func `is refused with the path that offends`() throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    let blob = try repository.write(.blob, [])
    let inner = try repository.writeTree([TreeEntry(name: Array(".Git".utf8), mode: .file, id: blob)])
    let outer = try repository.tree(
      Repository.emptyTree,
      applying: [TreeEdit("ok", FileVersion(.file, blob)), TreeEdit("a/b", FileVersion(.directory, inner))])
    #expect(try repository.hazard(in: outer) == TreeHazard(path: "a/b/.Git", reason: .gitFolder))
    #expect(try repository.hazard(in: outer, trusting: outer) == nil)

    let file = TreeEntry(name: Array("x".utf8), mode: .link, id: blob)
    let folder = TreeEntry(name: Array("x".utf8), mode: .directory, id: try build(repository, ["hooks": "1"]))
    let between = TreeEntry(name: Array("x.c".utf8), mode: .file, id: blob)
    let twice = try repository.writeTree([file, between, folder])
    #expect(try repository.hazard(in: twice) == TreeHazard(path: "x", reason: .duplicate))

    var deep = try build(repository, ["leaf": "1"])
    for _ in 0...Repository.depthLimit {
      deep = try repository.writeTree([TreeEntry(name: Array("d".utf8), mode: .directory, id: deep)])
    }
    #expect(try repository.hazard(in: deep)?.reason == .tooDeep)
    #expect(throws: GitError.self) { try repository.files(in: deep) }
    #expect(throws: GitError.self) { try repository.changes(from: nil, to: deep) }
    #expect(try repository.hazard(in: try build(repository, ["a/b": "1", "a.c": "2", "a-/x": "3"])) == nil)
  }
}
