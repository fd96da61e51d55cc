import Foundation
import Git
import TestSupport
import Testing

@Suite struct `A merge of random histories` {
  static let seeds: [UInt64] = {
    let start = UInt64(ProcessInfo.processInfo.environment["GITSTATE_SEED"] ?? "") ?? 1
    let count = UInt64(ProcessInfo.processInfo.environment["GITSTATE_SEEDS"] ?? "") ?? 40
    return Array(start..<(start + count))
  }()

  @Test(arguments: [false, true])
  func `is git's own merge`(repeats: Bool) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var clean = 0
    var defects = 0
    var otherLines = 0
    for seed in Self.seeds {
      let merge = RandomMerge(seed: seed, repeats: repeats)
      let base = try repository.storedCommit(
        tree: tree(repository, merge.base), parents: [], message: "base", author: ada)
      let ours = try repository.storedCommit(
        tree: tree(repository, merge.ours), parents: [base], message: "ours", author: ada)
      let theirs = try repository.storedCommit(
        tree: tree(repository, merge.theirs), parents: [base], message: "theirs", author: ada)
      try scratch.point("ours", at: ours)
      try scratch.point("theirs", at: theirs)
      let git = try? GitMerge(scratch)
      let outcome: MergeOutcome
      do {
        outcome = try repository.merge(
          ours: ours, theirs: theirs, base: .commits([base]), options: MergeOptions(materializes: true))
      } catch {
        Issue.record("seed \(seed): \(error)")
        continue
      }
      let own = try GitMerge(outcome)
      if own.isClean { clean += 1 }
      guard let git, git.isSound else {
        defects += 1
        continue
      }
      if own != git, try git.losesFile(scratch) {
        defects += 1
        continue
      }
      // git finds changed lines by histogram, libgit2 by Myers: where most lines repeat, they may see other hunks.
      if repeats, own != git {
        otherLines += 1
        continue
      }
      if own != git {
        var text = "seed \(seed): git \(git)\nours \(own)"
        if own.tree != git.tree {
          text += "\n" + (try scratch.git("diff-tree", "-r", "-p", git.tree, own.tree))
        }
        if case .conflicted(let merge) = outcome {
          text += merge.conflicts.map { "\n\($0.path) \($0.kind)" }.joined()
        }
        Issue.record("\(text)")
      }
    }
    #expect(clean > 0 && clean < Self.seeds.count)
    #expect(defects <= Self.seeds.count / 20)
    #expect(otherLines <= 1 + Self.seeds.count / 50)
    if defects == 0 { try scratch.expectClean() }
  }
}
