internal import CDeflate
internal import CLibGit2
internal import Files

/// Makes one pack and its index of many new objects, deflated on two threads and each by itself.
///
/// libgit2's pack builder looks for deltas between all of them, and its indexer inflates and hashes each once more.
enum PackWriter {
  /// An object as it stands in a pack, by its place among those that were given.
  private struct Packed: Sendable {
    let place: Int
    let bytes: [UInt8]
    let sum: UInt32
  }

  /// The files of a pack, to be put in place in this order.
  static func files(
    of objects: [ObjectStage.Object], in folder: String
  ) throws(GitError) -> [FileBatch.File] {
    let lanes = try inLanes(over: objects.count) { queue throws(GitError) -> [Packed] in
      let deflater = try Deflater()
      var packed: [Packed] = []
      while let batch = queue.next() {
        for place in batch {
          let bytes = head(of: objects[place]) + deflater.deflate(objects[place].bytes)
          let sum = libdeflate_crc32(0, bytes, bytes.count)
          packed.append(Packed(place: place, bytes: bytes, sum: sum))
        }
      }
      return packed
    }
    // In the order in which they came, as each stands after those that it names.
    let packed = lanes.flatMap { $0 }.sorted { $0.place < $1.place }
    var pack: [UInt8] = Array("PACK".utf8)
    pack.reserveCapacity(packed.reduce(32) { $0 + $1.bytes.count })
    pack.append(2 as UInt32)
    pack.append(UInt32(objects.count))
    var offsets: [UInt32] = []
    for object in packed {
      offsets.append(UInt32(pack.count))
      pack += object.bytes
    }
    let sum = SHA1.sum(pack)
    pack += sum
    let name = "\(folder)/pack-\(ObjectID(bytes: sum) ?? .zero)"
    let index = index(
      objects.indices.map { (id: objects[$0].id.bytes, sum: packed[$0].sum, offset: offsets[$0]) }, of: sum)
    return [.init(path: name + ".pack", bytes: pack), .init(path: name + ".idx", bytes: index)]
  }

  /// Kind and size, as a pack has them before an object.
  private static func head(of object: ObjectStage.Object) -> [UInt8] {
    var size = object.bytes.count
    var byte = UInt8(object.kind.type.rawValue) << 4 | UInt8(size & 15)
    size >>= 4
    var bytes: [UInt8] = []
    while size > 0 {
      bytes.append(byte | 0x80)
      byte = UInt8(size & 0x7f)
      size >>= 7
    }
    return bytes + [byte]
  }

  /// The index of a pack, in git's version 2.
  private static func index(
    _ objects: [(id: [UInt8], sum: UInt32, offset: UInt32)], of pack: [UInt8]
  ) -> [UInt8] {
    let sorted = objects.sorted { $0.id.lexicographicallyPrecedes($1.id) }
    var counts = [UInt32](repeating: 0, count: 256)
    for object in sorted { counts[Int(object.id[0])] += 1 }
    var bytes: [UInt8] = [0xff, UInt8(ascii: "t"), UInt8(ascii: "O"), UInt8(ascii: "c")]
    bytes.append(2 as UInt32)
    var below: UInt32 = 0
    for count in counts {
      below += count
      bytes.append(below)
    }
    for object in sorted { bytes += object.id }
    for object in sorted { bytes.append(object.sum) }
    for object in sorted { bytes.append(object.offset) }
    bytes += pack
    return bytes + SHA1.sum(bytes)
  }
}

extension Array<UInt8> {
  fileprivate mutating func append(_ word: UInt32) {
    for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
  }
}
