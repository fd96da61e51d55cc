/// Where the members of an object stand in a JSON text, so that one can be put in without touching any other byte.
///
/// It is asked only about texts that were parsed before, and so checks nothing itself.
struct JSONSpans {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// One member: from its key's first quote to the end of its value.
  struct Member {
    /// As it stands between its quotes, escapes and all.
    let key: String
    let whole: Range<Int>
    let value: Range<Int>
  }

  /// The outermost value.
  var root: Range<Int> {
    let start = blank(from: 0)
    return start..<end(of: start)
  }

  /// The members of the object that begins there.
  func members(of object: Range<Int>) -> [Member] {
    guard bytes[object.lowerBound] == UInt8(ascii: "{") else { return [] }
    var members: [Member] = []
    var position = blank(from: object.lowerBound + 1)
    while position < object.upperBound, bytes[position] == UInt8(ascii: "\"") {
      let keyEnd = end(of: position)
      let start = blank(from: blank(from: keyEnd) + 1)
      let value = start..<end(of: start)
      members.append(
        Member(
          key: String(decoding: bytes[position + 1..<keyEnd - 1], as: UTF8.self),
          whole: position..<value.upperBound, value: value))
      position = blank(from: value.upperBound)
      if position < object.upperBound, bytes[position] == UInt8(ascii: ",") {
        position = blank(from: position + 1)
      }
    }
    return members
  }

  /// The white space that a line begins with, on which this place is.
  func indentation(at place: Int) -> String {
    var start = place
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    let blank = bytes[start..<place].prefix { $0 == 32 || $0 == 9 }
    return String(decoding: blank, as: UTF8.self)
  }

  private func blank(from place: Int) -> Int {
    var place = place
    while place < bytes.count, [9, 10, 13, 32].contains(bytes[place]) { place += 1 }
    return place
  }

  /// The place behind the value that begins here.
  private func end(of place: Int) -> Int {
    var depth = 0
    var position = place
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // A closing mark that is not ours ends a bare word or number.
        if depth == 0 { return position }
        depth -= 1
      case UInt8(ascii: ","), 9, 10, 13, 32: if depth == 0 { return position }
      default:
        position += 1
        continue
      }
      position += 1
      if depth == 0 { return position }
    }
    return position
  }
}
