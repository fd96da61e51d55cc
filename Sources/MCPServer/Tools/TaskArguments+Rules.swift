import GitState
import JSON
import StateMachine

/// What an imported plan says of a task's splitting and its reviews: typed where rules use it, and kept as it came beside that.
extension TaskArguments {
  /// Keys that are kept as they came although they mean something.
  static let ruled: Set<String> = ["metadata", "parallel_scope", "focus_areas", "context"]

  static func readRules(_ object: JSONReader, into task: inout TaskDefinition) throws {
    task.parallelStrategy = try strategy(object)
    if let reader = try object[optional: "parallel_scope"] { task.parallelScope = try scope(reader) }
    let metadata = try object[optional: "metadata"].flatMap { try? $0.looseObject() }
    let areas =
      try object[optional: "focus_areas"] ?? metadata?.first(of: "focus_areas", "reviewers", "focus_area")
    if let areas { task.focusAreas = try self.areas(areas) }
    if let metadata { task.concerns = TaskConcerns.named(in: metadata.value) }
  }

  /// How it is split; nil where it does not say.
  static func strategy(_ object: JSONReader) throws(JSONPathError) -> SplitStrategy? {
    guard let reader = try object[optional: "parallel_strategy"],
      !comparable(try reader.string()).isEmpty
    else { return nil }
    guard let strategy = SplitStrategy(anyDialect: try reader.string()) else {
      throw reader.unexpected(spoken(SplitStrategy.allCases.map(\.rawValue), word: "or"))
    }
    return strategy
  }

  /// Paths: a list, or `{directories, files}` as planners write it.
  static func scope(_ reader: JSONReader) throws(Rejection) -> [String] {
    let texts = try ToolArguments.reading { () throws(JSONPathError) -> [String] in
      guard let object = try? reader.looseObject() else { return try reader.looseStrings() }
      let folders = try object[optional: "directories"]?.looseStrings() ?? []
      return folders.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        + (try object[optional: "files"]?.looseStrings() ?? [])
    }
    var paths: [String] = []
    for text in texts {
      let path = try path(text, reader.path)
      if !paths.contains(path) { paths.append(path) }
    }
    return paths
  }

  /// Focus areas: texts, or objects that name one each.
  private static func areas(_ reader: JSONReader) throws -> [String] {
    if case .string(let text) = reader.value, !text.hasPrefix("[") {
      return comparable(text).isEmpty ? [] : [text]
    }
    var areas: [String] = []
    for element in try reader.looseArray() {
      let text: String
      if case .object = element.value {
        text = try element.first(of: "focus_area", "name")?.string() ?? ""
      } else {
        text = try element.string()
      }
      let isNew = !areas.contains { comparable($0) == comparable(text) }
      if !comparable(text).isEmpty, isNew { areas.append(text) }
    }
    try PlanLimits.check(areas.count, limit: 16, field: reader.path)
    return areas
  }
}
