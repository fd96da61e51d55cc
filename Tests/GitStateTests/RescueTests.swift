import Foundation
import Git
import TestSupport
import Testing

@testable import GitState

/// A fixed occasion, told apart by its word.
func occasion(_ token: String = "0badcafe") -> Occasion {
  Occasion(
    seconds: HermeticGit.seconds, author: Signature(name: "Ada", email: "ada@example.org", seconds: 0),
    token: token)
}

extension ScratchRepository {
  /// Everything in a working tree, byte for byte: path, kind, executable bit, content.
  ///
  /// Without `.git`.
  func everything(in place: String? = nil) throws -> [String] {
    let outcome = try RunningProgram(
      "sh",
      [
        "-c",
        "find . -name .git -prune -o -name .worktrees -prune -o ! -type d -printf '%p %y %m ' "
          + "-exec sh -c 'if [ -L \"$1\" ]; then readlink \"$1\"; else sha1sum < \"$1\"; fi' _ {} \\;",
      ], environment: HermeticGit.environment(home: home), folder: place ?? path
    ).wait()
    return outcome.text.split(separator: "\n").map(String.init).sorted()
  }

  /// The index in entries, stages and flags, without stat data.
  func indexEntries(in place: String? = nil) throws -> String {
    try git("ls-files", "--stage", "-v", "-z", in: place)
  }
}

@Suite struct `A rescue` {
  /// A tree in which every kind of work is under way.
  private func messy() throws -> ScratchRepository {
    Library.ignoreUserConfig()
    let scratch = try ScratchRepository()
    try scratch.commit(files: [
      "same": "1", "edited": "2", "gone": "3", "staged": "4", "both": "5", "mode": "6", "link": "7",
      "dir/x": "9",
      "dir/y": "10", "removed": "11", ".gitignore": "*.o\n",
    ])
    try scratch.shell(
      """
      echo changed > edited; rm gone; echo s > staged; git add staged
      echo b1 > both; git add both; echo b22 > both; chmod +x mode
      rm link; ln -s same link; rm -r dir; echo file > dir; git rm -q removed
      echo o > a.o; echo new > 'with space'; printf x > 'line
      break'; printf y > "$(printf 'bad\\377name')"; mkdir -p un/tracked; echo u > un/tracked/file
      echo i > intent; git add -N intent; printf 'a\\r\\nb\\r\\n' > crlf
      """)
    return scratch
  }

  @Test func `changes nothing in the tree that it is of`() throws {
    let scratch = try messy()
    let before = try (scratch.everything(), scratch.indexEntries(), scratch.status())
    let raw = try Data(contentsOf: URL(fileURLWithPath: scratch.gitDirectory + "/index"))
    let head = try scratch.git("rev-parse", "HEAD")
    let rescue = try Rescues(common: scratch.gitDirectory).take(
      of: scratch.path, because: "for a test", on: occasion())
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.gitDirectory + "/index")) == raw)
    #expect(try (scratch.everything(), scratch.indexEntries(), scratch.status()) == before)
    #expect(rescue.id == "20260101T000000Z-0badcafe" && rescue.path == ".")
    #expect(try scratch.git("rev-parse", "\(rescue.ref)^1") == head)
    #expect(try scratch.git("rev-parse", "\(rescue.ref)^2:index") == scratch.git("hash-object", ".git/index"))
    // What git itself would store of everything.
    try scratch.shell(
      "cp .git/index ../index; GIT_INDEX_FILE=../index git add -A; GIT_INDEX_FILE=../index git write-tree > ../tree"
    )
    #expect(
      try scratch.git("rev-parse", "\(rescue.ref)^{tree}") == scratch.read("../tree")?.dropLast().description)
    let trailers = try scratch.git("log", "-1", "--format=%(trailers:key=Gitstate-Kind)", rescue.ref.text)
    #expect(trailers.hasPrefix("Gitstate-Kind: rescue"))
    try scratch.expectClean()
  }

  @Test func `gives everything back byte for byte`() throws {
    let scratch = try messy()
    let rescues = Rescues(common: scratch.gitDirectory)
    let before = try (scratch.everything(), scratch.indexEntries(), scratch.status())
    let rescue = try rescues.take(of: scratch.path, because: "for a test", on: occasion("11111111"))
    try scratch.shell("git reset -q --hard; git clean -fdq; echo other > same; echo late > late; echo u > un")
    let restored = try rescues.restore(rescue.id, into: scratch.path, on: occasion("22222222"))
    #expect(try scratch.everything() == before.0)
    #expect(try scratch.indexEntries() == before.1)
    #expect(try scratch.status() == before.2)
    let rescued = try #require(restored.rescued)
    let undone = try rescues.restore(rescued.id, into: scratch.path, on: occasion("33333333"))
    #expect(
      scratch.read("same") == "other\n" && scratch.read("late") == "late\n" && scratch.read("un") == "u\n")
    #expect(try scratch.status() == [" M same", "?? late", "?? un"])
    #expect(undone.rescued != nil)
    #expect(try rescues.list().count == 3)
    try scratch.expectClean()
  }

  @Test func `keeps a merge that is under way with its stages`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["f": "base\n", "g": "1"])
    try scratch.git("checkout", "-q", "-b", "other")
    try scratch.commit(files: ["f": "theirs\n", "g": "2"])
    try scratch.git("checkout", "-q", "main")
    try scratch.commit(files: ["f": "ours\n"])
    _ = try scratch.outcome(of: ["merge", "other"])
    let rescues = Rescues(common: scratch.gitDirectory)
    let before = try (scratch.everything(), scratch.indexEntries(), scratch.status())
    let message = try scratch.git("rev-parse", "MERGE_HEAD")
    let rescue = try rescues.take(of: scratch.path, because: "for a test", on: occasion("11111111"))
    try scratch.git("merge", "--abort")
    _ = try rescues.restore(rescue.id, into: scratch.path, on: occasion("22222222"))
    #expect(try (scratch.everything(), scratch.indexEntries(), scratch.status()) == before)
    #expect(try scratch.git("rev-parse", "MERGE_HEAD") == message)
    #expect(try scratch.git("rev-parse", "\(rescue.ref)^2:stage-3/f") == scratch.git("rev-parse", "other:f"))
    try scratch.expectClean()
  }

  @Test func `also takes ignored files that restoring would overwrite`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1"])
    try scratch.shell("echo first > x; mkdir y; echo inner > y/z")
    let rescues = Rescues(common: scratch.gitDirectory)
    let rescue = try rescues.take(of: scratch.path, because: "for a test", on: occasion("11111111"))
    try scratch.shell("rm -r x y; echo 'x\ny' > .git/info/exclude; echo mine > x; echo why > y")
    let restored = try rescues.restore(rescue.id, into: scratch.path, on: occasion("22222222"))
    #expect(scratch.read("x") == "first\n" && scratch.read("y/z") == "inner\n")
    let kept = try #require(restored.rescued)
    #expect(
      try scratch.git("show", "\(kept.ref):x") == "mine" && scratch.git("show", "\(kept.ref):y") == "why")
    _ = try rescues.restore(kept.id, into: scratch.path, on: occasion("33333333"))
    #expect(scratch.read("x") == "mine\n" && scratch.read("y") == "why\n")
  }

  @Test func `gives back mixed line ends that conversion would lose`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: [".gitattributes": "* text eol=crlf\n"])
    try scratch.shell("rm .gitattributes; git checkout -q .gitattributes; printf 'a\\r\\nb\\nc' > mixed")
    let rescues = Rescues(common: scratch.gitDirectory)
    let before = try scratch.everything()
    let rescue = try rescues.take(of: scratch.path, because: "for a test", on: occasion("11111111"))
    try scratch.shell("rm mixed")
    _ = try rescues.restore(rescue.id, into: scratch.path, on: occasion("22222222"))
    #expect(try scratch.everything() == before)
  }

  @Test func `is taken of an unborn and of a detached HEAD`() throws {
    let scratch = try ScratchRepository()
    try scratch.shell("echo a > a; git add a; echo b > b")
    let rescues = Rescues(common: scratch.gitDirectory)
    let unborn = try rescues.take(of: scratch.path, because: "for a test", on: occasion("11111111"))
    #expect(unborn.head == nil && unborn.branch?.text == "refs/heads/main")
    #expect(try scratch.git("rev-list", "--parents", "-1", unborn.ref.text).split(separator: " ").count == 2)
    try scratch.shell("git rm -q --cached a; rm a b")
    _ = try rescues.restore(unborn.id, into: scratch.path, on: occasion("22222222"))
    #expect(try scratch.status() == ["A  a", "?? b"])
    try scratch.commit()
    try scratch.git("checkout", "-q", "--detach")
    try scratch.write("c", "c")
    let detached = try rescues.take(of: scratch.path, because: "for a test", on: occasion("33333333"))
    #expect(detached.branch == nil)
    #expect(try detached.head?.description == scratch.git("rev-parse", "HEAD"))
    try scratch.expectClean()
  }

  @Test func `is not made where nothing would be lost, and is found and shown by its id`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1"])
    let rescues = Rescues(common: scratch.gitDirectory)
    #expect(try rescues.takeUnlessClean(of: scratch.path, because: "never", on: occasion()) == nil)
    try scratch.write("a", "12345")
    let rescue = try #require(try rescues.takeUnlessClean(of: scratch.path, because: "now", on: occasion()))
    let contents = try rescues.contents(of: rescue.commit.description)
    #expect(contents.files == [.init(path: GitPath("a"), size: 5)] && contents.rescue == rescue)
    #expect(throws: RescueError.self) { try rescues.find("nothing") }
    // The same name again is refused, not overwritten.
    #expect(throws: RescueError.self) { try rescues.take(of: scratch.path, because: "again", on: occasion()) }
    #expect(try rescues.list() == [rescue])
  }

  @Test func `keeps commits that no branch holds`() throws {
    let scratch = try ScratchRepository()
    let tip = try #require(ObjectID(try scratch.commit(files: ["a": "1"])))
    let rescues = Rescues(common: scratch.gitDirectory)
    let rescue = try rescues.keep(
      tip, of: RefName.branch("main"), because: "before main goes", on: occasion())
    #expect(try scratch.git("rev-parse", "\(rescue.ref)^") == tip.description)
    #expect(throws: RescueError.self) {
      try rescues.restore(rescue.id, into: scratch.path, on: occasion("1"))
    }
    try scratch.expectClean()
  }
}
