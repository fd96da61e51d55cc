import Git
import TestSupport
import Testing

@Suite struct `A merge with several merge bases` {
  /// Two branches that merged each other crosswise, then went on.
  @Test(arguments: [UInt64](1...40))
  func `is git's own merge`(seed: UInt64) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var random = RandomMerge(seed: seed)
    var seconds = HermeticGit.seconds
    func commit(_ files: RandomMerge.Files, _ parents: [ObjectID]) throws -> ObjectID {
      seconds += 60
      let tree = try tree(repository, files)
      return try repository.storedCommit(
        tree: tree, parents: parents, message: "\(seconds)", author: ada.at(seconds))
    }
    let root = try commit(random.base, [])
    let one = try commit(random.ours, [root])
    let two = try commit(random.theirs, [root])
    // Each crosswise merge was settled in its own way.
    var left = random.ours
    for (path, file) in random.theirs where random.base[path] != file && left[path] != nil {
      left[path] = file
    }
    let crossed = [try commit(left, [one, two]), try commit(random.theirs, [two, one])]
    let ours = try commit(random.next(left), [crossed[0]])
    let theirs = try commit(random.next(random.theirs), [crossed[1]])
    try scratch.point("ours", at: ours)
    try scratch.point("theirs", at: theirs)
    let bases = try scratch.git("merge-base", "--all", "ours", "theirs").split(separator: "\n")
    #expect(bases.count == 2)
    let options = MergeOptions(materializes: true)
    let list = try bases.map { try #require(ObjectID($0)) }
    let own = try GitMerge(
      repository.merge(ours: ours, theirs: theirs, base: .commits(list), options: options))
    // git 2.39 ends on an assertion where types differ in a merge of bases.
    guard let git = try? GitMerge(scratch), git.isSound else { return }
    #expect(own == git)
    #expect(
      try GitMerge(
        repository.merge(ours: ours, theirs: theirs, base: .commits(list.reversed()), options: options))
        == git)
    try scratch.expectClean()
  }

  /// Two branches that merged the same three.
  @Test(arguments: [UInt64](1...20))
  func `is git's own merge with three bases too`(seed: UInt64) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var random = RandomMerge(seed: seed)
    var seconds = HermeticGit.seconds
    func commit(_ files: RandomMerge.Files, _ parents: [ObjectID]) throws -> ObjectID {
      seconds += 60
      let tree = try tree(repository, files)
      return try repository.storedCommit(
        tree: tree, parents: parents, message: "\(seconds)", author: ada.at(seconds))
    }
    let root = try commit(random.base, [])
    let bases = [
      try commit(random.ours, [root]), try commit(random.theirs, [root]),
      try commit(random.next(random.base), [root]),
    ]
    let ours = try commit(random.next(random.ours), bases)
    let theirs = try commit(random.next(random.theirs), bases.reversed())
    try scratch.point("ours", at: ours)
    try scratch.point("theirs", at: theirs)
    let own = try GitMerge(
      repository.merge(
        ours: ours, theirs: theirs, base: .commits(repository.mergeBases(ours, theirs)),
        options: MergeOptions(materializes: true)))
    guard let git = try? GitMerge(scratch), git.isSound else { return }
    #expect(own == git)
    try scratch.expectClean()
  }

  @Test func `keeps the conflict of its bases in memory`() throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    let (one, two) = (["f": lines(3, "line", [2: "one"])], ["f": lines(3, "line", [2: "two"])])
    let root = try NamedMerge.commit(repository, ["f": lines(3)], "root", [])
    let first = try NamedMerge.commit(repository, one, "first", [root], at: HermeticGit.seconds + 1)
    let second = try NamedMerge.commit(repository, two, "second", [root], at: HermeticGit.seconds + 2)
    let left = try NamedMerge.commit(repository, one, "left", [first, second])
    let right = try NamedMerge.commit(repository, one.merging(["g": "1\n"]) { $1 }, "right", [second, first])
    let other = try NamedMerge.commit(repository, two, "other", [second, first])
    let before = try scratch.git("count-objects")
    let outcome = try repository.merge(ours: left, theirs: right, base: .commits([first, second]))
    guard case .clean(let tree, let changed) = outcome else { throw UnexpectedMerge(text: "\(outcome)") }
    #expect(changed.map(\.path) == ["g"])
    #expect(try repository.files(in: tree).map(\.path) == ["f", "g"])
    #expect(try scratch.git("count-objects") == before)
    try scratch.point("ours", at: left)
    try scratch.point("theirs", at: other)
    let conflict = try repository.merge(
      ours: left, theirs: other, base: .commits([first, second]), options: MergeOptions(materializes: true))
    #expect(try GitMerge(conflict) == GitMerge(scratch))
    try scratch.expectClean()
  }
}
