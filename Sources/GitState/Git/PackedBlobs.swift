internal import CDeflate
internal import Files

/// Blobs as packs hold them whole, for a tree of thousands that is written: libdeflate inflates one at once, with its size
/// known, in a fraction of the time that libgit2 and zlib take for it piece by piece.
///
/// What it does not have (a delta, a loose object, one of an alternate) libgit2 reads. Like libgit2's here, its bytes are
/// checked by zlib's sum and not by their id.
final class PackedBlobs {
  private let packs: [PackFile]
  /// The one that had the blob before: the next is most often there too.
  private var latest = 0
  private let inflater: OpaquePointer?

  /// Packs of a repository, where they are few: many are looked through faster by libgit2.
  private static var most: Int { 32 }
  /// Bytes of a blob that are worth a buffer.
  private static var largest: Int { 16 << 20 }

  init(in common: String) {
    let folder = "\(common)/objects/pack"
    let names = ((try? Folder.entries(of: folder)) ?? []).map(\.name).filter { $0.hasSuffix(".idx") }
    packs = names.count > Self.most ? [] : names.compactMap { PackFile("\(folder)/\($0.dropLast(4))") }
    inflater = packs.isEmpty ? nil : libdeflate_alloc_decompressor()
  }

  deinit { libdeflate_free_decompressor(inflater) }

  /// The bytes of a blob; nil where they are not to be had here.
  func read(_ id: ObjectID) -> [UInt8]? {
    guard let inflater else { return nil }
    for turn in packs.indices {
      let number = (latest + turn) % packs.count
      guard let place = packs[number].blob(id) else { continue }
      latest = number
      return Self.inflated(place, packs[number], inflater)
    }
    return nil
  }

  private static func inflated(
    _ place: PackFile.Place, _ file: PackFile, _ inflater: OpaquePointer
  ) -> [UInt8]? {
    guard place.size <= largest else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: place.size) { buffer, initialized in
      file.pack.withBytes(place.start..<file.end) { deflated in
        var (taken, made) = (0, 0)
        let outcome = libdeflate_zlib_decompress_ex(
          inflater, deflated.baseAddress, deflated.count, buffer.baseAddress, place.size, &taken, &made)
        isWhole = outcome == LIBDEFLATE_SUCCESS && made == place.size
      }
      initialized = isWhole ? place.size : 0
    }
    return isWhole ? bytes : nil
  }
}
