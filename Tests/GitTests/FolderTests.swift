import Files
import Foundation
import TestSupport
import Testing

@Suite struct `A folder` {
  let scratch: ScratchFolder
  let folder: String

  init() throws {
    scratch = try ScratchFolder()
    folder = scratch.path + "/root"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/outside", withIntermediateDirectories: true)
    try Foundation.Data("secret".utf8).write(to: URL(fileURLWithPath: scratch.path + "/outside/file"))
  }

  func reason(_ body: () throws -> Void) -> FileError.Reason? {
    do {
      try body()
      return nil
    } catch {
      return (error as? FileError)?.reason
    }
  }

  @Test func `reads, writes, renames and removes below itself`() throws {
    let root = try Folder.open(folder)
    _ = try root.makeFolders("a/b", durable: true)
    try root.replace("a/b/file", with: Array("one".utf8))
    try root.replace("a/b/file", with: Array("two".utf8))
    #expect(try root.read("a/b/file", limit: 3) == Array("two".utf8))
    #expect(try Folder.entries(of: folder + "/a/b").map(\.name) == ["file"])
    try root.rename("a/b/file", to: "a/other")
    #expect(try root.status("a/b/file") == nil)
    #expect(try root.status("a/other")?.size == 3)
    #expect(try root.remove("a/other"))
    #expect(try !root.remove("a/other"))
    #expect(try root.removeFolder("a/b"))
    #expect(try Folder.entries(of: folder + "/a").isEmpty)
  }

  @Test(arguments: [
    "../outside/file", "/etc/passwd", "a/../../outside/file", "", ".", "a//b", "a/./b", "a\0b",
  ])
  func `refuses a path that could leave it`(_ path: String) throws {
    let root = try Folder.open(folder)
    #expect(reason { _ = try root.read(path, limit: 100) } == .link)
    #expect(reason { try root.replace(path, with: []) } == .link)
    #expect(reason { _ = try root.makeFolders(path) } == .link)
  }

  @Test func `follows no link, wherever it stands`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/way", withDestinationPath: scratch.path + "/outside")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/end", withDestinationPath: scratch.path + "/outside/file")
    let root = try Folder.open(folder)
    #expect(reason { _ = try root.read("way/file", limit: 100) } == .link)
    #expect(reason { _ = try root.read("end", limit: 100) } == .link)
    #expect(reason { _ = try root.makeFolders("way/new") } == .link)
    #expect(reason { try root.replace("way/new", with: []) } == .link)
    #expect(reason { _ = try root.remove("way/file") } == .link)
    #expect(try root.status("end")?.kind == .link)
    // The link itself is replaced, never what it leads to.
    try root.replace("end", with: Array("mine".utf8))
    #expect(
      FileManager.default.contents(atPath: scratch.path + "/outside/file") == Foundation.Data("secret".utf8))
    #expect(try root.status("end")?.kind == .file)
  }

  @Test func `says why a call was refused`() throws {
    let root = try Folder.open(folder)
    try root.replace("file", with: [1, 2, 3])
    #expect(reason { _ = try root.read("none", limit: 100) } == .absent)
    #expect(reason { _ = try root.read("file", limit: 2) } == .tooLarge(limit: 2))
    #expect(reason { _ = try root.folder("file") } == .notFolder)
    #expect(reason { try File.create(folder + "/file") } == .exists)
    #expect(reason { _ = try File.read(folder, limit: 100) } == .notFile)
    #expect(try root.status("file/below") == nil)
    #expect(
      sentenceOf { _ = try File.read(folder + "/none", limit: 1) } == "\(folder)/none: open: it is not there")
  }

  func sentenceOf(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return ""
  }

  @Test func `leaves no temporary file beside a replaced one`() throws {
    try File.replace(folder + "/file", with: Array("one".utf8))
    try File.replace(folder + "/file", with: Array("two".utf8), durable: false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    #expect(try File.text(folder + "/file", limit: 10) == "two")
    #expect(try File.text(folder + "/none", limit: 10) == nil)
  }
}

@Suite struct `A backoff` {
  @Test func `waits a random time below a bound that doubles from 1 to 50 ms, 10 s in all`() {
    var backoff = Backoff(now: 0)
    var pauses: [Int64] = []
    var now: Int64 = 0
    while let pause = backoff.next(now: now, drawing: \.upperBound) {
      pauses.append(pause)
      now += pause
    }
    #expect(pauses.prefix(7).map { ($0 + 500_000) / 1_000_000 } == [1, 2, 4, 8, 16, 32, 50])
    #expect(now == 10_000_000_000)
    var seeded = SeededGenerator(seed: 1)
    var jittered = Backoff(lowest: 1_000_000, highest: 1_000_000, now: 0)
    let few = (0..<100).compactMap { _ in jittered.next(now: 0) { Int64.random(in: $0, using: &seeded) } }
    #expect(few.allSatisfy { (0...1_000_000).contains($0) })
    #expect(few.contains { $0 < 250_000 } && few.contains { $0 > 750_000 })
  }
}
