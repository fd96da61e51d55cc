import JSON
import StateMachine

/// A value of a workflow definition and its place.
struct WorkflowPart {
  let reader: JSONReader
  /// What is wrong with the definition that it is a part of.
  let faults: DefinitionFaults

  /// An object.
  init(_ value: JSONValue, _ faults: DefinitionFaults) throws(JSONPathError) {
    self.init(JSONReader(value), faults)
    _ = try reader.object()
  }

  init(_ reader: JSONReader, _ faults: DefinitionFaults) {
    self.reader = reader
    self.faults = faults
  }

  var value: JSONValue { reader.value }

  /// A member that may be left out; null counts as left out, and so does every member of what is no object.
  subscript(key: String) -> WorkflowPart? {
    guard case .object = reader.value, let member = try? reader[optional: key] else { return nil }
    return WorkflowPart(member, faults)
  }

  /// What a member says; nil where it is left out, or says what it can't, which is noted then.
  func read<Value>(
    _ key: String, _ read: (WorkflowPart) throws(JSONPathError) -> Value
  ) -> Value? {
    guard let part = self[key] else { return nil }
    return faults.noting { () throws(JSONPathError) in try read(part) }
  }

  /// A member of the first of these names that is there.
  func first(of keys: String...) -> WorkflowPart? { keys.lazy.compactMap { self[$0] }.first }

  func required(_ key: String) throws(JSONPathError) -> WorkflowPart { WorkflowPart(try reader[key], faults) }

  func refused(_ message: String) -> JSONPathError { reader.refused(message) }

  /// Notes keys that are none of these, with the nearest.
  func knowOnly(_ keys: [String]) throws(JSONPathError) {
    for key in try reader.object().keys where !keys.contains(key) && !faults.isFull {
      let near = nearest(to: key, among: keys, limit: 1).first
      faults.note(
        refused(
          "the key \(quoted(key)) is not known"
            + (near.map { "; did you mean \(quoted($0))?" } ?? ". Known are \(spoken(keys, limit: 20))")))
    }
  }

  func text() throws(JSONPathError) -> String { try reader.string() }

  func number() throws(JSONPathError) -> Int { try reader.looseInteger() }

  /// A truth value or a number as its word, too.
  func said() throws(JSONPathError) -> String {
    switch value {
    case .bool, .integer, .number: value.serialized()
    default: try text()
    }
  }

  /// A number or a text.
  func label() throws(JSONPathError) -> String { try reader.identifier() }

  func elements() throws(JSONPathError) -> [WorkflowPart] {
    try reader.array().map { (element: JSONReader) in WorkflowPart(element, faults) }
  }

  /// The elements, where they are no more than so many: what is too long is not gone through.
  func elements(atMost limit: Int) throws(JSONPathError) -> [WorkflowPart] {
    let elements = try elements()
    guard elements.count <= limit else {
      throw refused("it has \(elements.count) entries, and the limit is \(limit)")
    }
    return elements
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
    for element in try elements(atMost: WorkflowLimits.agents) { agents.append(try element.agent()) }
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
