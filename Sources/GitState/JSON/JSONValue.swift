/// One JSON value, as it was written: members keep their order, and integers are not doubles.
///
/// Two values are equal if they say the same: the order of members does not count, strings and keys are compared
/// byte by byte (and not up to canonical equivalence, as `String` does), and `1` is not `1.0`.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// An integer that `Int` holds.
  case integer(Int)
  /// Any other number, as its text: a fraction, an exponent, `-0`, or an integer beyond `Int`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// The string, or nil where this is something else.
  package var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The integer, or nil where this is something else, `1.0` among it.
  package var intValue: Int? {
    if case .integer(let number) = self { number } else { nil }
  }

  /// The truth value, or nil where this is something else.
  package var boolValue: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The elements, or nil where this is something else.
  package var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, or nil where this is something else.
  package var objectValue: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// Whether this is `null`.
  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The member of that name, or nil where there is none or this is no object.
  package subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }
}

extension JSONValue: Hashable {
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): ExactText(a) == ExactText(b)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag)
    case .integer(let number): hasher.combine(number)
    case .number(let text): hasher.combine(text)
    case .string(let text): hasher.combine(text)
    case .array(let elements): hasher.combine(elements)
    case .object(let object): hasher.combine(object)
    }
  }
}
