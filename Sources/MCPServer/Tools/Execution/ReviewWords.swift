import GitState
import JSON
import StateMachine

/// A reviewer's words, in the keys of every dialect that agents write.
enum ReviewWords {
  /// What a review asks for.
  enum Given {
    case review(Review)
    /// It is let through without one.
    case override(name: String, reason: String)
  }

  static func given(_ reader: JSONReader) throws(Rejection) -> Given {
    try rejecting {
      let object = try reader.looseObject()
      let metadata = try object[optional: "metadata"]?.looseObject()
      func first(_ keys: String...) throws(JSONPathError) -> JSONReader? {
        for place in [object, metadata].compactMap({ $0 }) {
          for key in keys { if let member = try place[optional: key] { return member } }
        }
        return nil
      }
      guard let word = try first("review_status", "verdict", "critic_verdict", "status") else {
        throw try object["review_status"].unexpected("a verdict")
      }
      let reviewer = try first("reviewer", "by", "agent")?.string()
      let text = try first("summary", "reasoning")?.string()
      if ["override", "overridden"].contains(comparable(try word.string())) {
        return .override(name: reviewer ?? "", reason: try first("reason")?.string() ?? text ?? "")
      }
      guard let verdict = ReviewVerdict(anyDialect: try word.string()) else {
        throw word.unexpected("success, needs_revision, failed or override")
      }
      // What doesn't say how deep it went is taken for the shallowest.
      let depth = try first("review_depth", "review_mode").map { (depth) throws(JSONPathError) in
        guard let known = ReviewDepth(anyDialect: try depth.string()) else {
          throw depth.unexpected(spoken(ReviewDepth.allCases.map(\.rawValue), word: "or"))
        }
        return known
      }
      var review = Review(verdict, depth: depth ?? .lightweight)
      review.score = try first("review_score", "score").map { (score) throws(JSONPathError) in
        try whole(score)
      }
      for list in [
        try first("critical_issues"), try first("critical_findings"), try first("security_findings"),
      ] {
        review.issues += try list.map { (list) throws(JSONPathError) in try issues(list) } ?? []
      }
      review.area = try first("focus_area")?.string()
      review.reviewer = reviewer
      review.summary = text
      review.handoff = object.value.serialized(sortedKeys: true)
      return .review(review)
    }
  }

  /// A score; of `6.9` the 6 counts.
  private static func whole(_ reader: JSONReader) throws(JSONPathError) -> Int {
    let text: String
    switch reader.value {
    case .integer(let number): return number
    case .number(let digits): text = digits
    case .string(let written): text = written
    case .null, .bool, .array, .object: throw reader.unexpected("a number from 1 to 10")
    }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let number = parts.first.flatMap({ Int($0) }),
      parts.dropFirst().allSatisfy({ $0.allSatisfy(\.isNumber) })
    else { throw reader.unexpected("a number from 1 to 10") }
    return number
  }

  /// The critical ones of a list of texts or objects.
  private static func issues(_ reader: JSONReader) throws(JSONPathError) -> [String] {
    if case .string(let text) = reader.value, !text.hasPrefix("["), !comparable(text).isEmpty {
      return [text]
    }
    if case .string(let text) = reader.value, comparable(text).isEmpty { return [] }
    var found: [String] = []
    for element in try reader.looseArray() {
      guard case .object = element.value else {
        let text = try element.string()
        if !isMinor(text.prefix { $0.isLetter }.description) { found.append(text) }
        continue
      }
      if isMinor(try element[optional: "severity"]?.string() ?? "") { continue }
      let words = try element.first(of: "description", "issue", "finding", "message", "title")
      var text = try words?.string() ?? element.value.serialized()
      if let file = try element[optional: "file"]?.string() {
        let line = try element[optional: "line"].map { (line) throws(JSONPathError) in
          ":\(try line.identifier())"
        }
        text = "\(file)\(line ?? ""): \(text)"
      }
      found.append(text)
    }
    return found
  }

  private static func isMinor(_ severity: String) -> Bool {
    ["low", "medium", "minor", "info", "informational", "warning", "none"].contains(comparable(severity))
  }
}
