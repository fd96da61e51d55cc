import Foundation
import TestSupport
import Testing

@testable import Git

extension ScratchRepository {
  func tree(_ place: String? = nil) throws -> WorkingTree {
    Library.ignoreUserConfig()
    return try WorkingTree.open(place ?? path, of: gitDirectory)
  }

  /// `git status`, each path under its two letters, as sets.
  func gitStatus(_ place: String? = nil) throws -> [String: Set<[UInt8]>] {
    let outcome = try outcome(of: ["status", "--porcelain=v1", "-z", "-uall", "--no-renames"], in: place)
    var found: [String: Set<[UInt8]>] = [:]
    for line in outcome.output.split(separator: 0) {
      found[String(decoding: line.prefix(2), as: UTF8.self), default: []].insert(Array(line.dropFirst(3)))
    }
    return found
  }
}

extension WorkingTreeStatus {
  /// The same in git's two letters.
  var letters: [String: Set<[UInt8]>] {
    func letter(_ kind: Change.Kind) -> String {
      switch kind {
      case .added: "A"
      case .modified: "M"
      case .deleted: "D"
      case .typeChanged: "T"
      }
    }
    var both: [[UInt8]: (String, String)] = [:]
    for change in staged { both[change.path.bytes, default: (" ", " ")].0 = letter(change.kind) }
    for change in unstaged { both[change.path.bytes, default: (" ", " ")].1 = letter(change.kind) }
    var found: [String: Set<[UInt8]>] = [:]
    for (path, letters) in both { found[letters.0 + letters.1, default: []].insert(path) }
    for path in untracked { found["??", default: []].insert(path.bytes) }
    for path in nested { found["??", default: []].insert(path.bytes + [UInt8(ascii: "/")]) }
    return found
  }
}

@Suite struct `The status of a working tree` {
  @Test func `is clean after a commit`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1", "b/c": "2", "b-c": "3", "b/d/e": "4"])
    let tree = try scratch.tree()
    let status = try tree.status()
    #expect(status.isClean)
    #expect(status == WorkingTreeStatus())
  }

  @Test func `is git's own in every kind of change`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: [
      "same": "1", "edited": "2", "gone": "3", "staged": "4", "both": "5", "mode": "6", "link": "7",
      "folder": "8",
      "dir/x": "9", "dir/y": "10", "off": "11", "deep/er/file": "12", "b.c": "13", "b/c": "14", "b-c": "15",
      "linked/inner": "16",
    ])
    try scratch.write(".gitignore", "*.o\nbuild/\n!keep.o\n")
    try scratch.write("x/.gitignore", "local\n")
    try scratch.shell(
      """
      echo changed > edited; rm gone; echo s > staged; git add staged
      echo b1 > both; git add both; echo b22 > both; chmod +x mode
      rm link; ln -s same link; rm folder; mkdir folder; echo in > folder/in
      rm -r dir; echo file > dir; git rm -q --cached off
      rm -r linked; ln -s deep linked
      echo o > a.o; echo k > keep.o; mkdir -p build/sub x/y; echo b > build/sub/b; echo l > x/local; echo n > x/n
      echo new > 'with space'; printf x > 'line
      break'; printf y > "$(printf 'bad\\377name')"
      echo intent > intent; git add -N intent
      mkdir -p nested/inner; git init -q nested/inner; echo q > nested/inner/q
      mkfifo pipe; mkdir empty
      """)
    let tree = try scratch.tree()
    let status = try tree.status()
    let expected = try scratch.gitStatus()
    #expect(status.letters == expected)
    #expect(status.nested == [GitPath("nested/inner")])
  }

  @Test func `names what is in conflict and what was begun`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["f": "base\n", "g": "base\n"])
    try scratch.git("checkout", "-q", "-b", "other")
    try scratch.commit(files: ["f": "theirs\n"])
    try scratch.git("checkout", "-q", "main")
    try scratch.commit(files: ["f": "ours\n"])
    _ = try scratch.outcome(of: ["merge", "other"])
    let tree = try scratch.tree()
    let status = try tree.status()
    #expect(status.conflicted == [GitPath("f")])
    #expect(status.unstaged.isEmpty && status.staged.isEmpty)
    #expect(status.underway == ["MERGE_HEAD"])
    #expect(try tree.mergeState()?.heads.map(\.description) == [try #require(try scratch.tip("other"))])
    let staged = try tree.stageAll()
    #expect(staged.marked == [GitPath("f")] && staged.conflicted == [GitPath("f")])
    try scratch.write("f", "both\n")
    let resolved = try tree.stageAll()
    #expect(resolved.marked.isEmpty)
    try tree.writeIndex(resolved)
    #expect(try scratch.git("write-tree") == resolved.tree.description)
    #expect(try scratch.gitStatus() == ["M ": [Array("f".utf8)]])
  }

  @Test func `finds what git finds in random trees`() throws {
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    for round in 0..<12 {
      let scratch = try ScratchRepository()
      let names = ["a", "b", "a.o", "b.c", "a-", "x"]
      func path() -> String {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in names.randomElement(using: &generator)! }
          .joined(separator: "/")
      }
      func put(_ count: Int) {
        for _ in 0..<count { try? scratch.write(path(), "\(Int.random(in: 0..<5, using: &generator))") }
      }
      put(12)
      try scratch.commit()
      let patterns = ["*.o", "a/", "/b", "!a.o", "x/**", "a-/*", "b/*.c", "!b/x"]
      for _ in 0..<2 {
        let folder = Bool.random(using: &generator) ? "" : names.randomElement(using: &generator)! + "/"
        let lines = (0..<2).map { _ in patterns.randomElement(using: &generator)! }.joined(separator: "\n")
        try? scratch.write(folder + ".gitignore", lines)
      }
      put(6)
      if Bool.random(using: &generator) { _ = try scratch.outcome(of: ["add", "--all", names[round % 6]]) }
      put(6)
      for _ in 0..<3 { try? FileManager.default.removeItem(atPath: scratch.path + "/" + path()) }
      let tree = try scratch.tree()
      let status = try tree.status()
      let expected = try scratch.gitStatus()
      #expect(status.letters == expected, "seed \(seed), round \(round)")
      let staged = try tree.stageAll()
      let before = try scratch.gitStatus()
      #expect(before == expected, "staging changed something")
      try tree.writeIndex(staged)
      #expect(try scratch.git("write-tree") == staged.tree.description, "seed \(seed), round \(round)")
      _ = try scratch.outcome(of: ["add", "--all"])
      #expect(try scratch.git("write-tree") == staged.tree.description, "seed \(seed), round \(round)")
      try scratch.expectClean()
    }
  }

  @Test func `stages through git's built-in conversions and starts no program`() throws {
    let scratch = try ScratchRepository()
    try scratch.write(".gitattributes", "*.txt text\n*.id ident\n*.big filter=evil\n")
    try scratch.git("config", "filter.evil.clean", "touch \(scratch.folder.path)/ran; cat")
    try scratch.git("config", "filter.evil.smudge", "touch \(scratch.folder.path)/ran; cat")
    try scratch.git("config", "core.fsmonitor", "touch \(scratch.folder.path)/ran")
    try scratch.shell("printf 'one\\r\\ntwo\\r\\n' > a.txt; printf '$Id: x $\\n' > a.id; echo big > a.big")
    let tree = try scratch.tree()
    let staged = try tree.stageAll()
    let blob = try #require(try tree.repository.entry(at: GitPath("a.txt"), in: staged.tree))
    #expect(try tree.repository.read(.blob, blob.id) == Array("one\ntwo\n".utf8))
    let ident = try #require(try tree.repository.entry(at: GitPath("a.id"), in: staged.tree))
    #expect(try tree.repository.read(.blob, ident.id) == Array("$Id$\n".utf8))
    #expect(staged.unfiltered == [GitPath("a.big"): "filter=evil"])
    #expect(scratch.read("../ran") == nil)
    #expect(try tree.status().untracked.count == 4)
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.path + "/ran"))
  }

  @Test func `stores many new files as one pack`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit()
    for number in 0..<200 { try scratch.write("f\(number)", "content \(number)\n") }
    let tree = try scratch.tree()
    let staged = try tree.stageAll()
    #expect(staged.changed.count == 200)
    try tree.writeIndex(staged)
    let packs = try FileManager.default.contentsOfDirectory(atPath: scratch.gitDirectory + "/objects/pack")
    #expect(packs.contains { $0.hasSuffix(".pack") })
    #expect(try scratch.git("write-tree") == staged.tree.description)
    try scratch.expectClean()
  }

  @Test func `refuses a tree whose .git leads elsewhere`() throws {
    let scratch = try ScratchRepository()
    let other = try ScratchRepository()
    try scratch.commit(files: ["a": "1"])
    let linked = try scratch.addWorktree("linked", branch: "b")
    #expect(try scratch.tree(linked).name == "linked")
    #expect(throws: GitError.self) { _ = try WorkingTree.open(linked, of: other.gitDirectory) }
    #expect(throws: GitError.self) { _ = try WorkingTree.open(other.path, of: scratch.gitDirectory) }
    try scratch.shell("mkdir ../copy; cp ../linked/.git ../copy/.git")
    #expect(throws: GitError.self) {
      _ = try WorkingTree.open(scratch.folder.path + "/copy", of: scratch.gitDirectory)
    }
  }
}
