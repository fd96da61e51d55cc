import Files

/// Nobody reads the output any more: the end of a command, and no error.
struct BrokenPipe: Error {}

/// Writes a command's output: the one place that does.
///
/// - Throws: ``BrokenPipe`` where the reader has gone; else what kept it from being written.
func emit(_ text: String) throws {
  var bytes = Array(text.utf8)
  if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
  guard try StandardStream.output.write(bytes) else { throw BrokenPipe() }
}

/// Writes a line for the person, beside the output.
///
/// What keeps it from being written is nobody's concern.
func remark(_ text: String) {
  _ = try? StandardStream.errors.write(Array((text + "\n").utf8))
}
