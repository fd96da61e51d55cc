// What agents are known to send where another type is meant. Each is one method, so that nothing is loose by accident.
extension JSONReader {
  /// An id: a string, or an integer as its decimal text.
  package func identifier() throws(JSONPathError) -> String {
    switch value {
    case .string(let text): return text
    case .integer(let number): return String(number)
    case .null, .bool, .number, .array, .object: throw unexpected("an id, as a string or a number")
    }
  }

  /// Ids: an array of strings or integers, or such an array as JSON in a string.
  package func identifiers() throws(JSONPathError) -> [String] {
    guard case .array(let elements) = unwrapped else { throw unexpected("an array of ids") }
    var ids: [String] = []
    for element in readers(of: elements) {
      ids.append(try element.identifier())
    }
    return ids
  }

  /// An integer, or one as its decimal text.
  package func looseInteger() throws(JSONPathError) -> Int {
    if case .string(let text) = value, let number = Int(text), String(number) == text { return number }
    return try integer()
  }

  /// A truth value, or `"true"` or `"false"`.
  package func looseBoolean() throws(JSONPathError) -> Bool {
    switch value {
    case .string("true"): true
    case .string("false"): false
    default: try boolean()
    }
  }

  /// The elements of an array, or of one that was sent as JSON in a string.
  package func looseArray() throws(JSONPathError) -> [JSONReader] {
    guard case .array(let elements) = unwrapped else { throw unexpected("an array") }
    return readers(of: elements)
  }

  /// The strings of an array, or of one that was sent as JSON in a string.
  package func looseStrings() throws(JSONPathError) -> [String] {
    guard case .array(let elements) = unwrapped else { throw unexpected("an array of strings") }
    return try strings(of: elements)
  }

  /// An object, or one that was sent as JSON in a string; its members are read with the reader that comes back.
  package func looseObject() throws(JSONPathError) -> JSONReader {
    guard case .object = unwrapped else { throw unexpected("an object") }
    return JSONReader(unwrapped, path: path)
  }

  /// The value, or the array or object that its text is.
  private var unwrapped: JSONValue {
    guard case .string(let text) = value, let parsed = try? JSONValue(parsing: text) else { return value }
    switch parsed {
    case .array, .object: return parsed
    case .null, .bool, .integer, .number, .string: return value
    }
  }
}
