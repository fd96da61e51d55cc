package import JSON

/// A key that a file says otherwise than the plan that is there, with both values.
package struct PlanDifference: Hashable, Sendable {
  package let key: String
  /// What the plan has; nil where it says nothing of it.
  package let from: JSONValue?
  /// What the file has; nil where it says nothing of it.
  package let to: JSONValue?

  /// How much of a value is shown, in characters.
  private static let shown = 60
  /// How much of what two texts have in common is shown in front of where they part.
  private static let common = 16

  /// The keys in which two objects differ, those of the first in front.
  static func between(_ before: JSONObject, _ after: JSONObject) -> [PlanDifference] {
    (before.keys + after.keys.filter { before[$0] == nil }).filter { before[$0] != after[$0] }
      .map { PlanDifference(key: $0, from: before[$0], to: after[$0]) }
  }

  /// Both values in one line each; of long texts the place where they part.
  package var words: (from: String, to: String) {
    guard case .string(let before)? = from, case .string(let after)? = to,
      max(before.unicodeScalars.count, after.unicodeScalars.count) > Self.shown
    else { return (Self.word(from), Self.word(to)) }
    let same = zip(before.unicodeScalars, after.unicodeScalars).prefix { $0 == $1 }.count
    let skipped = same - Self.common
    guard skipped > 0 else { return (Self.word(from), Self.word(to)) }
    func rest(_ text: String) -> String {
      var rest = String.UnicodeScalarView(text.unicodeScalars.dropFirst(skipped))
      rest.insert("…", at: rest.startIndex)
      return Self.word(.string(String(rest)))
    }
    return (rest(before), rest(after))
  }

  private static func word(_ value: JSONValue?) -> String { value?.quoted(limit: shown) ?? "nothing" }
}
