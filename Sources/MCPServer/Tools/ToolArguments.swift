import GitState
package import JSON
package import StateMachine

/// A tool's arguments under their published names, read with the liberties that language models take.
package struct ToolArguments: Sendable {
  private let values: JSONObject
  /// The names that were written, by the published ones.
  private let written: [String: String]

  /// Refuses an argument that the tool has under no spelling, with the nearest one.
  init(_ given: JSONObject, of tool: any Tool.Type) throws(Rejection) {
    // No text may reach a commit message, a path or a ref with one.
    try ToolArguments.reading { () throws(JSONPathError) in try JSONReader(.object(given)).refuseNUL() }
    var values = JSONObject()
    var spelling: [String: String] = [:]
    var written: [String: String] = [:]
    for parameter in tool.parameters {
      for name in [parameter.name] + parameter.aliases { spelling[name] = parameter.name }
    }
    for (key, value) in given.members where !value.isNull {
      guard let name = spelling[key] else { throw ToolArguments.unknown(key, spelling.keys.sorted(), tool) }
      if let present = values[name], present != value {
        throw Rejection(
          .invalidArgument, "\(name) was given twice under different names, with different values.",
          details: [.init("argument", .text(name))])
      }
      values[name] = value
      written[name] = key
    }
    // What only some callers must give, the tool itself asks for.
    for parameter in tool.parameters
    where parameter.isRequired && parameter.sets == nil && values[parameter.name] == nil {
      throw ToolArguments.missing(parameter.name, tool)
    }
    self.values = values
    self.written = written
  }

  private static func unknown(_ key: String, _ known: [String], _ tool: any Tool.Type) -> Rejection {
    let near = nearest(to: key, among: known)
    let names = tool.parameters.map(\.name)
    let hint =
      near.isEmpty
      ? " It takes \(names.isEmpty ? "no arguments" : spoken(names, limit: 20))."
      : " Did you mean \(spoken(near, word: "or"))?"
    return Rejection(
      .unknownArgument, "\(tool.name) has no argument \(quoted(key)).\(hint)",
      details: [.init("argument", .text(String(key.prefix(80)))), .init("allowed", .texts(names))])
  }

  private static func missing(_ name: String, _ tool: any Tool.Type) -> Rejection {
    Rejection(
      .missingArgument, "\(name) is required",
      details: [
        .init("argument", .text(name)),
        .init("required", .texts(tool.parameters.filter { $0.isRequired && $0.sets == nil }.map(\.name))),
      ])
  }

  /// An argument as a reader, whose path is what the caller called it; nil where it was not given.
  package func reader(_ name: String) -> JSONReader? {
    values[name].map { JSONReader($0, path: written[name] ?? name) }
  }

  /// Reads one argument; what doesn't have its form is refused with its path.
  package func read<Value>(
    _ name: String, _ body: (JSONReader) throws(JSONPathError) -> Value
  ) throws(Rejection) -> Value? {
    guard let reader = reader(name) else { return nil }
    return try ToolArguments.reading { () throws(JSONPathError) in try body(reader) }
  }

  /// Runs a piece of reading; what doesn't have its form is refused with its path.
  static func reading<Value>(_ body: () throws(JSONPathError) -> Value) throws(Rejection) -> Value {
    do throws(JSONPathError) {
      return try body()
    } catch {
      throw Rejection(error)
    }
  }

  package func text(_ name: String) throws(Rejection) -> String? {
    let text = try read(name) { (reader) throws(JSONPathError) in
      guard let text = try? reader.identifier() else { throw reader.unexpected("a text") }
      return text
    }
    try PlanLimits.check(text: text, field: name)
    return text
  }

  /// A text, or several that stand a line each.
  package func lines(_ name: String) throws(Rejection) -> String? {
    guard let texts = try? reader(name)?.looseStrings() else { return try text(name) }
    let text = texts.joined(separator: "\n")
    try PlanLimits.check(text: text, field: name)
    return text
  }

  /// A text that the tool can't do without; an empty one is as good as none.
  package func required(_ name: String) throws(Rejection) -> String {
    guard let text = try text(name), !comparable(text).isEmpty else {
      throw Rejection(.missingArgument, "\(name) is required", details: [.init("argument", .text(name))])
    }
    return text
  }

  package func number(_ name: String, in range: ClosedRange<Int>) throws(Rejection) -> Int? {
    guard let number = try read(name, { (reader) throws(JSONPathError) in try reader.looseInteger() }) else {
      return nil
    }
    guard range.contains(number) else {
      throw Rejection(
        .invalidArgument, "\(name) is \(number), and it takes \(range.lowerBound) to \(range.upperBound).",
        details: [.init("argument", .text(name)), .init("value", .number(number))])
    }
    return number
  }

  package func flag(_ name: String) throws(Rejection) -> Bool? {
    try read(name) { (reader) throws(JSONPathError) in try reader.looseBoolean() }
  }

  package func ids(_ name: String) throws(Rejection) -> [String] {
    let ids = try read(name) { (reader) throws(JSONPathError) in try reader.identifiers() } ?? []
    try PlanLimits.check(ids.count, limit: PlanLimits.tasks, field: name)
    return ids
  }

  package func list(_ name: String) throws(Rejection) -> [JSONReader] {
    try read(name) { (reader) throws(JSONPathError) in try reader.looseArray() } ?? []
  }
}

extension JSONReader {
  /// The first of these members that is there.
  func first(of keys: String...) throws(JSONPathError) -> JSONReader? {
    for key in keys { if let member = try self[optional: key] { return member } }
    return nil
  }
}
