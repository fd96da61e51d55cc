import Foundation
import Git
import TestSupport
import Testing

@Suite struct `The tips of a folder's branches` {
  let scratch: ScratchRepository
  let commits: [String]
  let tips = BranchTips(folder: "task")

  init() throws {
    scratch = try ScratchRepository(bare: true)
    commits = [
      try scratch.looseCommit("one"), try scratch.looseCommit("two"), try scratch.looseCommit("three"),
    ]
  }

  /// Makes the folder and packed-refs look as if they had changed at that second of a time long ago.
  private func age(_ second: Int) throws {
    for place in ["refs/heads/task", "packed-refs"].map({ "\(scratch.path)/\($0)" })
    where FileManager.default.fileExists(atPath: place) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 + Double(second))], ofItemAtPath: place)
    }
  }

  /// What the tips are said to be, and what git says.
  ///
  /// - Parameter others: asked for beside them, and not there.
  private func compare(_ names: [String], beside others: [String] = [], _ comment: Comment) throws {
    let said = tips.tips(of: names + others, in: try opened(scratch))
    for name in names {
      let theirs = try? scratch.git("rev-parse", "--verify", "--quiet", "refs/heads/\(name)")
      #expect((said[name] ?? nil)?.description == theirs, "\(name) \(comment)")
    }
  }

  @Test func `are read again only when something in it changed`() throws {
    try scratch.git("update-ref", "refs/heads/task/a", commits[0])
    try age(0)
    try compare(["task/a", "task/none"], "first")
    // What no git does: the file is written in place, and its folder knows nothing of it.
    try Data("\(commits[1])\n".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/refs/heads/task/a"))
    #expect(tips.tips(of: ["task/a"], in: try opened(scratch))["task/a"] == .some(try id(commits[0])))
    try age(1)
    try compare(["task/a", "task/none"], "after the folder changed")
    try scratch.git("update-ref", "refs/heads/task/none", commits[2])
    try compare(["task/a", "task/none"], "just now")
  }

  /// Where many are asked for, the folder is listed once.
  @Test(arguments: [0, 200]) func `are what git says, however they are stored`(_ others: Int) throws {
    let others = (0..<others).map { "task/none-\($0)" }
    var generator = SeededGenerator(seed: 20_261_127)
    let names = ["task/a", "task/b", "task/c", "task/deep/d", "other", "task/leads", "-no name"]
    try scratch.git("update-ref", "refs/heads/other", commits[0])
    try scratch.git("symbolic-ref", "refs/heads/task/leads", "refs/heads/other")
    for round in 0..<60 {
      let name = "refs/heads/\(names.prefix(5).randomElement(using: &generator) ?? "")"
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: _ = try? scratch.git("update-ref", "-d", name)
      case 1: try scratch.git("pack-refs", "--all")
      default: try scratch.git("update-ref", name, commits.randomElement(using: &generator) ?? "")
      }
      if Bool.random(using: &generator) { try age(round) }
      try compare(names, beside: others, "in round \(round)")
      try compare(names.shuffled(using: &generator), beside: others, "again in round \(round)")
    }
  }

  @Test func `are read each time where the folder is a link`() throws {
    try scratch.git("update-ref", "refs/heads/task/a", commits[0])
    let files = FileManager.default
    let (folder, elsewhere) = ("\(scratch.path)/refs/heads/task", "\(scratch.path)/elsewhere")
    try files.moveItem(atPath: folder, toPath: elsewhere)
    try files.createSymbolicLink(atPath: folder, withDestinationPath: elsewhere)
    // Old enough to be remembered, were it a folder.
    try scratch.shell("touch -h -t 202001010000 refs/heads/task")
    try compare(["task/a"], "first")
    try Data("\(commits[1])\n".utf8).write(to: URL(fileURLWithPath: "\(elsewhere)/a"))
    try compare(["task/a"], "then")
  }

  @Test func `that can't be read are not told, and are read again`() throws {
    try scratch.git("update-ref", "refs/heads/task/a", commits[0])
    let file = URL(fileURLWithPath: "\(scratch.path)/refs/heads/task/a")
    try Data().write(to: file)
    try age(0)
    #expect(tips.tips(of: ["task/a"], in: try opened(scratch))["task/a"] == nil)
    try Data("\(commits[1])\n".utf8).write(to: file)
    #expect(tips.tips(of: ["task/a"], in: try opened(scratch))["task/a"] == .some(try id(commits[1])))
  }
}
