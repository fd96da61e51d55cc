package import JSON
package import StateMachine

extension JSONReader {
  /// A checked name that was stored; one that no longer passes is reported with its path.
  package func name<Name>(_ check: (String) throws(Rejection) -> Name) throws(JSONPathError) -> Name {
    let text = try string()
    do throws(Rejection) {
      return try check(text)
    } catch {
      throw refused(error.sentence)
    }
  }

  /// The names of a list that may be left out.
  package func names<Name>(
    _ key: String, _ check: (String) throws(Rejection) -> Name
  ) throws(JSONPathError) -> [Name] {
    guard let list = try self[optional: key] else { return [] }
    var names: [Name] = []
    for item in try list.array() { names.append(try item.name(check)) }
    return names
  }

  /// What a member holds, where it is there.
  package func optional<Value>(
    _ key: String, _ read: (JSONReader) throws(JSONPathError) -> Value
  ) throws(JSONPathError) -> Value? {
    guard let member = try self[optional: key] else { return nil }
    return try read(member)
  }

  /// A text that may be left out.
  package func text(_ key: String) throws(JSONPathError) -> String? {
    try string(optional: key)
  }

  /// A list of texts that may be left out.
  package func texts(_ key: String) throws(JSONPathError) -> [String] {
    try self[optional: key]?.strings() ?? []
  }

  /// A moment.
  package func timestamp() throws(JSONPathError) -> Timestamp {
    guard let time = Timestamp(try string()) else { throw unexpected("a time such as 2026-11-21T03:00:00Z") }
    return time
  }

  /// A word of a closed list.
  func word<Word>(_ key: String, _ known: (String) -> Word?) throws(JSONPathError) -> Word {
    guard let word = known(try self[key].string()) else { throw try self[key].unexpected("a known word") }
    return word
  }
}
