import Files
import Foundation
import Git
import TestSupport
import Testing

@testable import GitState

@Suite struct `A worktree` {
  let scratch: ScratchRepository
  let worktrees: Worktrees
  let one = WorktreeName("worker-1")!
  let task = RefName.branch("task/001-x")!

  init() throws {
    Library.ignoreUserConfig()
    scratch = try ScratchRepository()
    try scratch.commit(files: ["a": "1\n", "dir/b": "2\n", "dir/run": "#!/bin/sh\n"])
    try scratch.shell("chmod +x dir/run; ln -s dir/b link; printf x > \"$(printf 'bad\\377 name\\n')\"")
    try scratch.commit()
    try scratch.git("branch", "task/001-x")
    try scratch.git("branch", "task/002-y")
    worktrees = Worktrees(common: scratch.gitDirectory)
  }

  func create(_ token: String = "00000001") throws -> WorktreeCreation {
    try worktrees.create(one, on: task, occasion: occasion(token))
  }

  var place: String { scratch.path + "/.worktrees/worker-1" }

  func expectWhole() throws {
    #expect(try scratch.status(in: place) == [])
    #expect(try scratch.git("symbolic-ref", "HEAD", in: place) == "refs/heads/task/001-x")
    #expect(try scratch.git("worktree", "list", "--porcelain").contains("worktree \(place)\n"))
    #expect(try scratch.git("worktree", "prune", "--dry-run", "--verbose") == "")
    #expect(!FileManager.default.fileExists(atPath: scratch.gitDirectory + "/worktrees/worker-1/locked"))
    #expect(try scratch.status() == [])
    try scratch.expectClean()
  }

  /// What is left in `.worktrees` and in our own folders, but the claims, when what was on its way out is gone.
  func leftovers() throws -> [String] {
    Trash.waitUntilEmpty()
    let outcome = try RunningProgram(
      "sh", ["-c", "ls -A .worktrees .git/gitstate/staging 2>/dev/null | grep '~' || true"],
      environment: HermeticGit.environment(home: scratch.home), folder: scratch.path
    ).wait()
    return outcome.text.split(separator: "\n").map(String.init)
  }

  @Test func `is whole for git, with every name, link and mode`() throws {
    let made = try create()
    #expect(!made.reused && made.rescued == nil)
    #expect(made.worktree.relativePath == ".worktrees/worker-1" && made.worktree.path == place)
    #expect(made.worktree.branch == task && !made.worktree.isStale)
    try expectWhole()
    #expect(try scratch.everything(in: place) == scratch.everything())
    #expect(try scratch.git("config", "--get", "core.bare") == "false")
    #expect(try leftovers() == [])
    let exclude = try #require(scratch.read(".git/info/exclude"))
    #expect(exclude.split(separator: "\n").filter { $0 == ".worktrees/" }.count == 1)
    // Nothing in it is racy: git reads no file to say so.
    #expect(try scratch.git("ls-files", "--modified", in: place) == "")
  }

  @Test func `is the same the second time, and untouched`() throws {
    _ = try create()
    try scratch.write("a", "mine\n", in: place)
    let again = try create("00000002")
    #expect(again.reused && again.worktree.path == place)
    #expect(scratch.read("a", in: place) == "mine\n")
    let exclude = try #require(scratch.read(".git/info/exclude"))
    #expect(exclude.split(separator: "\n").filter { $0 == ".worktrees/" }.count == 1)
  }

  @Test func `keeps its branch from every other one`() throws {
    _ = try create()
    #expect {
      try worktrees.create(WorktreeName("worker-10")!, on: task, occasion: occasion())
    } throws: { error in
      guard case .branchInUse(task, let at)? = (error as? WorktreeError)?.reason else { return false }
      return at == place && "\(error)".contains("task/001-x") && "\(error)".contains(place)
    }
    #expect {
      try worktrees.create(WorktreeName("w")!, on: RefName.branch("main")!, occasion: occasion())
    } throws: { error in
      guard case .branchInUse(_, let at)? = (error as? WorktreeError)?.reason else { return false }
      return at == scratch.path
    }
    #expect(throws: WorktreeError.self) {
      try worktrees.create(WorktreeName("w")!, on: RefName.branch("nowhere")!, occasion: occasion())
    }
    #expect(try leftovers() == [])
    #expect(try scratch.git("worktree", "list").split(separator: "\n").count == 2)
  }

  @Test func `on another branch is refused, or rescued and replaced`() throws {
    _ = try create()
    try scratch.write("new", "work\n", in: place)
    let other = try #require(RefName.branch("task/002-y"))
    #expect(throws: WorktreeError.self) {
      try worktrees.create(one, on: other, occasion: occasion("00000002"))
    }
    #expect(scratch.read("new", in: place) == "work\n")
    let made = try worktrees.create(one, on: other, replacing: .otherBranch, occasion: occasion("00000003"))
    #expect(made.worktree.branch == other && !made.reused)
    let rescue = try #require(made.rescued)
    #expect(try scratch.git("show", "\(rescue.ref):new") == "work")
    #expect(scratch.read("new", in: place) == nil)
    _ = try Rescues(common: scratch.gitDirectory).restore(rescue.id, into: place, on: occasion("00000004"))
    #expect(scratch.read("new", in: place) == "work\n")
    try scratch.expectClean()
  }

  @Test func `is removed with its work rescued and its branch kept`() throws {
    _ = try create()
    try scratch.shell(
      "echo w > a; echo u > new; git rm -q dir/b; echo ignored > x.o; echo '*.o' > .gitignore", in: place)
    let before = try (
      scratch.everything(in: place), scratch.indexEntries(in: place), scratch.status(in: place)
    )
    let removal = try worktrees.remove(one, occasion: occasion("00000002"))
    #expect(removal.removed && !FileManager.default.fileExists(atPath: place))
    #expect(try scratch.git("worktree", "list").split(separator: "\n").count == 1)
    #expect(try scratch.tip("refs/heads/task/001-x") != nil)
    #expect(try leftovers() == [])
    let rescue = try #require(removal.rescued)
    _ = try create("00000003")
    _ = try Rescues(common: scratch.gitDirectory).restore(rescue.id, into: place, on: occasion("00000004"))
    #expect(try scratch.everything(in: place) == before.0.filter { !$0.contains("x.o") })
    #expect(try scratch.indexEntries(in: place) == before.1)
    #expect(try scratch.status(in: place) == before.2)
    #expect(try worktrees.remove(WorktreeName("nobody")!, occasion: occasion()).removed == false)
    try scratch.expectClean()
  }

  @Test func `with a detached HEAD keeps its commits`() throws {
    _ = try create()
    let tip = try scratch.shellCommit(in: place)
    let removal = try worktrees.remove(one, occasion: occasion("00000002"))
    let rescue = try #require(removal.rescued)
    #expect(try scratch.git("rev-parse", "\(rescue.ref)^") == tip)
  }

  @Test func `that is locked or holds a repository is not removed`() throws {
    _ = try create()
    try scratch.git("worktree", "lock", "--reason", "mine", place)
    #expect {
      try worktrees.remove(one, occasion: occasion())
    } throws: { error in
      guard case .locked("mine")? = (error as? WorktreeError)?.reason else { return false }
      return true
    }
    #expect(try worktrees.list().first?.lock == "mine")
    try scratch.git("worktree", "unlock", place)
    try scratch.shell("git init -q inner; echo x > inner/x", in: place)
    #expect(throws: WorktreeError.self) { try worktrees.remove(one, occasion: occasion()) }
    #expect(scratch.read("inner/x", in: place) == "x\n")
  }

  @Test func `follows no link out of .worktrees`() throws {
    try scratch.shell("mkdir ../outside; echo keep > ../outside/file; ln -s ../outside .worktrees")
    #expect(throws: WorktreeError.self) { try create() }
    #expect(throws: WorktreeError.self) { try worktrees.remove(one, occasion: occasion()) }
    try scratch.shell("rm .worktrees; mkdir .worktrees; ln -s ../../outside .worktrees/worker-1")
    #expect(throws: WorktreeError.self) { try create() }
    #expect(throws: WorktreeError.self) { try worktrees.remove(one, occasion: occasion()) }
    try scratch.shell("rm .worktrees/worker-1")
    _ = try create()
    try scratch.shell("ln -s ../../../outside out; mkdir d; ln -s ../../../../outside d/out", in: place)
    _ = try worktrees.remove(one, occasion: occasion("00000002"))
    #expect(scratch.read("../outside/file") == "keep\n")
  }

  @Test func `never trusts a tampered administrative folder`() throws {
    _ = try create()
    try scratch.shell(
      "mkdir ../victim; echo keep > ../victim/file; echo \"$PWD/../victim/.git\" > .git/worktrees/worker-1/gitdir"
    )
    #expect(throws: WorktreeError.self) { try worktrees.remove(one, occasion: occasion()) }
    #expect(scratch.read("../victim/file") == "keep\n" && scratch.read("a", in: place) == "1\n")
  }

  @Test func `gets the ignored files that .worktreeinclude names`() throws {
    try scratch.shell(
      """
      printf '.env\\nbuild/\\nconfig/secret\\nbig\\n' > .gitignore; git add .gitignore; git commit -qm ignore
      git branch -f task/001-x
      printf '.env*\\nconfig/\\n*.txt\\nbig\\nbuild/keep/*\\n' > .worktreeinclude
      echo e > .env; mkdir -p build/keep sub config; echo o > build/o; echo k > build/keep/k; echo s > sub/.env
      echo s > config/secret; echo t > t.txt; ln -s /etc/passwd big; chmod +x .env
      """)
    let made = try create()
    #expect(made.included.copied.map(\.description) == [".env", "build/keep/k", "config/secret", "sub/.env"])
    #expect(made.included.passedOver.map(\.description) == ["big", "t.txt"])
    #expect(FileManager.default.isExecutableFile(atPath: place + "/.env"))
    try expectWhole0()
  }

  private func expectWhole0() throws {
    #expect(try scratch.status(in: place) == [])
  }

  @Test func `is not made of a tree that is unsafe on a disk`() throws {
    let blob = try scratch.git("hash-object", "-w", "--stdin", input: "x")
    for name in ["..", ".git", ".GIT", "git~1", ".g\u{200c}it"] {
      let inner = try scratch.git("mktree", input: "100644 blob \(blob)\t\(name)\n")
      let tree = try scratch.git("mktree", input: "040000 tree \(inner)\tdir\n")
      let commit = try scratch.git("commit-tree", tree, "-m", "hostile")
      try scratch.git("update-ref", "refs/heads/hostile", commit)
      #expect(throws: WorktreeError.self, "\(name)") {
        try worktrees.create(one, on: RefName.branch("hostile")!, occasion: occasion())
      }
      #expect(!FileManager.default.fileExists(atPath: place))
      #expect(!FileManager.default.fileExists(atPath: scratch.gitDirectory + "/worktrees/worker-1"))
    }
  }

  @Test func `starts no program that the repository names`() throws {
    let ran = scratch.folder.path + "/ran"
    try scratch.shell(
      """
      printf '*.big filter=evil\\n' > .gitattributes; echo big > f.big; git add .; git commit -qm attributes
      git branch -f task/001-x
      git config filter.evil.clean 'touch \(ran); cat'; git config filter.evil.smudge 'touch \(ran); cat'
      git config filter.evil.process 'touch \(ran)'; git config core.fsmonitor 'touch \(ran)'
      git config core.editor 'touch \(ran)'; git config gpg.program 'touch \(ran)'; git config commit.gpgsign true
      for hook in post-checkout pre-commit post-commit reference-transaction post-index-change; do
        printf '#!/bin/sh\\ntouch \(ran)\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook
      done
      """)
    let made = try create()
    #expect(made.filtersSkipped == [GitPath("f.big"): "filter=evil"])
    #expect(scratch.read("f.big", in: place) == "big\n")
    try scratch.shell("echo more > f.big", in: place)
    let removal = try worktrees.remove(one, occasion: occasion("00000002"))
    #expect(removal.rescued != nil)
    #expect(!FileManager.default.fileExists(atPath: ran))
  }

  @Test func `is refused in a bare repository, with words`() throws {
    let bare = try ScratchRepository(cloning: scratch, "--bare")
    #expect {
      try Worktrees(common: bare.path).create(one, on: task, occasion: occasion())
    } throws: { "\($0)".contains("bare repository") }
  }

  @Test func `is listed with what differs in it`() throws {
    _ = try create()
    try scratch.shell("echo w > a; echo u > new; git rm -q dir/b", in: place)
    let elsewhere = try scratch.addWorktree("elsewhere", branch: "other")
    let all = try worktrees.list(counting: true)
    #expect(all.map(\.path) == [elsewhere, place])
    let mine = try #require(all.last)
    #expect(
      mine.name == one && mine.branch == task && mine.head?.description == (scratch.tipText("task/001-x")))
    #expect(mine.changes?.staged == 1 && mine.changes?.unstaged == 1 && mine.changes?.untracked == 1)
    #expect(all.first?.name == nil && all.first?.changes?.isClean == true)
    try scratch.shell("rm -r .worktrees/worker-1")
    #expect(try worktrees.list().last?.isStale == true)
    #expect(try worktrees.find(one) == nil)
  }

  @Test func `cancelled leaves nothing behind`() throws {
    #expect(throws: WorktreeError.self) {
      try worktrees.create(one, on: task, occasion: occasion(), watched: Watch(isCancelled: { true }))
    }
    #expect(try leftovers() == [])
    #expect(!FileManager.default.fileExists(atPath: scratch.gitDirectory + "/worktrees/worker-1"))
    _ = try create()
    try expectWhole()
  }
}

extension ScratchRepository {
  func tipText(_ ref: String) -> String? { try? tip(ref) }

  /// A commit on a detached HEAD in a worktree.
  func shellCommit(in place: String) throws -> String {
    try shell(
      "git checkout -q --detach; echo d > detached; git add detached; git commit -qm detached", in: place)
    return try git("rev-parse", "HEAD", in: place)
  }
}
