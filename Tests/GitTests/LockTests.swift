import Files
import Foundation
import Git
import Synchronization
import TestSupport
import Testing

@Suite struct `A lock file` {
  let scratch: ScratchRepository
  let one: String
  let two: String
  let lock: String

  init() throws {
    scratch = try ScratchRepository(bare: true)
    one = try scratch.looseCommit("one")
    two = try scratch.looseCommit("two", parents: [one])
    try scratch.git("update-ref", "refs/heads/plan/x", one)
    lock = scratch.path + "/refs/heads/plan/x.lock"
  }

  /// Starts a process and waits until it has done what is to be found.
  private func started(_ what: String, _ id: String = "") throws -> RunningProgram {
    let ready = scratch.folder.path + "/ready-\(what)-\(randomHex(digits: 4))"
    let arguments =
      what == "turn" ? [what, scratch.path, ready] : [what, scratch.path, "refs/heads/plan/x", id, ready]
    let program = try RunningProgram(
      builtProgram("RefRacer"), arguments, environment: HermeticGit.environment(home: scratch.home))
    var backoff = Backoff()
    while try File.status(ready) == nil {
      let goesOn = backoff.pause()
      try #require(goesOn)
    }
    return program
  }

  private func move() throws {
    try opened(scratch).move(ref("refs/heads/plan/x"), to: id(two), expecting: .tip(id(one)), because: "test")
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/gitstate/" + folder)
  }

  @Test func `of a writer that was killed is moved aside`() throws {
    let writer = try started("hold", two)
    writer.kill()
    _ = try writer.wait()
    #expect(scratch.read("refs/heads/plan/x.lock") == two + "\n")
    #expect(try scratch.outcome(of: ["update-ref", "refs/heads/plan/x", two]).status != 0)
    try move()
    #expect(try scratch.tip("refs/heads/plan/x") == two)
    #expect(try names("quarantine").count == 1)
    #expect(try names("locks").isEmpty)
    try scratch.git("update-ref", "refs/heads/plan/x", one)
    try scratch.expectClean()
  }

  @Test func `that was moved aside is kept for some weeks, and not at all where it holds nothing`() throws {
    let aside = scratch.path + "/gitstate/quarantine/"
    func leave(_ content: String) throws {
      try scratch.write("refs/heads/plan/x.lock", content)
      #expect(StaleLocks.quarantine(lock, in: scratch.path))
    }
    // What others keep there has other names.
    try scratch.write("gitstate/quarantine/worktree-1-abc/HEAD", "")
    try scratch.write("gitstate/quarantine/notes.lock", "")
    try leave("")
    #expect(try names("quarantine").sorted() == ["notes.lock", "worktree-1-abc"])
    try leave(one + "\n")
    let first = try #require(try names("quarantine").first { $0.hasSuffix("-x.lock") })
    try leave(two + "\n")
    #expect(try names("quarantine").count == 4)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -29 * 24 * 3_600)], ofItemAtPath: aside + first)
    try leave("")
    #expect(try names("quarantine").count == 3)
    #expect(try !names("quarantine").contains(first))
    // A lock that was old when it was moved aside is kept as long as any other.
    try scratch.write("refs/heads/plan/x.lock", one + "\n")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -29 * 24 * 3_600)], ofItemAtPath: lock)
    #expect(StaleLocks.quarantine(lock, in: scratch.path))
    #expect(try names("quarantine").count == 4)
  }

  @Test func `of a writer at work is left to it, and its process is named`() throws {
    let writer = try started("hold", two)
    #expect(reason { try move() } == .locked)
    let told = sentence { try move() }
    #expect(told.contains(lock) && told.contains("process \(writer.id) "))
    #expect(scratch.read("refs/heads/plan/x.lock") == two + "\n")
    writer.kill()
    _ = try writer.wait()
    try move()
  }

  @Test func `of another program is named with its path and left alone`() throws {
    try scratch.write("refs/heads/plan/x.lock", "")
    #expect(reason { try move() } == .locked)
    let told = sentence { try move() }
    #expect(told.contains(lock) && told.contains("doctor --break-locks"))
    #expect(scratch.read("refs/heads/plan/x.lock") == "")
  }

  @Test(arguments: ["content", "age"])
  func `that a killed writer recorded and never took stays with whoever took it`(_ by: String) throws {
    if by == "age" {
      try scratch.write("refs/heads/plan/x.lock", "")
      SteadyClock.pause(nanoseconds: 60_000_000)
    }
    let writer = try started("record", two)
    writer.kill()
    _ = try writer.wait()
    if by == "content" { try scratch.write("refs/heads/plan/x.lock", one + "\n") }
    #expect(reason { try move() } == .locked)
    #expect(scratch.read("refs/heads/plan/x.lock") != nil)
  }

  @Test(arguments: ["content", "age", "nothing", "elsewhere"])
  func `of a killed writer is moved aside unless a living one may have it`(told: String) throws {
    func end(_ program: RunningProgram?) throws {
      program?.kill()
      _ = try program?.wait()
    }
    // While one has the turn, all others go on without, and nobody clears up.
    let turn = try started("turn")
    // One that recorded it before means to write something else there; one that did so after is waiting for it.
    let before =
      ["content", "nothing"].contains(told) ? try started("record", told == "content" ? one : two) : nil
    try end(started("hold", two))
    SteadyClock.pause(nanoseconds: 60_000_000)
    let after = told == "age" ? try started("record", two) : nil
    // Of another machine the clock says nothing.
    if told == "elsewhere" { try recordElsewhere() }
    try end(turn)
    if ["nothing", "elsewhere"].contains(told) {
      #expect(reason { try move() } == .locked)
    } else {
      try move()
    }
    try end(before)
    try end(after)
    _ = try? File.remove(scratch.path + "/gitstate/locks/1-elsewhere")
    if ["nothing", "elsewhere"].contains(told) { try move() }
    #expect(try scratch.tip("refs/heads/plan/x") == two)
  }

  @Test func `recorded on another machine is left alone`() throws {
    try scratch.write("refs/heads/plan/x.lock", two + "\n")
    try recordElsewhere(since: WallClock.nanoseconds - 1_000_000_000)
    #expect(sentence { try move() }.contains("process 1 on elsewhere"))
    #expect(scratch.read("refs/heads/plan/x.lock") == two + "\n")
  }

  private func recordElsewhere(since: Int64 = WallClock.nanoseconds) throws {
    let elsewhere = """
      gitstate-locks 1
      host elsewhere
      boot 1
      namespace 1
      process 1
      started 1
      lock \(since) - \(lock)

      """
    try scratch.write("gitstate/locks/1-elsewhere", elsewhere)
  }

  @Test func `recorded outside of the repository is not touched`() throws {
    let outside = scratch.folder.path + "/outside.lock"
    let writer = try started("record", two)
    writer.kill()
    _ = try writer.wait()
    let record = "gitstate/locks/" + (try names("locks")[0])
    let text = try #require(scratch.read(record))
    try File.create(outside)
    try scratch.write(record, text.replacing(lock, with: outside))
    try move()
    #expect(try File.status(outside) != nil)
  }

  @Test func `turn that somebody keeps is done without`() throws {
    let writer = try started("turn")
    try move()
    #expect(try scratch.tip("refs/heads/plan/x") == two)
    writer.kill()
    _ = try writer.wait()
  }

  @Test func `turn is taken once, however deeply calls are nested`() throws {
    let repository = try opened(scratch)
    let name = try ref("refs/heads/plan/x")
    let (first, second) = (try id(one), try id(two))
    let count = try repository.withWriteLock {
      try repository.withWriteLock {
        try repository.move(name, to: second, expecting: .tip(first), because: "in")
      }
      try repository.move(name, to: first, expecting: .tip(second), because: "back")
      return try names("locks").count
    }
    #expect(count == 1)
    #expect(try names("locks").isEmpty)
    #expect(try scratch.tip("refs/heads/plan/x") == one)
  }

  @Test func `leaves git's own ways as they are`() throws {
    try move()
    try scratch.git("gc", "--quiet", "--prune=now")
    try scratch.expectClean()
    #expect(try scratch.refs() == ["refs/heads/plan/x \(two)"])
  }
}
