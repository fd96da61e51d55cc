internal import CLibGit2

/// What a walk needs of a commit.
struct CommitHeader: Sendable {
  let parents: [ObjectID]
  /// The committer's time, seconds since 1970.
  let date: Int64
}

/// The headers of commits that were read, kept because a commit never changes.
final class CommitHeaders {
  private var known: [ObjectID: CommitHeader] = [:]
  private static let most = 200_000

  subscript(id: ObjectID) -> CommitHeader? { known[id] }

  func keep(_ header: CommitHeader, of id: ObjectID) {
    if known.count >= Self.most { known.removeAll() }
    known[id] = header
  }
}

extension CommitHeader {
  /// Reads `tree`, `parent` and `committer` of a commit's bytes; nil where there is no committer.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var parents: [ObjectID] = []
    var index = 0
    func starts(_ word: StaticString) -> Bool {
      guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
      for place in 0..<word.utf8CodeUnitCount where bytes[index + place] != word.utf8Start[place] {
        return false
      }
      return true
    }
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      if starts("parent ") {
        guard let parent = ObjectID(hex: bytes[(index + 7)..<end]) else { return nil }
        parents.append(parent)
      } else if starts("committer ") {
        self.init(parents: parents, date: CommitHeader.date(bytes[index..<end]))
        return
      }
      index = end + 1
    }
    return nil
  }

  /// The number behind the last `>`; 0 where there is none.
  private static func date(_ line: UnsafeRawBufferPointer.SubSequence) -> Int64 {
    guard let close = line.lastIndex(of: UInt8(ascii: ">")) else { return 0 }
    var date: Int64 = 0
    for byte in line[(close + 1)...].drop(while: { $0 == UInt8(ascii: " ") }) {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), date < 1 << 56 else { break }
      date = date * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return date
  }
}
