extension JSONValue {
  /// Reads one value from its text by RFC 8259, strictly.
  ///
  /// Refused are invalid UTF-8, a byte order mark, trailing commas, a key that is there twice, half a surrogate pair,
  /// anything after the value, and whatever is beyond the limits.
  package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
    var parser = JSONParser(bytes, limits: limits)
    self = try parser.document()
  }

  /// Reads one value from its text by RFC 8259, strictly.
  package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}
