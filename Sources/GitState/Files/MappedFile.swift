#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A file's bytes where the system keeps them anyway, for as long as this is held: of a large one only what is looked at is read.
///
/// Only for what is replaced by renaming, as git replaces its files: what becomes shorter in place ends the process that looks at it.
@safe package final class MappedFile {
  private let bytes: UnsafeRawBufferPointer

  package var count: Int { unsafe bytes.count }

  /// Maps a regular file that is not empty; nil for anything else.
  package init?(_ path: String) {
    guard let file = try? unsafe Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), "open", path),
      let status = try? file.status(path), status.kind == .file, status.size > 0,
      let start = unsafe mmap(nil, status.size, PROT_READ, MAP_PRIVATE, file.number, 0),
      unsafe start != MAP_FAILED
    else { return nil }
    unsafe bytes = UnsafeRawBufferPointer(start: start, count: status.size)
  }

  deinit {
    _ = unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }

  /// One byte.
  ///
  /// - Precondition: it lies within the file.
  package subscript(place: Int) -> UInt8 {
    precondition(place >= 0 && place < count)
    return unsafe bytes[place]
  }

  /// Lends bytes.
  ///
  /// - Precondition: they lie within the file.
  package func withBytes(_ places: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) {
    precondition(places.lowerBound >= 0 && places.upperBound <= count)
    unsafe body(UnsafeRawBufferPointer(rebasing: bytes[places]))
  }

  /// Four bytes, the highest first.
  ///
  /// - Precondition: they lie within the file.
  package func word(at place: Int) -> UInt32 {
    precondition(place >= 0 && place <= count - 4)
    return unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  /// Eight bytes, the highest first.
  ///
  /// - Precondition: they lie within the file.
  package func long(at place: Int) -> UInt64 {
    UInt64(word(at: place)) << 32 | UInt64(word(at: place + 4))
  }
}
