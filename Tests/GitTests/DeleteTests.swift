import Files
import Foundation
import Git
import TestSupport
import Testing

@Suite struct `Deleting a ref` {
  let scratch: ScratchRepository
  let one: String
  let two: String

  init() throws {
    scratch = try ScratchRepository(bare: true)
    one = try scratch.looseCommit("one")
    two = try scratch.looseCommit("two", parents: [one])
    try scratch.git("config", "core.logAllRefUpdates", "always")
  }

  @Test(arguments: ["loose", "packed", "both"])
  func `takes it from its file and from packed-refs, and nothing else`(_ how: String) throws {
    for name in ["a", "task/x/deep", "task/y", "z"] {
      try scratch.git("update-ref", "refs/heads/" + name, one)
    }
    try scratch.git("tag", "-a", "-m", "peeled", "v1", one)
    if how != "loose" { try scratch.git("pack-refs", "--all") }
    if how == "both" { try scratch.git("update-ref", "refs/heads/task/x/deep", two) }
    let tip = how == "both" ? two : one
    let before = try scratch.refs()
    let repository = try opened(scratch)
    try repository.delete(ref("refs/heads/task/x/deep"), expecting: id(tip))
    #expect(try scratch.refs() == before.filter { !$0.hasPrefix("refs/heads/task/x/deep ") })
    #expect(
      scratch.read("refs/heads/task/x/deep") == nil && scratch.read("logs/refs/heads/task/x/deep") == nil)
    // The emptied folder is in nobody's way.
    try scratch.git("update-ref", "refs/heads/task/x", two)
    try scratch.git("pack-refs", "--all")
    try repository.delete(ref("refs/heads/task/y"), expecting: id(one))
    for name in ["a", "task/x", "z"] {
      try repository.delete(ref("refs/heads/" + name), expecting: id(name == "task/x" ? two : one))
    }
    #expect(try scratch.refs().map { $0.prefix(13) } == ["refs/tags/v1 "])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/gitstate/locks").isEmpty)
    try scratch.expectClean()
  }

  @Test(arguments: ["loose", "packed", "both"])
  func `takes a mark from wherever it is, and keeps its folder for the next`(_ how: String) throws {
    let mark = "refs/gitstate/follow/main"
    try scratch.git("update-ref", mark, one)
    try scratch.git("update-ref", "refs/heads/a", one)
    if how != "loose" { try scratch.git("pack-refs", "--all") }
    if how == "both" { try scratch.git("update-ref", mark, two) }
    let repository = try opened(scratch)
    try repository.delete(ref(mark), expecting: id(how == "both" ? two : one), lasting: false)
    #expect(try scratch.refs().map { $0.prefix(12) } == ["refs/heads/a"])
    #expect(try scratch.git("rev-parse", "--verify", "-q", "refs/heads/a") == one)
    #expect(scratch.read("packed-refs.lock") == nil && scratch.read(mark + ".lock") == nil)
    if how == "loose" {
      #expect(FileManager.default.fileExists(atPath: scratch.path + "/refs/gitstate/follow"))
    }
    try scratch.expectClean()
  }

  @Test func `takes a packed tag with what it was peeled to`() throws {
    for name in ["v1", "v2", "v3"] { try scratch.git("tag", "-a", "-m", name, name, one) }
    try scratch.git("tag", "u9", two)
    try scratch.git("pack-refs", "--all")
    let repository = try opened(scratch)
    try repository.delete(ref("refs/tags/v1"), expecting: id(scratch.tip("refs/tags/v1")))
    try repository.delete(ref("refs/tags/v3"), expecting: id(scratch.tip("refs/tags/v3")))
    let packed = try #require(scratch.read("packed-refs")).split(separator: "\n")
    #expect(packed.map { $0.prefix(1) == "^" ? "^" : $0.suffix(2) } == ["d ", "u9", "v2", "^"])
    #expect(try scratch.git("rev-parse", "u9^{commit}", "v2^{commit}") == "\(two)\n\(one)")
  }

  @Test func `is compare-and-swap`() throws {
    try scratch.git("update-ref", "refs/heads/a", one)
    let repository = try opened(scratch)
    #expect(reason { try repository.delete(ref("refs/heads/a"), expecting: id(two)) } == .outdated)
    #expect(reason { try repository.delete(ref("refs/heads/b"), expecting: id(two)) } == .absent)
    try scratch.git("symbolic-ref", "refs/heads/c", "refs/heads/a")
    #expect(reason { try repository.delete(ref("refs/heads/c"), expecting: id(one)) } == .outdated)
    #expect(try scratch.refs().count == 2)
    #expect(scratch.read("refs/heads/b.lock") == nil && scratch.read("packed-refs.lock") == nil)
    try scratch.write("refs/heads/a.lock", "")
    #expect(reason { try repository.delete(ref("refs/heads/a"), expecting: id(one)) } == .locked)
    #expect(scratch.read("refs/heads/a.lock") == "")
  }

  @Test func `beside git pack-refs loses none of 300 new refs and brings none back`() throws {
    for number in 0..<100 { try scratch.write("refs/heads/victim/\(number)", one + "\n") }
    let stop = scratch.folder.path + "/stop"
    let packer = try RunningProgram(
      "sh", ["-c", "while [ ! -e \(stop) ]; do git pack-refs --all 2>/dev/null; done"],
      environment: HermeticGit.environment(home: scratch.home), folder: scratch.path)
    let repository = try opened(scratch)
    let target = try id(two)
    let old = try id(one)
    for number in 0..<300 {
      try again {
        try repository.move(ref("refs/heads/kept/\(number)"), to: target, expecting: .absent, because: "")
      }
      guard number % 3 == 0 else { continue }
      try again { try repository.delete(ref("refs/heads/victim/\(number / 3)"), expecting: old) }
    }
    try File.create(stop)
    _ = try packer.wait()
    #expect(try scratch.refs("refs/heads/kept").count == 300)
    #expect(try scratch.refs("refs/heads/victim") == [])
    #expect(try repository.refs(below: "refs/heads/").count == 300)
    try scratch.expectClean()
  }

  /// Repeats for as long as the error says that it is worth it.
  private func again(_ body: () throws -> Void) throws {
    var backoff = Backoff()
    while true {
      do {
        return try body()
      } catch {
        guard (error as? GitError)?.isTransient == true, backoff.pause() else { throw error }
      }
    }
  }
}
