import JSON
import StateMachine

/// A value of a workflow definition and its place.
struct WorkflowPart {
  let reader: JSONReader

  /// An object.
  init(_ value: JSONValue) throws(JSONPathError) {
    reader = JSONReader(value)
    _ = try reader.object()
  }

  init(_ reader: JSONReader) { self.reader = reader }

  var value: JSONValue { reader.value }

  /// A member that may be left out; null counts as left out, and so does every member of what is no object.
  subscript(key: String) -> WorkflowPart? {
    guard case .object = reader.value, let member = try? reader[optional: key] else { return nil }
    return WorkflowPart(member)
  }

  /// A member of the first of these names that is there.
  func first(of keys: String...) -> WorkflowPart? { keys.lazy.compactMap { self[$0] }.first }

  func required(_ key: String) throws(JSONPathError) -> WorkflowPart { WorkflowPart(try reader[key]) }

  func refused(_ message: String) -> JSONPathError { reader.refused(message) }

  /// Refuses a key that is none of these, with the nearest.
  func knowOnly(_ keys: [String]) throws(JSONPathError) {
    for key in try reader.object().keys where !keys.contains(key) {
      let near = nearest(to: key, among: keys, limit: 1).first
      throw refused(
        "the key \(quoted(key)) is not known"
          + (near.map { "; did you mean \(quoted($0))?" } ?? ". Known are \(spoken(keys, limit: 20))"))
    }
  }

  func text() throws(JSONPathError) -> String { try reader.string() }

  func number() throws(JSONPathError) -> Int { try reader.looseInteger() }

  /// A truth value as its word, too.
  func said() throws(JSONPathError) -> String {
    if case .bool(let flag) = value { return "\(flag)" }
    return try text()
  }

  /// A number or a text.
  func label() throws(JSONPathError) -> String { try reader.identifier() }

  func elements() throws(JSONPathError) -> [WorkflowPart] {
    try reader.array().map { (element: JSONReader) in WorkflowPart(element) }
  }

  func agent() throws(JSONPathError) -> AgentID {
    do throws(Rejection) { return try AgentID(try name()) } catch { throw refused(error.sentence) }
  }

  private func name() throws(Rejection) -> String {
    guard let text = value.stringValue else {
      throw Rejection(.invalidName, "expected an agent's id, got \(value.quoted())")
    }
    return text
  }

  /// Agents, or a single one.
  func agents() throws(JSONPathError) -> [AgentID] {
    guard case .array = value else { return [try agent()] }
    var agents: [AgentID] = []
    for element in try elements() { agents.append(try element.agent()) }
    return agents
  }

  /// Texts, or one text with commas between them.
  func texts() throws(JSONPathError) -> [String] {
    guard let text = value.stringValue else { return try reader.strings() }
    return text.split(separator: ",").map { part -> String in
      var rest = part.drop(while: \.isWhitespace)
      while rest.last?.isWhitespace == true { rest.removeLast() }
      return String(rest)
    }.filter { !$0.isEmpty }
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ read: (String) -> Word?
  ) throws(JSONPathError) -> Word where Word.RawValue == String {
    guard let word = read(try text()) else {
      throw reader.unexpected("one of \(spoken(Word.allCases.map(\.rawValue), word: "or"))")
    }
    return word
  }
}
