import Foundation
import Git
import TestSupport
import Testing

/// A history made at random, and what follows from it by plain reasoning.
struct RandomHistory {
  let scratch: ScratchRepository
  let ids: [ObjectID]
  let parents: [[Int]]
  /// For each commit all that it reaches, itself included.
  let reached: [Set<Int>]

  /// - Parameter skewed: whether dates are in any order, as on machines with wrong clocks.
  init(seed: UInt64, count: Int, skewed: Bool) throws {
    var generator = SeededGenerator(seed: seed)
    var parents: [[Int]] = []
    var reached: [Set<Int>] = []
    var input = ""
    for number in 0..<count {
      let wanted = [0, 1, 1, 1, 1, 2, 2, 3].randomElement(using: &generator)!
      let near = max(0, number - 8)..<max(1, number)
      let chosen =
        number == 0
        ? [] : Array(Set((0..<wanted).map { _ in Int.random(in: near, using: &generator) })).sorted()
      parents.append(chosen)
      reached.append(chosen.reduce(into: [number]) { $0.formUnion(reached[$1]) })
      // Several commits share a second, as when a script makes them.
      let date = skewed ? Int.random(in: 0..<count, using: &generator) : number / 3
      input += "commit refs/heads/c\(number)\nmark :\(number + 1)\n"
      input += "committer Ada <ada@example.org> \(1_700_000_000 + date) +0000\ndata 1\n\(number % 10)\n"
      // Without a first parent the branch would go on from nothing, which is a root.
      for (place, parent) in chosen.enumerated() {
        input += "\(place == 0 ? "from" : "merge") :\(parent + 1)\n"
      }
      input += "\n"
    }
    scratch = try ScratchRepository(bare: true)
    try scratch.git("fast-import", "--quiet", input: input)
    var ids: [ObjectID] = []
    let tips = try scratch.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/")
    let byName = Dictionary(
      uniqueKeysWithValues: tips.split(separator: "\n").map {
        ($0.split(separator: " ")[0], $0.split(separator: " ")[1])
      })
    for number in 0..<count { ids.append(try id(byName["c\(number)"].map(String.init))) }
    self.ids = ids
    self.parents = parents
    self.reached = reached
  }

  func bases(_ left: Int, _ right: Int) -> Set<Int> {
    let common = reached[left].intersection(reached[right])
    return common.filter { base in !common.contains { $0 != base && reached[$0].contains(base) } }
  }
}

@Suite struct `Ancestry` {
  @Test(arguments: [1, 2, 3, 4] as [UInt64], [false, true])
  func `is what git says of a random history`(_ seed: UInt64, _ skewed: Bool) throws {
    let history = try RandomHistory(seed: seed, count: 60, skewed: skewed)
    let (scratch, ids) = (history.scratch, history.ids)
    let repository = try opened(scratch)
    var generator = SeededGenerator(seed: seed + 100)
    for round in 0..<150 {
      let left = Int.random(in: 0..<60, using: &generator)
      let right = Int.random(in: 0..<60, using: &generator)
      let (mine, other) = (history.reached[left], history.reached[right])
      let place = "seed \(seed), skewed \(skewed), \(left) and \(right)"
      #expect(try repository.isAncestor(ids[left], of: ids[right]) == other.contains(left), "\(place)")
      let bases = Set(try repository.mergeBases(ids[left], ids[right]))
      #expect(bases == Set(history.bases(left, right).map { ids[$0] }), "\(place)")
      let divergence = try repository.aheadBehind(ids[left], ids[right])
      #expect(divergence.ahead == mine.subtracting(other).count, "\(place)")
      #expect(divergence.behind == other.subtracting(mine).count, "\(place)")
      let own = try repository.commits(from: ids[left], notFrom: ids[right]).map(\.id)
      #expect(
        own.count == Set(own).count && Set(own) == Set(mine.subtracting(other).map { ids[$0] }), "\(place)")
      // git itself is slower to ask, so it is asked less often.
      guard round % 15 == 0 else { continue }
      let said = try scratch.outcome(of: ["merge-base", "--all", "\(ids[left])", "\(ids[right])"]).text
      #expect(Set(said.split(separator: "\n").compactMap { ObjectID($0) }) == bases, "\(place)")
      if !skewed {
        let counts = try scratch.git("rev-list", "--left-right", "--count", "\(ids[left])...\(ids[right])")
        #expect(counts == "\(divergence.ahead)\t\(divergence.behind)", "\(place)")
        let plain = try scratch.git("rev-list", "--no-merges", "\(ids[left])", "^\(ids[right])")
        let ours = try repository.commits(from: ids[left], notFrom: ids[right], withMerges: false).map {
          "\($0.id)"
        }
        #expect(plain.split(separator: "\n").map(String.init).sorted() == ours.sorted(), "\(place)")
      }
    }
    for tip in [10, 30, 59] {
      #expect(
        try repository.reachable(ids, from: ids[tip]) == Set(history.reached[tip].map { ids[$0] }),
        "seed \(seed)")
    }
  }

  @Test func `lists the newest first, and first parents as git does`() throws {
    let scratch = try ScratchRepository()
    var base = ""
    for number in 0..<6 {
      let made = try scratch.commit("\(number)", at: HermeticGit.seconds + Int64(number))
      if number == 1 { base = made }
    }
    try scratch.git("checkout", "--quiet", "-b", "side", base)
    try scratch.commit("side", at: HermeticGit.seconds + 10)
    try scratch.git("checkout", "--quiet", "main")
    try scratch.git("merge", "--quiet", "--no-ff", "-m", "merged", "side", at: HermeticGit.seconds + 20)
    let repository = try opened(scratch)
    let tip = try id(scratch.tip("main"))
    let listed = try repository.commits(from: tip, notFrom: id(base)).map { "\($0.id)" }
    #expect(listed.joined(separator: "\n") == (try scratch.git("rev-list", "main", "^" + base)))
    let log = try repository.firstParentLog(from: tip)
    #expect(
      log.commits.map { "\($0.id)" }.joined(separator: "\n")
        == (try scratch.git("rev-list", "--first-parent", "main")))
    #expect(log.end == .root)
    let short = try repository.firstParentLog(from: tip, limit: 3)
    #expect(short.commits.map(\.subject) == ["merged", "5", "4"] && short.end == .limit)
  }

  @Test func `of a missing commit is an error`() throws {
    let scratch = try ScratchRepository()
    let tip = try id(scratch.commit())
    let none = try id(String(repeating: "1", count: 40))
    #expect(reason { _ = try opened(scratch).isAncestor(none, of: tip) } == .absent)
    #expect(try opened(scratch).reachable([none, tip], from: tip) == [tip])
  }
}

@Suite struct `A shallow clone` {
  let origin: ScratchRepository
  let commits: [String]

  /// Six commits on main, and a side branch from the fourth.
  init() throws {
    let scratch = try ScratchRepository()
    commits = try (0..<6).map { try scratch.commit("\($0)", at: HermeticGit.seconds + Int64($0)) }
    try scratch.git("checkout", "--quiet", "-b", "side", commits[3])
    try scratch.commit("side", at: HermeticGit.seconds + 10)
    try scratch.git("checkout", "--quiet", "main")
    origin = scratch
  }

  @Test func `answers what lies before its end`() throws {
    let clone = try ScratchRepository(cloning: origin, "--depth=4")
    let repository = try opened(clone)
    let isShallow = repository.isShallow
    #expect(isShallow)
    #expect(try repository.shallowBoundary() == [id(commits[2])])
    let tip = try id(commits[5])
    #expect(try repository.isAncestor(id(commits[2]), of: tip))
    #expect(try !repository.isAncestor(tip, of: id(commits[2])))
    #expect(try repository.mergeBases(id(commits[3]), tip) == [id(commits[3])])
    #expect(try repository.aheadBehind(tip, id(commits[2])) == Divergence(ahead: 3, behind: 0))
    let log = try repository.firstParentLog(from: tip)
    #expect(log.commits.map(\.subject) == ["5", "4", "3", "2"] && log.end == .shallow)
  }

  @Test func `takes new branches on its tip`() throws {
    let clone = try ScratchRepository(cloning: origin, "--depth=1")
    let repository = try opened(clone)
    let tip = try id(commits[5])
    let work = try id(clone.commit("work", files: ["a": "1"]))
    #expect(try repository.mergeBases(work, tip) == [tip])
    #expect(try repository.aheadBehind(work, tip) == Divergence(ahead: 1, behind: 0))
    #expect(try repository.isAncestor(tip, of: work))
    #expect(try !repository.isAncestor(work, of: tip))
    try clone.expectClean()
  }

  @Test func `refuses what lies behind its end, with the command that completes it`() throws {
    let clone = try ScratchRepository(cloning: origin, "--depth=1", "--no-single-branch")
    let repository = try opened(clone)
    let main = try id(commits[5])
    let side = try id(clone.tip("refs/remotes/origin/side"))
    #expect(reason { _ = try repository.mergeBases(main, side) } == .shallow)
    #expect(reason { _ = try repository.isAncestor(side, of: main) } == .shallow)
    #expect(reason { _ = try repository.aheadBehind(main, side) } == .shallow)
    #expect(reason { _ = try repository.commits(from: side, notFrom: main) } == .shallow)
    #expect(sentence { _ = try repository.mergeBases(main, side) }.contains("git fetch --unshallow"))
    try clone.git("fetch", "--quiet", "--unshallow")
    let isShallow = repository.isShallow
    #expect(!isShallow)
  }
}
