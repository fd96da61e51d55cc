import Foundation
import TestSupport
import Testing

@testable import Git

@Suite struct `A working tree that follows a change` {
  private func treeID(_ scratch: ScratchRepository, _ name: String) throws -> ObjectID {
    try #require(ObjectID(try scratch.git("rev-parse", "\(name)^{tree}")))
  }

  /// Moves the branch under the tree, then lets files and index follow.
  private func follow(_ scratch: ScratchRepository, from old: String, to new: String) throws -> FollowOutcome
  {
    try scratch.tree().follow(from: treeID(scratch, old), to: treeID(scratch, new))
  }

  @Test func `is clean at the new commit, file for file`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: [
      "edit": "1\n", "gone": "2", "dir/only": "3", "file": "4", "folder/x": "5", "mode": "6",
      "deep/a/b/c": "7",
      "same": "8",
    ])
    try scratch.git("tag", "old")
    try scratch.shell(
      """
      echo new > edit; rm gone; rm -r dir; rm file; mkdir file; echo in > file/in; rm -r folder; echo f > folder
      chmod +x mode; rm -r deep; ln -s same link; mkdir -p very/new; echo n > very/new/file
      printf x > "$(printf 'bad\\377name')"; echo s > 'with space'
      """)
    try scratch.commit()
    try scratch.git("tag", "new")
    for (from, to) in [("new", "old"), ("old", "new")] {
      try scratch.git("update-ref", "refs/heads/main", to)
      let outcome = try follow(scratch, from: from, to: to)
      guard case .followed(let written, let removed) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(written > 0 && removed > 0)
      #expect(try scratch.status() == [])
      #expect(try scratch.git("write-tree") == treeID(scratch, to).description)
      #expect(try scratch.git("clean", "-ndx") == "")
      let dirs = try scratch.outcome(of: ["ls-files", "-o", "--directory"]).text
      #expect(dirs == "")
    }
    try scratch.expectClean()
  }

  @Test(arguments: [
    ("echo mine > edit", ["edit"]), ("echo mine > edit; git add edit", ["edit"]), ("rm edit", ["edit"]),
    ("rm gone; ln -s x gone", ["gone"]), ("chmod +x edit", ["edit"]), ("echo mine > added", ["added"]),
    ("mkdir added; echo x > added/x", ["added/x"]), ("echo x > nested", ["nested"]),
    ("echo added > .gitignore; echo mine > added", ["added"]),
    ("echo n > added; git add -N added", ["added"]), ("rm -r dir; ln -s .. dir", ["dir/inner"]),
  ])
  func `is refused as a whole where something would be lost`(script: String, paths: [String]) throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["edit": "1\n", "gone": "2", "other": "3", "dir/inner": "4"])
    try scratch.git("tag", "old")
    try scratch.shell(
      "echo 2 > edit; rm gone; echo a > added; mkdir nested; echo n > nested/file; echo 5 > dir/inner")
    try scratch.commit()
    try scratch.git("tag", "new")
    try scratch.git("reset", "-q", "--hard", "old")
    try scratch.shell(script)
    let before = try scratch.gitStatus()
    #expect(try follow(scratch, from: "old", to: "new") == .refused(paths.map { GitPath($0) }))
    #expect(try scratch.gitStatus() == before)
    #expect(try scratch.git("rev-parse", "HEAD") == scratch.git("rev-parse", "old"))
  }

  @Test func `takes no notice of changes elsewhere`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["edit": "1\n", "other": "3"])
    try scratch.git("tag", "old")
    try scratch.commit(files: ["edit": "2\n"])
    try scratch.git("tag", "new")
    try scratch.git("reset", "-q", "--hard", "old")
    try scratch.shell("echo mine > other; echo u > untracked")
    try scratch.git("update-ref", "refs/heads/main", "new")
    #expect(try follow(scratch, from: "old", to: "new") == .followed(written: 1, removed: 0))
    #expect(try scratch.status() == [" M other", "?? untracked"])
  }

  @Test func `completes what a kill left half done`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1\n", "b": "1\n", "c": "1\n"])
    try scratch.git("tag", "old")
    try scratch.shell("echo 2 > a; rm b; echo 2 > d")
    try scratch.commit()
    try scratch.git("tag", "new")
    try scratch.git("reset", "-q", "--hard", "old")
    try scratch.git("update-ref", "refs/heads/main", "new")
    try scratch.shell("echo 2 > a; rm b")
    #expect(try follow(scratch, from: "old", to: "new") == .followed(written: 1, removed: 0))
    #expect(try scratch.status() == [])
  }

  @Test func `leaves conflicts as git leaves them`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["f": "base\n", "g": "base\n"])
    let base = try scratch.git("rev-parse", "HEAD:f")
    try scratch.git("checkout", "-q", "-b", "other")
    try scratch.commit(files: ["f": "theirs\n", "h": "new\n"])
    try scratch.git("checkout", "-q", "main")
    try scratch.commit(files: ["f": "ours\n"])
    let tree = try scratch.tree()
    let ours = try #require(ObjectID(try scratch.git("rev-parse", "main:f")))
    let theirs = try #require(ObjectID(try scratch.git("rev-parse", "other:f")))
    let added = try #require(ObjectID(try scratch.git("rev-parse", "other:h")))
    let marked = Array("<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n".utf8)
    let outcome = try tree.follow(
      [TreeChange(path: GitPath("h"), old: nil, new: FileVersion(.file, added))],
      leaving: [
        ConflictedFile(
          path: GitPath("f"), base: FileVersion(.file, #require(ObjectID(base))),
          ours: FileVersion(.file, ours),
          theirs: FileVersion(.file, theirs), content: (.file, marked))
      ])
    #expect(outcome == .followed(written: 2, removed: 0))
    let other = try #require(ObjectID(try scratch.git("rev-parse", "other")))
    try tree.begin(MergeUnderway(heads: [other], message: "Merge other\n"))
    #expect(try scratch.status() == ["UU f", "A  h"])
    #expect(scratch.read("f") == String(decoding: marked, as: UTF8.self))
    try scratch.shell("echo both > f; git add f; git commit -q --no-edit")
    #expect(
      try scratch.git("log", "-1", "--format=%s %P")
        == "Merge other \(scratch.git("rev-parse", "HEAD^1")) \(other)")
    try scratch.expectClean()
  }

  @Test func `converts line ends as the attributes of the new tree ask`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a.txt": "1\n"])
    try scratch.git("tag", "old")
    try scratch.commit(files: ["a.txt": "1\n2\n", ".gitattributes": "*.txt text eol=crlf\n"])
    try scratch.git("tag", "new")
    try scratch.git("reset", "-q", "--hard", "old")
    try scratch.git("update-ref", "refs/heads/main", "new")
    #expect(try follow(scratch, from: "old", to: "new") == .followed(written: 2, removed: 0))
    #expect(scratch.read("a.txt") == "1\r\n2\r\n")
    #expect(try scratch.status() == [])
    #expect(try scratch.tree().status().isClean)
  }
}
