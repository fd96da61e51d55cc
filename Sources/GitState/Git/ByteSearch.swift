internal import CLibGit2

/// Looking for bytes in long messages, by the C library's own search.
package enum ByteSearch {
  /// Where a word begins first, at or behind `start`; nil where it does not occur there.
  package static func first(_ word: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard start < bytes.endIndex else { return nil }
    return bytes[start...].withUnsafeBytes { rest in
      word.withUnsafeBytes { word in
        memmem(rest.baseAddress!, rest.count, word.baseAddress!, word.count)
          .map { start + (rest.baseAddress!.distance(to: UnsafeRawPointer($0))) }
      }
    }
  }

  /// Where a byte stands last before `end`; nil where it does not.
  package static func last(_ byte: UInt8, in bytes: [UInt8], before end: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      #if canImport(Darwin)
        bytes[..<end].lastIndex(of: byte)
      #else
        bytes.baseAddress.flatMap { base in
          memrchr(base, Int32(byte), end).map { base.distance(to: UnsafeRawPointer($0)) }
        }
      #endif
    }
  }
}
