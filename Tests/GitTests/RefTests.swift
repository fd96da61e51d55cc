import Files
import Foundation
import Git
import TestSupport
import Testing

@Suite struct `A ref` {
  let scratch: ScratchRepository
  let one: String
  let two: String

  init() throws {
    scratch = try ScratchRepository(bare: true)
    one = try scratch.looseCommit("one")
    two = try scratch.looseCommit("two", parents: [one])
  }

  @Test func `moves by compare-and-swap only`() throws {
    let repository = try opened(scratch)
    let name = try ref("refs/heads/plan/x")
    try repository.move(name, to: id(one), expecting: .absent, because: "made")
    #expect(
      reason { try repository.move(name, to: id(two), expecting: .absent, because: "again") } == .outdated)
    #expect(
      reason { try repository.move(name, to: id(one), expecting: .tip(id(two)), because: "old") } == .outdated
    )
    try repository.move(name, to: id(two), expecting: .tip(id(one)), because: "moved")
    #expect(try scratch.refs() == ["refs/heads/plan/x \(two)"])
    #expect(try repository.tip(of: name) == id(two))
    #expect(
      reason {
        try repository.move(ref("refs/heads/none"), to: id(two), expecting: .tip(id(one)), because: "")
      }
        == .outdated)
    try scratch.git("pack-refs", "--all")
    #expect(try repository.tip(of: name) == id(two))
    try repository.move(name, to: id(one), expecting: .tip(id(two)), because: "from a packed one")
    #expect(try scratch.refs() == ["refs/heads/plan/x \(one)"])
    try scratch.expectClean()
  }

  @Test func `is classified as worth another attempt when another was faster`() throws {
    let repository = try opened(scratch)
    let name = try ref("refs/heads/x")
    try repository.move(name, to: id(one), expecting: .absent, because: "")
    #expect(throws: GitError.self) { try repository.move(name, to: id(two), expecting: .absent, because: "") }
    #expect(GitError(.outdated, function: "", subject: "", message: "").isTransient)
    #expect(GitError(.locked, function: "", subject: "", message: "").isTransient)
    let fanOut = GitError(
      .absent, function: "git_odb_write", subject: "", message: "No such file or directory")
    #expect(fanOut.isTransient)
    #expect(!GitError(.absent, function: "git_odb_read", subject: "", message: "").isTransient)
    #expect(
      !GitError(.readOnly, function: "git_odb_write", subject: "", message: "Permission denied").isTransient)
  }

  @Test func `that can't be made beside another is refused for good`() throws {
    let repository = try opened(scratch)
    try repository.move(ref("refs/heads/a"), to: id(one), expecting: .absent, because: "")
    do {
      try repository.move(ref("refs/heads/a/b"), to: id(one), expecting: .absent, because: "")
      Issue.record("both were made")
    } catch {
      #expect((error as? GitError)?.isTransient == false, "\(error)")
    }
    // What others leave behind when they delete is no obstacle.
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/refs/heads/c/d/e", withIntermediateDirectories: true)
    try repository.move(ref("refs/heads/c"), to: id(one), expecting: .absent, because: "")
    #expect(try scratch.refs() == ["refs/heads/a \(one)", "refs/heads/c \(one)"])
  }

  @Test func `that can't be made beside a packed one is refused for good`() throws {
    try scratch.git("update-ref", "refs/heads/a/b", one)
    try scratch.git("pack-refs", "--all", "--prune")
    let repository = try opened(scratch)
    for name in ["refs/heads/a", "refs/heads/a/b/c"] {
      #expect(
        reason { try repository.move(ref(name), to: id(one), expecting: .absent, because: "") } == .exists)
    }
    #expect(try scratch.refs() == ["refs/heads/a/b \(one)"])
    #expect(try lockFiles() == [])
  }

  @Test func `leaves no lock where it was refused`() throws {
    let repository = try opened(scratch)
    let name = try ref("refs/heads/x")
    try repository.move(name, to: id(one), expecting: .absent, because: "")
    #expect(
      reason { try repository.move(name, to: id(two), expecting: .tip(id(two)), because: "") } == .outdated)
    #expect(try lockFiles() == [])
    // And a lock of another's stays his.
    try scratch.write("refs/heads/x.lock", "")
    #expect(
      reason { try repository.move(name, to: id(two), expecting: .tip(id(one)), because: "") } == .locked)
    #expect(try lockFiles() == ["refs/heads/x.lock"])
    #expect(try repository.tip(of: name) == id(one))
  }

  @Test func `is logged where git logs it, and HEAD with it`() throws {
    let tree = try ScratchRepository()
    let one = try tree.looseCommit("one")
    let two = try tree.looseCommit("two", parents: [one])
    let repository = try opened(tree)
    func log(_ name: String) throws -> [String] {
      let text = try tree.git("log", "-g", "--format=%H %gs", name, "--")
      return text.split(separator: "\n").map(String.init)
    }
    let head = try tree.git("symbolic-ref", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    try repository.move(ref(head), to: id(one), expecting: .absent, because: "made")
    try repository.move(ref(head), to: id(two), expecting: .tip(id(one)), because: "moved\non")
    #expect(try log(head) == ["\(two) moved on", "\(one) made"])
    #expect(try log("HEAD") == ["\(two) moved on", "\(one) made"])
    try repository.move(ref("refs/gitstate/x"), to: id(one), expecting: .absent, because: "own")
    #expect(!FileManager.default.fileExists(atPath: tree.path + "/.git/logs/refs/gitstate/x"))
    try tree.git("config", "core.logAllRefUpdates", "always")
    try opened(tree).move(ref("refs/gitstate/y"), to: id(one), expecting: .absent, because: "own")
    #expect(try log("refs/gitstate/y") == ["\(one) own"])
    try tree.git("config", "core.logAllRefUpdates", "false")
    try opened(tree).move(ref("refs/heads/z"), to: id(one), expecting: .absent, because: "quiet")
    #expect(!FileManager.default.fileExists(atPath: tree.path + "/.git/logs/refs/heads/z"))
    try tree.expectClean()
  }

  private func lockFiles() throws -> [String] {
    let names = FileManager.default.enumerator(atPath: scratch.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasPrefix("refs/") && $0.hasSuffix(".lock") }.sorted()
  }

  @Test func `that is broken is an error, not absent`() throws {
    try scratch.write("refs/heads/broken", "")
    let repository = try opened(scratch)
    #expect(sentence { _ = try repository.tip(of: ref("refs/heads/broken")) }.contains("gitstate doctor"))
    #expect(try repository.refs(below: "refs/heads/").isEmpty)
  }

  @Test func `that is symbolic is followed, and not in circles`() throws {
    try scratch.git("update-ref", "refs/remotes/origin/main", one)
    try scratch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    try scratch.git("symbolic-ref", "refs/heads/a", "refs/heads/b")
    let repository = try opened(scratch)
    #expect(try repository.tip(of: ref("refs/remotes/origin/HEAD")) == id(one))
    #expect(try repository.tip(of: ref("refs/heads/a")) == nil)
    try scratch.git("symbolic-ref", "refs/heads/b", "refs/heads/a")
    #expect(sentence { _ = try repository.tip(of: ref("refs/heads/a")) }.contains("circle"))
    #expect(
      try repository.refs(below: "refs/remotes/").map(\.name.text) == [
        "refs/remotes/origin/HEAD", "refs/remotes/origin/main",
      ])
  }

  @Test func `has one winner when eight processes make it at once`() throws {
    let commits = try (0..<8).map { try scratch.looseCommit("racer \($0)") }
    let racer = try builtProgram("RefRacer")
    for round in 0..<4 {
      let start = SteadyClock.nanoseconds + 150_000_000
      let runs = try commits.map {
        try RunningProgram(
          racer, ["create", scratch.path, "refs/heads/race/\(round)", $0, "\(start)"],
          environment: HermeticGit.environment(home: scratch.home))
      }
      let answers = try runs.map { try $0.wait().text }
      #expect(answers.filter { $0 == "won" }.count == 1)
      #expect(answers.filter { $0 == "lost" }.count == 7)
      let winner = try #require(answers.firstIndex(of: "won"))
      #expect(try scratch.tip("refs/heads/race/\(round)") == commits[winner])
    }
    try scratch.expectClean()
  }
}

@Suite struct `The list of refs` {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `agrees with git for-each-ref, loose, packed and mixed`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scratch = try ScratchRepository(bare: true)
    let ids = try (0..<5).map { try scratch.looseCommit("\($0)") }
    let words = ["a", "ab", "a.b", "task", "task0", "plan", "x-y", "ü", "z"]
    let repository = try opened(scratch)
    for round in 0..<6 {
      var input = ""
      for _ in 0..<25 {
        let depth = Int.random(in: 1...3, using: &generator)
        let path = (0..<depth).map { _ in words.randomElement(using: &generator)! }.joined(separator: "/")
        let kind = ["heads", "tags", "gitstate"].randomElement(using: &generator)!
        // The leaf's name can be no folder's, so that names don't exclude each other.
        let change = Int.random(in: 0..<4, using: &generator)
        let id = change == 0 ? String(repeating: "0", count: 40) : ids.randomElement(using: &generator)!
        let line = "update refs/\(kind)/\(path)/leaf\(change) \(id)\n"
        if !input.contains("leaf\(change) ") || !input.contains("/\(path)/leaf\(change) ") { input += line }
      }
      try scratch.git("update-ref", "--stdin", input: unique(input))
      if round % 2 == 1 { try scratch.git("pack-refs", "--all") }
      if round == 3 { try scratch.git("tag", "-a", "-m", "peeled", "annotated-\(seed)", ids[0]) }
      for prefix in [
        "refs/", "refs/heads/", "refs/heads/task", "refs/heads/a/", "refs/gitstate/", "refs/none/",
      ] {
        let listed = try repository.refs(below: prefix).map { "\($0.name) \($0.tip)" }
        let expected = try scratch.refs().filter { $0.hasPrefix(prefix) }
        #expect(listed == expected, "seed \(seed), round \(round), \(prefix)")
      }
      for line in try scratch.refs() {
        let words = line.split(separator: " ").map(String.init)
        #expect(try repository.tip(of: ref(words[0])) == id(words[1]))
      }
    }
  }

  @Test func `has a stamp that changes with every change in its folder`() throws {
    let scratch = try ScratchRepository(bare: true)
    let (one, two) = (try scratch.looseCommit("1"), try scratch.looseCommit("2"))
    try scratch.git("update-ref", "refs/heads/task/a", one)
    try scratch.git("pack-refs", "--all", "--no-prune")
    let repository = try opened(scratch)
    func stamp() -> RefStamp {
      while true {
        if let stamp = repository.stamp(of: "refs/heads/task") { return stamp }
        SteadyClock.pause(nanoseconds: 5_000_000)
      }
    }
    var seen = stamp()
    #expect(stamp() == seen)
    for change in [
      ["update-ref", "refs/heads/task/a", two], ["update-ref", "refs/heads/task/b", one],
      ["pack-refs", "--all"],
      ["update-ref", "-d", "refs/heads/task/a"],
    ] {
      try scratch.git(change)
      let now = stamp()
      #expect(now != seen, "\(change)")
      seen = now
    }
  }

  /// git takes each ref once in a transaction.
  private func unique(_ input: String) -> String {
    var seen: Set<Substring> = []
    return input.split(separator: "\n").filter { seen.insert($0.split(separator: " ")[1]).inserted }
      .map { $0 + "\n" }.joined()
  }
}

@Suite struct `A collision` {
  @Test(arguments: [false, true])
  func `is found with what can't stand beside a new ref`(_ packed: Bool) throws {
    let scratch = try ScratchRepository(bare: true)
    let one = try scratch.looseCommit()
    for name in ["plan/a", "task/001-x/deep", "Case/Name", "ÄRGER"] {
      try scratch.git("update-ref", "refs/heads/\(name)", one)
    }
    if packed { try scratch.git("pack-refs", "--all", "--prune") }
    let repository = try opened(scratch)
    func collision(_ name: String) throws -> String? {
      try repository.collision(of: ref("refs/heads/" + name))?.branchName
    }
    #expect(try collision("plan/a/b") == "plan/a")
    #expect(try collision("plan/A/b/c") == "plan/a")
    #expect(try collision("plan") == "plan/a")
    #expect(try collision("task/001-x") == "task/001-x/deep")
    #expect(try collision("case/name") == "Case/Name")
    #expect(try collision("ärger") == "ÄRGER")
    #expect(try collision("plan/a") == nil)
    #expect(try collision("plan/ab") == nil)
    #expect(try collision("case/other") == nil)
    #expect(try collision("plan/b/c") == nil)
  }
}
