import Files
import Foundation
import Git
import TestSupport
import Testing

@testable import GitState

@Suite struct `A worktree after a kill` {
  let scratch: ScratchRepository
  let worktrees: Worktrees
  let one = WorktreeName("worker-1")!
  let task = RefName.branch("task")!

  init() throws {
    Library.ignoreUserConfig()
    scratch = try ScratchRepository()
    var files: [String: String] = [:]
    for folder in 0..<20 { for file in 0..<10 { files["d\(folder)/f\(file)"] = "\(folder) \(file)\n" } }
    try scratch.commit(files: files)
    try scratch.git("branch", "task")
    worktrees = Worktrees(common: scratch.gitDirectory)
  }

  var place: String { scratch.path + "/.worktrees/worker-1" }

  @discardableResult func create(_ token: String = "00000009") throws -> WorktreeCreation {
    try worktrees.create(one, on: task, occasion: occasion(token))
  }

  func expectWholeAndAlone() throws {
    Trash.waitUntilEmpty()
    #expect(try scratch.status(in: place) == [])
    #expect(try scratch.git("symbolic-ref", "HEAD", in: place) == "refs/heads/task")
    #expect(try scratch.everything(in: place) == scratch.everything())
    #expect(try scratch.git("worktree", "list", "--porcelain").contains("worktree \(place)\n"))
    #expect(try scratch.git("worktree", "prune", "--dry-run", "--verbose") == "")
    let outcome = try RunningProgram(
      "sh",
      [
        "-c",
        "ls -A .worktrees .git/worktrees .git/gitstate/staging 2>/dev/null | grep -e '\\.new~' -e '\\.trash~' || true",
      ],
      environment: HermeticGit.environment(home: scratch.home), folder: scratch.path
    ).wait()
    #expect(outcome.text == "")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.gitDirectory + "/worktrees") == ["worker-1"]
    )
    try scratch.expectClean()
  }

  func racer(_ arguments: String...) throws -> RunningProgram {
    try RunningProgram(
      builtProgram("WorktreeRacer"), arguments, environment: HermeticGit.environment(home: scratch.home))
  }

  @Test(arguments: [1, 60, 120, 200]) func `in the middle of its files is made by the next call`(files: Int)
    throws
  {
    let outcome = try racer("die", scratch.gitDirectory, "worker-1", "refs/heads/task", "dead", "\(files)")
      .wait()
    #expect(outcome.status == 137)
    #expect(FileManager.default.fileExists(atPath: scratch.gitDirectory + "/worktrees/worker-1/locked"))
    #expect(try worktrees.list() == [])
    #expect(try create().reused == false)
    try expectWholeAndAlone()
  }

  /// What a power cut may leave of files that were not synced: their names.
  @Test(arguments: [true, false]) func `whose files a power cut emptied is made by the next call`(
    hasFolder: Bool
  ) throws {
    try create()
    let administration = scratch.gitDirectory + "/worktrees/worker-1"
    try scratch.shell(
      """
      for f in HEAD commondir gitdir index locked; do : > .git/worktrees/worker-1/$f; done
      : > .worktrees/worker-1/.git; : > .worktrees/worker-1/d1/f1; echo mine > .worktrees/worker-1/mine
      touch -d '1 minute ago' .git/worktrees/worker-1/locked
      """)
    if !hasFolder { try scratch.shell("rm -r .worktrees/worker-1") }
    let made = try create()
    #expect(!made.reused && made.setAside.count == (hasFolder ? 1 : 0))
    for aside in made.setAside {
      #expect(try String(contentsOfFile: aside + "/mine", encoding: .utf8) == "mine\n")
      try scratch.shell("rm -r \(aside)")
    }
    #expect(FileManager.default.fileExists(atPath: administration))
    try expectWholeAndAlone()
  }

  /// What one file or another may lose, each as long ago as the rest.
  @Test(arguments: [
    ("printf 'gitstate is making this worktr' > $a/locked", false),
    ("printf '' > $a/locked; chmod 400 $a/locked", false), ("printf 'ref: refs/heads/ta' > $a/HEAD", true),
    ("printf '' > $a/HEAD", true), ("printf '..\\0\\0\\0' > $a/commondir", true),
    ("printf '' > $a/gitdir; echo 'gitstate is making this worktree' > $a/locked", true),
    ("head -c 20 $a/gitdir > $a/half; mv $a/half $a/gitdir", true),
    ("printf %s $PWD/.worktrees/worker-1 > $a/gitdir", true),
    ("printf 'gitdir: /dev' > .worktrees/worker-1/.git", true),
  ])
  func `of which a power cut took a part stands after the next call`(cut: String, isAside: Bool) throws {
    try create()
    try scratch.shell(
      """
      a=.git/worktrees/worker-1; echo mine > .worktrees/worker-1/mine
      \(cut)
      touch -d '1 minute ago' $a/* .worktrees/worker-1/.git
      """)
    let made = try create()
    #expect(made.reused == !isAside && made.setAside.isEmpty == !isAside)
    #expect(scratch.read("mine", in: made.setAside.first ?? place) == "mine\n")
    #expect(try worktrees.find(one)?.lock == nil)
    #expect(try scratch.git("symbolic-ref", "HEAD", in: place) == "refs/heads/task")
    #expect(try create().reused)
  }

  @Test func `which a person locked without a word stays locked`() throws {
    try create()
    try scratch.git("worktree", "lock", place)
    try scratch.shell("touch -d '1 minute ago' .git/worktrees/worker-1/locked")
    #expect(throws: WorktreeError.self) { _ = try worktrees.remove(one, occasion: occasion("00000007")) }
    #expect(FileManager.default.fileExists(atPath: place))
  }

  @Test func `in the middle of its files is removed by the next call`() throws {
    _ = try racer("die", scratch.gitDirectory, "worker-1", "refs/heads/task", "dead", "50").wait()
    #expect(try worktrees.remove(one, occasion: occasion()).removed)
    #expect(try scratch.git("worktree", "list").split(separator: "\n").count == 1)
    try create()
    try expectWholeAndAlone()
  }

  @Test func `does not keep its branch from another name`() throws {
    _ = try racer("die", scratch.gitDirectory, "worker-2", "refs/heads/task", "dead", "50").wait()
    try create()
    #expect(try worktrees.remove(WorktreeName("worker-2")!, occasion: occasion()).removed == false)
    try expectWholeAndAlone()
  }

  @Test func `before its administration stood is made by the next call`() throws {
    try scratch.shell(
      "mkdir -p '.git/gitstate/staging/.new~worker-1~dead'; echo x > '.git/gitstate/staging/.new~worker-1~dead/HEAD'"
    )
    try create()
    try expectWholeAndAlone()
  }

  @Test func `between its last file and its last mark is completed`() throws {
    try create("00000001")
    try scratch.shell(
      "printf 'gitstate is making this worktree\\n' > .git/worktrees/worker-1/locked; echo mine > .worktrees/worker-1/d0/f0"
    )
    #expect(try create().reused)
    #expect(scratch.read("d0/f0", in: place) == "mine\n")
    try scratch.write("d0/f0", "0 0\n", in: place)
    try expectWholeAndAlone()
  }

  @Test func `in the middle of its removal is removed, or made again`() throws {
    try create("00000001")
    try scratch.shell("mv .worktrees/worker-1 '.worktrees/.trash~worker-1~dead'")
    let removal = try worktrees.remove(one, occasion: occasion())
    #expect(removal.removed && removal.setAside.count == 1)
    try create("00000002")
    try scratch.shell(
      """
      mv .worktrees/worker-1 '.worktrees/.trash~worker-1~gone'
      mv .git/worktrees/worker-1 '.git/gitstate/staging/.trash~worker-1~gone'
      """)
    try create("00000003")
    try expectWholeAndAlone()
  }

  @Test func `whose folder somebody deleted is made again, its index set aside`() throws {
    try create("00000001")
    try scratch.shell("rm -r .worktrees/worker-1")
    let made = try create()
    #expect(made.setAside.count == 1 && FileManager.default.fileExists(atPath: made.setAside[0] + "/index"))
    try expectWholeAndAlone()
  }

  @Test func `whose administration somebody pruned is made again, its files set aside`() throws {
    try create("00000001")
    try scratch.write("precious", "work\n", in: place)
    try scratch.shell("rm -r .git/worktrees/worker-1")
    let made = try create()
    #expect(
      try String(contentsOfFile: #require(made.setAside.first) + "/precious", encoding: .utf8) == "work\n")
    try scratch.shell("rm -r .worktrees/.aside*")
    try expectWholeAndAlone()
    #expect(try worktrees.remove(one, occasion: occasion()).rescued == nil)
    try scratch.shell("mkdir -p .worktrees/worker-1; echo x > .worktrees/worker-1/stray")
    let removal = try worktrees.remove(one, occasion: occasion("00000004"))
    #expect(try String(contentsOfFile: #require(removal.setAside.first) + "/stray", encoding: .utf8) == "x\n")
  }

  @Test func `whose file leads out of the repository is none`() throws {
    let outside = scratch.gitDirectory + "/worktrees/../../outside"
    try scratch.shell(
      """
      mkdir -p .worktrees/worker-1 .git/worktrees outside
      echo 'gitdir: \(outside)' > .worktrees/worker-1/.git
      echo '\(place)/.git' > outside/gitdir
      """)
    #expect(try worktrees.find(one) == nil)
    _ = try? worktrees.remove(one, occasion: occasion("00000010"))
    #expect(try File.status(outside + "/gitdir") != nil)
  }

  @Test func `raced for by two processes has one maker, and one branch has one worktree`() throws {
    for round in 0..<6 {
      let start = "\(SteadyClock.nanoseconds + 60_000_000)"
      let other = round.isMultiple(of: 2) ? "worker-1" : "worker-2"
      let racers = try [("worker-1", "a"), (other, "b")].map { name, token in
        try racer("create", scratch.gitDirectory, name, "refs/heads/task", "\(token)\(round)", start)
      }
      let answers = try racers.map { try $0.wait().text }.sorted()
      if other == "worker-1" {
        #expect(answers == ["made", "reused"])
      } else {
        #expect(answers.filter { $0 == "made" }.count == 1, "\(answers)")
        #expect(answers.contains { $0.contains("is checked out at") }, "\(answers)")
      }
      #expect(try scratch.git("worktree", "list").split(separator: "\n").count == 2)
      for name in ["worker-1", "worker-2"] {
        _ = try worktrees.remove(WorktreeName(name)!, occasion: occasion("\(name.last!)\(round)"))
      }
      try scratch.expectClean()
    }
  }
}
