import Files
import JSON

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

/// Writes one JSON object, for a program or for a terminal.
func emit(_ object: JSONObject, pretty: Bool) throws {
  try emit(steerless(JSONValue.object(object).serialized(pretty: pretty)))
}

/// JSON text in which what would steer a terminal stands as an escape, which means the same.
func steerless(_ json: String) -> String {
  var text = ""
  for scalar in json.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control where scalar == "\n": text += "\n"
    case .control, .format, .lineSeparator, .paragraphSeparator:
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

/// Writes a line for the person, beside the output.
///
/// What keeps it from being written is nobody's concern.
func remark(_ text: String) {
  _ = try? StandardStream.errors.write(Array((text + "\n").utf8))
}
