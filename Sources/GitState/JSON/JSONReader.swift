/// A value and where it stands, read as the type that is wanted or refused with its path.
///
/// The plain methods take the JSON type only. What callers are known to send instead (text for a number, a number for
/// an id, JSON inside a string) is taken by the methods of `JSONReader+Loose.swift`, one by one.
package struct JSONReader: Sendable {
  package let value: JSONValue

  private let place: Place

  /// Such as `tasks[2].preconditions`; empty for the whole.
  package var path: String { place.path }

  package init(_ value: JSONValue, path: String = "") {
    self.init(value, at: .whole(path))
  }

  private init(_ value: JSONValue, at place: Place) {
    self.value = value
    self.place = place
  }

  /// The way to a value, put in words only when somebody asks: most values are read without a complaint.
  private indirect enum Place: Sendable {
    case whole(String)
    case member(Place, String)
    case element(Place, Int)

    var path: String {
      switch self {
      case .whole(let path): path
      case .member(let object, let key): JSONReader.path(object.path, to: key)
      case .element(let array, let index): "\(array.path)[\(index)]"
      }
    }
  }

  /// The string.
  package func string() throws(JSONPathError) -> String {
    guard case .string(let text) = value else { throw unexpected("a string") }
    return text
  }

  /// The integer.
  package func integer() throws(JSONPathError) -> Int {
    guard case .integer(let number) = value else { throw unexpected("an integer") }
    return number
  }

  /// The truth value.
  package func boolean() throws(JSONPathError) -> Bool {
    guard case .bool(let flag) = value else { throw unexpected("true or false") }
    return flag
  }

  /// The elements, each with its path.
  package func array() throws(JSONPathError) -> [JSONReader] {
    guard case .array(let elements) = value else { throw unexpected("an array") }
    return readers(of: elements)
  }

  /// The members.
  package func object() throws(JSONPathError) -> JSONObject {
    guard case .object(let object) = value else { throw unexpected("an object") }
    return object
  }

  /// The members in order, each with its path.
  package func members() throws(JSONPathError) -> [(key: String, reader: JSONReader)] {
    try object().members.map { (key: $0.key, reader: JSONReader($0.value, at: .member(place, $0.key))) }
  }

  /// The strings of an array of strings.
  package func strings() throws(JSONPathError) -> [String] {
    guard case .array(let elements) = value else { throw unexpected("an array of strings") }
    return try strings(of: elements)
  }

  /// The string of a member that may be absent, without a reader for it.
  package func string(optional key: String) throws(JSONPathError) -> String? {
    if case .string(let text)? = try object()[key] { return text }
    return try self[optional: key]?.string()
  }

  /// A required member; `null` counts as absent.
  package subscript(key: String) -> JSONReader {
    get throws(JSONPathError) {
      guard let member = try self[optional: key] else {
        throw JSONPathError(path: Self.path(path, to: key), message: "is required")
      }
      return member
    }
  }

  /// A member that may be absent; `null` counts as absent.
  package subscript(optional key: String) -> JSONReader? {
    get throws(JSONPathError) {
      guard let member = try object()[key], !member.isNull else { return nil }
      return JSONReader(member, at: .member(place, key))
    }
  }
}

extension JSONReader {
  /// An error about this value: what was expected, and what it is in at most 80 characters.
  package func unexpected(_ expected: String) -> JSONPathError {
    JSONPathError(path: path, message: "expected \(expected), got \(value.quoted())")
  }

  /// An error about this value, in a sentence of the caller's.
  package func refused(_ message: String) -> JSONPathError {
    JSONPathError(path: path, message: message)
  }

  /// Refuses a NUL in any string or key at any depth: legal JSON, but no text that git or a file name can hold.
  package func refuseNUL() throws(JSONPathError) {
    switch value {
    case .null, .bool, .integer, .number: return
    case .string(let text):
      if text.utf8.contains(0) { throw refused("holds a NUL character, got \(value.quoted())") }
    case .array(let elements):
      for element in readers(of: elements) { try element.refuseNUL() }
    case .object:
      for (key, reader) in try members() {
        if key.utf8.contains(0) { throw reader.refused("the key holds a NUL character") }
        try reader.refuseNUL()
      }
    }
  }

  func readers(of elements: [JSONValue]) -> [JSONReader] {
    elements.enumerated().map { JSONReader($1, at: .element(place, $0)) }
  }

  func strings(of elements: [JSONValue]) throws(JSONPathError) -> [String] {
    var strings: [String] = []
    strings.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      if case .string(let text) = element {
        strings.append(text)
      } else {
        strings.append(try JSONReader(element, at: .element(place, index)).string())
      }
    }
    return strings
  }

  /// The path of a member: a dot for a plain word, otherwise the quoted key in brackets.
  private static func path(_ path: String, to key: String) -> String {
    let isPlain =
      !key.isEmpty && key.utf8.count <= 64
      && key.utf8.allSatisfy { byte in
        switch byte {
        case .zero ... .nine, UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "_"), .minus:
          true
        default: false
        }
      }
    if !isPlain { return "\(path)[\(JSONValue.string(key).quoted())]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }
}
