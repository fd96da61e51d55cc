internal import Files
internal import Synchronization

/// The indexes that were read last, kept for whoever reads the same one next.
///
/// A file is read each time. Only where its bytes are what they were is it not taken apart again.
enum IndexShelf {
  private static let kept = Mutex<[(path: String, image: IndexImage)]>([])
  /// How many are kept: each holds a few hundred bytes for every file of its tree.
  private static let most = 3

  /// The index at that path, the empty one where none is there, and when it was written.
  static func image(at path: String) throws(GitError) -> (image: IndexImage, written: TreeStat.Moment?) {
    let status = try onDisk { () throws(FileError) in try File.status(path) }
    guard let status else { return (.empty, nil) }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try File.read(path, limit: 1 << 31)
    } catch {
      if case .absent = error.reason { return (.empty, nil) }
      throw GitError(error)
    }
    let written = TreeStat.Moment(
      seconds: status.modified / 1_000_000_000, nanoseconds: status.modified % 1_000_000_000)
    let known = kept.withLock { kept in kept.first { $0.path == path }?.image }
    if let known, isEqual(known.bytes, bytes) { return (known, written) }
    let image = try IndexImage(bytes, at: path, known: known)
    kept.withLock { kept in
      kept.removeAll { $0.path == path }
      kept.append((path, image))
      if kept.count > most { kept.removeFirst() }
    }
    return (image, written)
  }

  private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        var place = 0
        while place + 8 <= left.count {
          guard
            left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
              == right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
          else { return false }
          place += 8
        }
        return left[place...].elementsEqual(right[place...])
      }
    }
  }
}
