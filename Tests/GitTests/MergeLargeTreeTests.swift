import Git
import TestSupport
import Testing

@Suite struct `A merge in a large tree` {
  @Test(arguments: [10, 200])
  func `reads only what differs`(count: Int) throws {
    let scratch = try bareRepository()
    let repository = try Repository.open(scratch.path)
    var edits: [TreeEdit] = []
    let texts = try (0..<10).map { number in
      try repository.write(.blob, Array((1...30).map { "line \($0) of \(number)\n" }.joined().utf8))
    }
    for folder in 0..<600 {
      for file in 0..<100 {
        edits.append(
          TreeEdit(
            GitPath("src/\(folder % 20)/folder\(folder)/file\(file).c"),
            FileVersion(.file, texts[(folder + file) % 10])))
      }
    }
    let base = try repository.tree(Repository.emptyTree, applying: edits)
    var sides: [ObjectID] = []
    for (side, line) in [("ours", 3), ("theirs", 20)] {
      let changes = try (0..<count).map { number in
        let file = edits[number * (59_000 / count) + 7]
        let text = String(decoding: try repository.read(.blob, file.version!.id), as: UTF8.self)
          .replacing("line \(line) of", with: "changed by \(side) in \(number)")
        return TreeEdit(file.path, FileVersion(.file, try repository.write(.blob, Array(text.utf8))))
      }
      sides.append(try repository.tree(base, applying: changes))
    }
    let root = try repository.storedCommit(tree: base, parents: [], message: "base", author: ada)
    let ours = try repository.storedCommit(tree: sides[0], parents: [root], message: "ours", author: ada)
    let theirs = try repository.storedCommit(tree: sides[1], parents: [root], message: "theirs", author: ada)
    try scratch.point("ours", at: ours)
    try scratch.point("theirs", at: theirs)
    try scratch.git("repack", "-adqk")
    #expect(try scratch.git("count-objects").hasPrefix("0 objects"))
    let fresh = try Repository.open(scratch.path)
    let clock = ContinuousClock()
    for round in 1...3 {
      var outcome: MergeOutcome?
      let time = try clock.measure {
        outcome = try fresh.merge(ours: ours, theirs: theirs, base: .commits([root]))
      }
      // Nothing is stored before something is to name it, and then many objects are one pack.
      #expect(try scratch.git("count-objects", "-v").contains("packs: \(round == 1 ? 1 : 2)\n"))
      try fresh.flush()
      #expect(try scratch.git("count-objects", "-v").contains("packs: 2\n"))
      var git: GitMerge?
      let gitTime = try clock.measure { git = try GitMerge(scratch) }
      print("merge of \(count) files in 60,000, round \(round): \(time); git with its process: \(gitTime)")
      guard case .clean(let tree, let changed) = outcome else {
        Issue.record("not clean: \(outcome as Any)")
        return
      }
      #expect(changed.count == count)
      #expect("\(tree)" == git?.tree)
    }
    var files: [TreeFile] = []
    var hazard: TreeHazard?
    #expect(try scratch.git("count-objects").hasPrefix("0 objects"))
    print("files of 60,000: \(try clock.measure { files = try fresh.files(in: base) })")
    print("hazards in 60,000: \(try clock.measure { hazard = try fresh.hazard(in: base) })")
    #expect(files.count == 60_000 && hazard == nil)
    try scratch.expectClean()
  }
}
