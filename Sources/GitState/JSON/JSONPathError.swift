/// What is wrong with a value, and where in the arguments it stands.
package struct JSONPathError: Error, Hashable, Sendable {
  /// Such as `tasks[2].preconditions`; empty for the whole.
  package let path: String

  /// Such as `expected an array of strings, got 5`.
  package let message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }
}

extension JSONPathError: CustomStringConvertible {
  /// Such as `tasks[2].preconditions: expected an array of strings, got 5`.
  package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
