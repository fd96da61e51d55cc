/// A place in a text: line and column, both from 1.
///
/// A column is one Unicode scalar.
package struct YAMLMark: Hashable, Sendable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "line \(line), column \(column)" }
}

/// Why a text is not the YAML that was asked for, and where.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  package let mark: YAMLMark
  /// Such as `tasks[2].priority`; empty where it is the text itself.
  package let path: String
  /// Such as `expected a text, got [1, 2]`.
  package let reason: String
  /// The words that would have been taken, where those are few.
  package let allowed: [String]

  package init(_ mark: YAMLMark, path: String = "", _ reason: String, allowed: [String] = []) {
    self.mark = mark
    self.path = path
    self.reason = reason
    self.allowed = allowed
  }

  package var description: String { "\(mark): \(path.isEmpty ? "" : "\(path): ")\(reason)" }
}
