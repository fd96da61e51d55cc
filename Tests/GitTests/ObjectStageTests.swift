import Files
import Foundation
import TestSupport
import Testing

@testable import Git

@Suite struct `New objects` {
  @Test func `are seen by their maker at once, and by git when they are stored`() throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    let bytes = Array("content\n".utf8)
    let blob = try repository.write(.blob, bytes)
    let tree = try repository.writeTree([TreeEntry(name: Array("f".utf8), mode: .file, id: blob)])
    #expect(try repository.read(.blob, blob) == bytes)
    #expect(repository.contains(tree) && repository.size(of: blob) == 8)
    #expect(try repository.kind(of: tree) == .tree)
    #expect(throws: GitError.self) { _ = try repository.read(.tree, blob) }
    #expect(!(try Repository.open(scratch.path).contains(blob)))
    try repository.flush()
    #expect(try Repository.open(scratch.path).contains(blob))
    #expect(try scratch.git("cat-file", "blob", "\(blob)") == "content")
    #expect(try scratch.git("ls-tree", "\(tree)").contains("\(blob)\tf"))
    #expect(try leftovers(scratch).isEmpty)
  }

  @Test func `of work that is given up are never stored`() throws {
    let scratch = try ScratchRepository(bare: true)
    func work() throws { _ = try Repository.open(scratch.path).write(.blob, [1, 2, 3]) }
    try work()
    #expect(try scratch.git("count-objects").hasPrefix("0 objects"))
  }

  @Test(arguments: [0, 1, 100, 5_000, 300_000])
  func `are what git itself would store, whatever their size`(count: Int) throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    var random = SeededGenerator(seed: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    let id = try repository.write(.blob, bytes)
    try repository.flush()
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/file"))
    #expect(try scratch.git("hash-object", "file").hasPrefix("\(id)"))
    #expect(try scratch.git("cat-file", "-s", "\(id)").hasPrefix("\(count)"))
    try scratch.git("fsck", "--strict")
  }

  @Test func `are stored as one pack where they are many, and any object twice is one`() throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    for number in 0..<100 { try repository.write(.blob, Array("\(number % 80)".utf8)) }
    try repository.flush()
    let counted = try scratch.git("count-objects", "-v")
    #expect(counted.contains("count: 0") && counted.contains("in-pack: 80"))
    // What is there already is not stored again.
    try repository.write(.blob, Array("7".utf8))
    try repository.flush()
    #expect(try scratch.git("count-objects", "-v").contains("count: 0"))
  }

  @Test func `of every kind and size are whole in a pack, and a dense one stands beside it`() throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    var entries: [TreeEntry] = []
    for (number, size) in ([0, 1, 15, 16, 127, 2_047, 2_048, 40_000] + Array(3_000..<3_090)).enumerated() {
      let blob = try repository.write(.blob, (0..<size).map { UInt8(truncatingIfNeeded: $0 &* number) })
      entries.append(TreeEntry(name: Array("f\(number)".utf8), mode: .file, id: blob))
    }
    let dense = try repository.write(.blob, Array(repeating: 7, count: 100_000), isDense: true)
    entries.append(TreeEntry(name: Array("dense".utf8), mode: .file, id: dense))
    let commit = try repository.writeCommit(
      tree: repository.writeTree(entries), parents: [], message: "all", author: ada)
    try repository.move(
      #require(RefName.branch("all")), to: commit, expecting: .absent, because: "test")
    #expect(try scratch.git("count-objects", "-v").contains("count: 1\n"))
    #expect(try scratch.git("cat-file", "-s", "\(dense)") == "100000")
    try scratch.git("fsck", "--strict", "--full")
    try scratch.shell("git verify-pack objects/pack/*.idx; git index-pack --verify objects/pack/*.pack")
    let fresh = try Repository.open(scratch.path)
    for entry in entries { #expect(try fresh.read(.blob, entry.id) == repository.read(.blob, entry.id)) }
    #expect(repository.renew(dense) && !repository.renew(entries[9].id))
    try scratch.expectClean()
  }

  @Test func `that can't be stored stop the ref that would name them, and are stored with the next attempt`()
    throws
  {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    let blob = try repository.write(.blob, Array("content\n".utf8))
    let other = try repository.write(.blob, Array("other\n".utf8))
    let tree = try repository.writeTree([TreeEntry(name: Array("f".utf8), mode: .file, id: blob)])
    let commit = try repository.writeCommit(tree: tree, parents: [], message: "one", author: ada)
    // A file where the fan-out folder of one object has to be.
    let folder = "\(scratch.path)/objects/\("\(tree)".prefix(2))"
    try Data().write(to: URL(fileURLWithPath: folder))
    let ref = try #require(RefName.branch("one"))
    #expect(throws: GitError.self) {
      try repository.move(ref, to: commit, expecting: .absent, because: "test")
    }
    #expect(try repository.tip(of: ref) == nil)
    #expect(try leftovers(scratch).isEmpty)
    try FileManager.default.removeItem(atPath: folder)
    try repository.move(ref, to: commit, expecting: .absent, because: "test")
    #expect(try scratch.git("rev-parse", "one").hasPrefix("\(commit)"))
    #expect(try Repository.open(scratch.path).contains(other))
    try scratch.expectClean()
  }

  @Test func `survive a gc that removes their empty folders`() throws {
    let scratch = try ScratchRepository(bare: true)
    let repository = try Repository.open(scratch.path)
    for round in 0..<20 {
      let blob = try repository.write(.blob, Array("round \(round)\n".utf8))
      try repository.flush()
      #expect(try scratch.git("cat-file", "blob", "\(blob)") == "round \(round)")
      try scratch.git("prune", "--expire=now")
      #expect(try scratch.git("count-objects").hasPrefix("0 objects"))
    }
  }

  @Test func `are written beside a gc that takes whatever nothing names`() throws {
    let scratch = try ScratchRepository(bare: true)
    let environment = HermeticGit.environment(home: scratch.home)
    let pruning = try RunningProgram(
      "sh", ["-c", "for i in $(seq 60); do git prune --expire=now; done"], environment: environment,
      folder: scratch.path)
    let repository = try Repository.open(scratch.path)
    for round in 0..<400 {
      for number in 0..<4 { try repository.write(.blob, Array("\(round) \(number)\n".utf8)) }
      try repository.flush()
    }
    #expect(try pruning.wait().status == 0)
    #expect(try leftovers(scratch).isEmpty)
  }

  /// Files below `objects` that are no objects.
  private func leftovers(_ scratch: ScratchRepository) throws -> [String] {
    let all = FileManager.default.enumerator(atPath: scratch.path + "/objects")
    return (all?.allObjects as? [String] ?? []).filter { $0.contains("tmp_") }
  }
}
