/// The paths of a task's files: data that nothing here opens, yet shown to agents that do.
package enum TaskPath {
  /// One name for one file, or two tasks that touch it would not be seen; nil for a path that leads out of the repository.
  package static func normalized(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let bad = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
    guard !text.isEmpty, !text.hasPrefix("/"), !parts.contains(".."), !bad, text.utf8.count <= 4_096 else {
      return nil
    }
    let name = parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
    return name.isEmpty ? text : text.hasSuffix("/") ? name + "/" : name
  }
}
