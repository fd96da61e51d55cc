/// The id of a workflow: `wf-1764148200123`, made of the time at which it began, in milliseconds.
package struct WorkflowID: CheckedName {
  static let grammar = NameGrammar(
    noun: "workflow id", maximum: 63, first: isAlphanumeric,
    rest: { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 },
    allowed: "[A-Za-z0-9][A-Za-z0-9._-]{0,62}", dropped: "workflow/")

  package let text: String

  /// The id, with a leading `workflow/` dropped.
  package init(_ text: String) throws(Rejection) {
    let name = text.hasPrefix("workflow/") ? String(text.dropFirst(9)) : text
    try Self.grammar.check(name)
    self.text = name
  }

  /// One that begins at that time.
  package init(milliseconds: Int) {
    text = "wf-\(milliseconds)"
  }

  /// Its branch, `workflow/<id>`.
  package var branch: String { "workflow/\(text)" }
}

/// The id of an agent of a workflow: `code-reviewer`.
package struct AgentID: CheckedName {
  static let grammar = NameGrammar(
    noun: "agent id", maximum: 63, first: isAlphanumeric,
    rest: { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 },
    allowed: "[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

  package let text: String

  /// The id, with a leading `@` dropped: requests name agents so.
  package init(_ text: String) throws(Rejection) {
    let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
    try Self.grammar.check(name)
    self.text = name
  }
}
