/// Reads a commit's text: headers up to the first empty line, then the message.
struct CommitParser {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// The commit; nil where a header that every commit has is missing.
  func commit(_ id: ObjectID) -> Commit? {
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Signature?
    var committer: Signature?
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[rest.startIndex..<end]
      rest = rest[(end + 1)...]
      guard !line.isEmpty else { break }
      guard let space = line.firstIndex(of: UInt8(ascii: " ")), space != line.startIndex else { continue }
      let value = line[(space + 1)...]
      switch String(decoding: line[..<space], as: UTF8.self) {
      case "tree": tree = tree ?? CommitParser.id(value)
      case "parent": if let parent = CommitParser.id(value) { parents.append(parent) }
      case "author": author = author ?? CommitParser.signature(value)
      case "committer": committer = committer ?? CommitParser.signature(value)
      default: break
      }
    }
    guard let tree, let author, let committer else { return nil }
    return Commit(
      id: id, tree: tree, parents: parents, author: author, committer: committer,
      text: Array(rest))
  }

  private static func id(_ value: UnsafeRawBufferPointer.SubSequence) -> ObjectID? {
    value.count == 40 ? ObjectID(hex: value) : nil
  }

  /// `Name <email> seconds zone`, as tolerant as git itself.
  private static func signature(_ bytes: UnsafeRawBufferPointer.SubSequence) -> Signature {
    func text(_ bytes: UnsafeRawBufferPointer.SubSequence) -> String {
      String(decoding: bytes, as: UTF8.self)
    }
    guard let open = bytes.firstIndex(of: UInt8(ascii: "<")),
      let close = bytes.lastIndex(of: UInt8(ascii: ">")),
      open < close
    else {
      return Signature(name: text(bytes), email: "", seconds: 0)
    }
    var name = bytes[..<open]
    if name.last == 0x20 { name = name.dropLast() }
    let when = bytes[(close + 1)...].split(separator: UInt8(ascii: " ")).map(text)
    var offset = 0
    if when.count > 1, let zone = Int(when[1]) {
      offset = (zone / 100) * 60 + zone % 100
    }
    return Signature(
      name: text(name), email: text(bytes[(open + 1)..<close]),
      seconds: when.first.flatMap { Int64($0) } ?? 0, offset: offset)
  }
}
