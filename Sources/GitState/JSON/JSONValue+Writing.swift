extension JSONValue {
  /// The text of the value: one line, unless `pretty` sets two spaces of indentation for each level.
  ///
  /// Control characters, U+007F, U+2028 and U+2029 are escaped, slashes are not. `sortedKeys` sorts members by the
  /// bytes of their keys, at every level.
  package func serialized(sortedKeys: Bool = false, pretty: Bool = false) -> String {
    String(decoding: serializedBytes(sortedKeys: sortedKeys, pretty: pretty), as: UTF8.self)
  }

  /// The text of the value with sorted keys, on one line of which everything shows as itself: what is hidden, turns a line around or
  /// steers a terminal is escaped too, as `\u202e`.
  package func visible() -> String {
    var writer = JSONWriter(sortedKeys: true, pretty: false)
    writer.isVisible = true
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The text of the value, as bytes.
  package func serializedBytes(sortedKeys: Bool = false, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(sortedKeys: sortedKeys, pretty: pretty)
    writer.write(self)
    return writer.bytes
  }

  /// The value in at most `limit` characters of one line, for a sentence about it.
  ///
  /// A longer one is cut and ends in `…`; what is hidden or turns a line around is escaped, so that a quoted text can't
  /// pass for the sentence that quotes it.
  package func quoted(limit: Int = 80) -> String {
    var text = ""
    var count = 0
    for scalar in abbreviated(to: limit).serialized().unicodeScalars {
      let piece = scalar.isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
      count += piece.unicodeScalars.count
      if count > limit {
        while text.unicodeScalars.count > limit - 1 { text.unicodeScalars.removeLast() }
        return text + "…"
      }
      text.unicodeScalars.append(contentsOf: piece.unicodeScalars)
    }
    return text
  }

  /// The value without most of what would not be quoted, so that quoting a large one costs little.
  private func abbreviated(to limit: Int) -> JSONValue {
    switch self {
    case .null, .bool, .integer: self
    case .number(let text): .number(String(text.unicodeScalars.prefix(limit + 1)))
    case .string(let text): .string(String(text.unicodeScalars.prefix(limit + 1)))
    case .array(let elements): .array(elements.prefix(limit).map { $0.abbreviated(to: limit) })
    case .object(let object):
      .object(JSONObject(object.members.prefix(limit).map { ($0.key, $0.value.abbreviated(to: limit)) }))
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The whole text; a sentence for others quotes with `quoted` instead.
  package var description: String { serialized() }
}

extension JSONObject: CustomStringConvertible {
  /// The whole text; a sentence for others quotes with `quoted` instead.
  package var description: String { JSONValue.object(self).serialized() }
}

extension Unicode.Scalar {
  /// Whether the scalar shows as itself: no control, format, separator or private character.
  package var isPlain: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
  }
}
