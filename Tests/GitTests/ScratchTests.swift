import Foundation
import Testing
import TestSupport

@Suite struct `A scratch repository` {
  @Test func `has a fixed person and time and no user config`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("first", files: ["a/b.txt": "one\n"])
    #expect(id == "4fe14707c7ec2389623008589ad151128ab247f4")
    #expect(try scratch.refs() == ["refs/heads/main \(id)"])
    try scratch.expectClean()
  }

  @Test func `finds what the package builds`() throws {
    #expect(try builtProgram("gitstate").hasSuffix("/gitstate"))
    #expect(FileManager.default.fileExists(atPath: packageRoot + "/Package.swift"))
  }
}
