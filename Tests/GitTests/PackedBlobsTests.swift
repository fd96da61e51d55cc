import Foundation
import TestSupport
import Testing

@testable import Git

@Suite struct `Blobs in a pack` {
  /// A repository with blobs in two packs, some whole and some as deltas, and one in no pack.
  private struct Packed {
    let scratch: ScratchRepository
    /// By their ids, as git says them.
    private(set) var contents: [ObjectID: [UInt8]] = [:]
    private(set) var loose: ObjectID?

    init(_ seed: UInt64) throws {
      scratch = try ScratchRepository(bare: true)
      var generator = SeededGenerator(seed: seed)
      let line = "a line that many have, and which is as good as any other\n"
      for pack in 0..<2 {
        for (number, size) in [0, 1, 15, 16, 2_047, 2_048, 7_000, 70_000, 300_000].enumerated() {
          let dense = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
          try add(dense)
          let words = String(repeating: "\(pack) \(number) " + line, count: size / line.utf8.count + 1)
          try add(Array(words.utf8))
          // So near to the one before that git keeps what differs.
          try add(Array((words + "more\n").utf8))
        }
        try scratch.git(
          "pack-objects", "--quiet", scratch.path + "/objects/pack/pack",
          input: ids(from: pack * 27).joined(separator: "\n") + "\n")
      }
      try scratch.git("prune-packed")
      loose = try add(Array("in no pack\n".utf8))
    }

    private var order: [String] = []

    private func ids(from start: Int) -> [String] { Array(order[start...]) }

    @discardableResult
    private mutating func add(_ bytes: [UInt8]) throws -> ObjectID {
      let file = scratch.path + "/new"
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      let name = try scratch.git("hash-object", "-w", "--no-filters", file)
      let id = try #require(ObjectID(name))
      order.append(name)
      contents[id] = bytes
      return id
    }

    /// The files of one pack, without their suffix.
    var packs: [String] {
      get throws {
        let folder = scratch.path + "/objects/pack"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pack") }
          .sorted().map { "\(folder)/\($0.dropLast(5))" }
      }
    }
  }

  @Test func `are what git stored, and deltas are left to others`() throws {
    let packed = try Packed(1)
    var deltas: Set<ObjectID> = []
    for pack in try packed.packs {
      for line in try packed.scratch.git("verify-pack", "-v", pack + ".idx").split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 7, words[1] == "blob", let id = ObjectID(words[0]) { deltas.insert(id) }
      }
    }
    let blobs = PackedBlobs(in: packed.scratch.path)
    for (id, bytes) in packed.contents {
      let read = blobs.read(id)
      #expect(read == (deltas.contains(id) || id == packed.loose ? nil : bytes), "\(id)")
    }
    #expect(deltas.count > 4 && deltas.count < packed.contents.count / 2)
    #expect(try blobs.read(id(String(repeating: "1", count: 40))) == nil)
  }

  @Test func `are not there where a file is cut, of another kind, or not a pack's`() throws {
    let packed = try Packed(2)
    let pack = try #require(try packed.packs.first)
    for suffix in [".idx", ".pack"] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: pack + suffix))
      for count in [0, 1, 8, 11, 12, 31, 1_031, 1_032, whole.count / 3] {
        try replace(pack + suffix, with: whole.prefix(count))
        #expect(suffix == ".pack" && count > 31 || PackFile(pack) == nil, "\(suffix) \(count)")
        expectNothingElse(packed)
      }
      for place in [0, 4, 7] + (suffix == ".idx" ? [8 + 1_020] : [8]) {
        var other = whole
        other[place] ^= 0x41
        try replace(pack + suffix, with: other)
        #expect(PackFile(pack) == nil, "\(suffix) \(place)")
      }
      try replace(pack + suffix, with: whole)
    }
    #expect(PackFile(pack) != nil)
  }

  @Test func `end no process, whatever stands in the files, and never say other bytes than the pack's own`()
    throws
  {
    let packed = try Packed(3)
    let pack = try #require(try packed.packs.first)
    var generator = SeededGenerator(seed: 3)
    for suffix in [".idx", ".pack"] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: pack + suffix))
      for _ in 0..<200 {
        var other = whole
        for _ in 0..<8 {
          other[Int.random(in: 0..<other.count, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        try replace(pack + suffix, with: other)
        let blobs = PackedBlobs(in: packed.scratch.path)
        for (id, bytes) in packed.contents {
          let read = blobs.read(id)
          // An index that lies may lead to another blob; a pack that was damaged gives its bytes or none.
          if suffix == ".pack" { #expect(read == nil || read == bytes) }
        }
      }
      try replace(pack + suffix, with: whole)
    }
  }

  /// What is read must be what was stored.
  private func expectNothingElse(_ packed: Packed) {
    let blobs = PackedBlobs(in: packed.scratch.path)
    for (id, bytes) in packed.contents {
      let read = blobs.read(id)
      #expect(read == nil || read == bytes)
    }
  }

  /// As git does: what is mapped stays as it is.
  private func replace(_ path: String, with bytes: Data) throws {
    try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
