/// The capabilities that a merge commit lists under `## Provides`.
package enum ProvidesSection {
  package static func capabilities(in message: String) -> [String] {
    // Most merges list none, and all of a base's history is asked.
    guard MessageSections.names("Provides", in: message),
      let lines = MessageSections(message).lines("Provides")
    else { return [] }
    return lines.compactMap { line in
      let text = line.drop(while: \.isWhitespace)
      guard text.hasPrefix("- ") || text.hasPrefix("* ") else { return nil }
      let item = MessageFields.trimmed(text.dropFirst(2))
      return item.isEmpty ? nil : item
    }
  }
}
