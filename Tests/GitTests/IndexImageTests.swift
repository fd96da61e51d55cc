import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Git

@Suite struct `The bytes of an index` {
  let scratch: ScratchRepository
  var path: String { scratch.gitDirectory + "/index" }

  /// An index with one of everything.
  init() throws {
    Library.ignoreUserConfig()
    scratch = try ScratchRepository()
    try scratch.shell(
      """
      mkdir -p a/b a-b; echo 1 > a/b/c; echo 2 > a/b/cc; echo 3 > a-b/x; echo 4 > a.b; ln -s to link; echo 5 > run
      chmod +x run; git add -A; echo 6 > later; git add -N later
      git update-index --skip-worktree a/b/cc; git update-index --assume-unchanged a.b
      blob=$(git rev-parse :run)
      long=$(printf '%05000d' 1)
      printf "100644 $blob 1\\tboth\\n100644 $blob 2\\tboth\\n100755 $blob 3\\tboth\\n100644 $blob 0\\t$long\\n160000 $blob 0\\tsub\\n" \
        | git update-index --index-info
      """)
  }

  private func image() throws -> IndexImage {
    try IndexImage(File.read(path, limit: 1 << 20), at: path)
  }

  private func write(_ version: Int) throws {
    // libgit2 takes a path that is longer than its buffers for broken there.
    if version == 4 { try scratch.shell("git ls-files 0* | git update-index --force-remove --stdin") }
    try scratch.git("update-index", "--index-version", "\(version)")
  }

  /// Read by libgit2, which checks the sum as well.
  private func oracle() throws -> [IndexEntry] {
    let file = try IndexFile(path)
    return file.entries
  }

  @Test(arguments: [2, 4]) func `are read as libgit2 reads them, in every version`(version: Int) throws {
    try write(version)
    let image = try image()
    let entries = try oracle()
    #expect(image.entries == entries && entries.count == (version == 4 ? 11 : 12))
    #expect(image.entries.contains { $0.seen != .nothing } && image.unsettled.count == 3)
    #expect(image.hidden.map(\.description).sorted() == ["a.b", "a/b/cc"])
    for entry in entries { #expect(image.place(of: entry.path).map { entries[$0].path } == entry.path) }
    #expect(image.place(of: GitPath("a/b")) == nil && image.place(of: GitPath("zz")) == nil)
  }

  @Test(arguments: [2, 4]) func `take other memories of files and stay whole`(version: Int) throws {
    try write(version)
    let image = try image()
    let run = try #require(image.place(of: GitPath("run")))
    let other = try #require(image.place(of: GitPath("a.b")))
    let bytes = image.bytes(remembering: [(run, image.entries[other].seen), (other, .nothing)])
    try File.replace(path, with: bytes)
    var wanted = image.entries
    (wanted[run].seen, wanted[other].seen) = (wanted[other].seen, .nothing)
    #expect(try oracle() == wanted)
    let again = try self.image()
    #expect(again.says(thatOf: image) && image.bytes(remembering: []) == image.bytes)
    try scratch.shell("git rm -q --cached run")
    #expect(try !self.image().says(thatOf: image))
  }

  @Test func `say what is staged, with git's own tree of them or without`() throws {
    try scratch.shell("git rm -q --cached both sub later; git commit -qm one")
    let repository = try Repository.open(scratch.path)
    let tree = try #require(ObjectID(scratch.git("rev-parse", "HEAD^{tree}")))
    #expect(try image().staged(against: tree, in: repository).isEmpty)
    #expect(try image().staged(against: Repository.emptyTree, in: repository).count == 7)
    try scratch.shell("echo more > more; git add more; git rm -q --cached a-b/x")
    #expect(
      try image().staged(against: tree, in: repository).map(\.path.description) == ["a-b/x", "more"])
  }

  @Test func `that are broken are refused, wherever they are cut or changed`() throws {
    let image = try image()
    let bytes = image.bytes
    for count in 0..<(image.offsets[image.offsets.count - 1] + 82) {
      #expect(throws: GitError.self) { try IndexImage(Array(bytes[..<count]), at: "cut") }
    }
    var random = SeededGenerator(seed: 7)
    for _ in 0..<3_000 {
      var other = bytes
      other[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      // Any outcome but a crash: the sum is not for us to check.
      _ = try? IndexImage(other, at: "changed")
    }
    try scratch.shell("git rm -q --cached both && git update-index --split-index")
    expectSplit()
    // Changed, an entry of the index beside it stands in this one without its name.
    try scratch.git("update-index", "--chmod=-x", "run")
    #expect(try !scratch.git("rev-parse", "--shared-index-path").isEmpty)
    expectSplit()
  }

  private func expectSplit() {
    let split = #expect(throws: GitError.self) { _ = try self.image() }
    #expect(split?.reason == .unsupported && split?.foreignExtension == "link")
    #expect(split?.remedy == "Make it whole: git update-index --no-split-index")
  }

  @Test func `have the sum that everybody computes`() throws {
    for count in [0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
      try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/sum"))
      let said = try RunningProgram(
        "sha1sum", ["sum"], environment: HermeticGit.environment(home: scratch.home), folder: scratch.path
      ).wait().text
      #expect(
        said.hasPrefix(
          SHA1.sum(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()))
    }
  }
}

@Suite struct `A folder that was listed` {
  @Test func `is listed again when anything in it came or went`() throws {
    Library.ignoreUserConfig()
    let scratch = try ScratchRepository()
    try scratch.shell(
      "for i in $(seq 20); do mkdir -p few/$i; echo $i > few/$i/f; done; mkdir -p d/e; echo 1 > d/x; echo 2 > d/e/y; echo 3 > z; git add -A; git commit -qm one"
    )
    let steps = [
      "true", "echo u > d/u", "echo v > d/e/v", "mv d/u d/w", "rm d/w", "echo '*' > d/e/.gitignore",
      "echo '!v' >> d/e/.gitignore", "rm -r d/e", "echo file > d/e",
      "rm d/e; mkdir -p d/e/f; echo 1 > d/e/f/g",
      "git add d; echo 1 > d/e/f/h", "mv d moved", "mv moved d; echo top > top",
    ]
    for step in steps {
      try scratch.shell(step)
      // At once, and when the folders are old enough to be believed.
      for _ in 0..<2 {
        #expect(try scratch.tree().status().letters == scratch.gitStatus(), "\(step)")
        Thread.sleep(forTimeInterval: 0.12)
      }
      #expect(try scratch.tree().status().letters == scratch.gitStatus(), "\(step), once more")
    }
    let image = try IndexShelf.image(at: scratch.gitDirectory + "/index").image
    let device = try TreeFolder(scratch.path).stat().device
    if FileSystems.changesTimes(onDevice: device) {
      #expect(image.memory.withLock { memory in memory.notes.contains { $0 != nil } })
    }
  }
}
