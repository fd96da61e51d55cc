package import JSON

/// A value of a YAML text and where it stands, read as the type that is wanted or refused with its path and place.
package struct YAMLReader: Sendable {
  package let node: YAMLNode
  /// Such as `tasks[2].context`; empty for the whole.
  package let path: String

  package init(_ node: YAMLNode, path: String = "") {
    self.node = node
    self.path = path
  }

  package var json: JSONValue { node.json }
  package var isNull: Bool { node.isNull }

  /// The members, each key once, in their order.
  package func members() throws(YAMLError) -> [(key: String, value: YAMLReader)] {
    guard case .mapping(let members) = node.content else { throw unexpected("a mapping") }
    return members.map { ($0.key, YAMLReader($0.value, path: member($0.key))) }
  }

  /// The elements of a list.
  package func elements() throws(YAMLError) -> [YAMLReader] {
    guard case .sequence(let elements) = node.content else { throw unexpected("a list") }
    return elements.enumerated().map { YAMLReader($1, path: "\(path)[\($0)]") }
  }

  /// A text; a number or a truth value as it is written.
  package func text() throws(YAMLError) -> String {
    guard let text = node.text else { throw unexpected("a text") }
    return text
  }

  /// The texts of a list.
  ///
  /// One text alone stands for a list of it.
  package func texts() throws(YAMLError) -> [String] {
    if let text = node.text { return [text] }
    guard case .sequence = node.content else { throw unexpected("a list of texts") }
    var texts: [String] = []
    for element in try elements() { texts.append(try element.text()) }
    return texts
  }

  package func integer() throws(YAMLError) -> Int {
    guard let text = node.text, let number = Int(text) else { throw unexpected("an integer") }
    return number
  }

  /// A truth value, in the words of YAML 1.1 too: what a planner means by `yes` where one is wanted is plain.
  package func boolean() throws(YAMLError) -> Bool {
    switch node.text?.lowercased() {
    case "true", "yes", "on", "y": return true
    case "false", "no", "off", "n": return false
    default: throw unexpected("true or false", allowed: ["true", "false"])
    }
  }

  /// A member; nil where it is not there or is nothing.
  package func member(named key: String) -> YAMLReader? {
    guard case .mapping(let members) = node.content, let found = members.first(where: { $0.key == key }),
      !found.value.isNull
    else { return nil }
    return YAMLReader(found.value, path: member(key))
  }

  /// An error about this value: what was expected, and what it is in at most 80 characters.
  package func unexpected(_ expected: String, allowed: [String] = []) -> YAMLError {
    YAMLError(node.mark, path: path, "expected \(expected), got \(json.quoted())", allowed: allowed)
  }

  package func refused(_ reason: String, allowed: [String] = []) -> YAMLError {
    YAMLError(node.mark, path: path, reason, allowed: allowed)
  }

  private func member(_ key: String) -> String { YAMLReader.path(of: key, in: path) }

  /// The path of a member: a dot for a plain word, otherwise the quoted key in brackets.
  static func path(of key: String, in path: String) -> String {
    let isPlain =
      !key.isEmpty && key.utf8.count <= 64
      && key.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 45
      }
    if !isPlain { return "\(path)[\(JSONValue.string(key).quoted())]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }
}
