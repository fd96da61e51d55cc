/// Cuts a stream of bytes into lines, in bounded memory; it never sees a descriptor.
///
/// A line ends at LF; a CR before it is dropped, and empty lines are skipped. A line beyond the limit is reported once,
/// as soon as it is too long, and discarded up to its LF.
package struct LineSplitter: Sendable {
  /// What was cut off.
  package enum Line: Hashable, Sendable {
    /// The bytes of a line, without its end; never empty.
    case line([UInt8])
    /// A line of more bytes than the limit, discarded.
    case tooLong
  }

  /// The longest line that is given out, in bytes without the LF.
  package let limit: Int

  /// The beginning of a line whose end was not fed yet; at most `limit` bytes.
  private var pending: [UInt8] = []

  /// Whether the present line was reported as too long.
  private var isDiscarding = false

  package init(limit: Int = 16 << 20) {
    self.limit = limit
  }

  /// Takes the next bytes, and gives the lines that they end.
  package mutating func feed(_ bytes: some RandomAccessCollection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      take(rest[..<end], into: &lines)
      if let line = endLine() { lines.append(line) }
      rest = rest[rest.index(after: end)...]
    }
    take(rest, into: &lines)
    return lines
  }

  /// Ends the stream: gives the last line, where it had no LF.
  package mutating func finish() -> Line? {
    endLine()
  }

  private mutating func take(_ bytes: some RandomAccessCollection<UInt8>, into lines: inout [Line]) {
    guard !isDiscarding else { return }
    if pending.count + bytes.count > limit {
      pending = []
      isDiscarding = true
      lines.append(.tooLong)
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func endLine() -> Line? {
    if isDiscarding {
      isDiscarding = false
      return nil
    }
    if pending.last == 0x0D { pending.removeLast() }
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    return .line(pending)
  }
}
