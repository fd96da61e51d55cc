internal import CDeflate

/// Deflates one object after the other, into a zlib stream (RFC 1950) each.
///
/// libdeflate takes less time for it than zlib. The functions are `libdeflate_alloc_compressor` and `libdeflate_zlib_compress`.
final class Deflater {
  private let raw: OpaquePointer

  /// - Parameter isDense: whether what comes is stored as it is, for to deflate it costs more than it saves. Else it is deflated
  ///   as fast as can be, which is git's own default for objects of their own.
  init(isDense: Bool = false) throws(GitError) {
    // Releases before 1.7 have no level for that.
    guard
      let raw = isDense
        ? libdeflate_alloc_compressor(0) ?? libdeflate_alloc_compressor(1) : libdeflate_alloc_compressor(1)
    else {
      throw GitError(
        .other(-1), function: "libdeflate_alloc_compressor", subject: "new objects",
        message: "there is no memory for it")
    }
    self.raw = raw
  }

  deinit { libdeflate_free_compressor(raw) }

  func deflate(_ bytes: [UInt8]) -> [UInt8] {
    let room = libdeflate_zlib_compress_bound(raw, bytes.count)
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      // What is no longer than the bound always fits.
      initialized = libdeflate_zlib_compress(raw, bytes, bytes.count, buffer.baseAddress!, room)
    }
  }
}
