import StateMachine
import YAML

/// What a plan.yaml says of a task's splitting and its reviews: typed where rules use it, and kept as it came beside that.
extension PlanPart {
  static func readRules(_ reader: YAMLReader, into task: inout TaskDefinition) throws(YAMLError) {
    if let value = reader.member(named: "parallel_strategy"), !comparable(try value.text()).isEmpty {
      guard let strategy = SplitStrategy(anyDialect: try value.text()) else {
        let words = SplitStrategy.allCases.map(\.rawValue)
        throw value.unexpected(spoken(words, word: "or"), allowed: words)
      }
      task.parallelStrategy = strategy
    }
    if let scope = reader.member(named: "parallel_scope") { task.parallelScope = try self.scope(scope) }
    guard let metadata = reader.member(named: "metadata") else {
      task.focusAreas = areas(reader.member(named: "focus_areas"))
      return
    }
    task.focusAreas = areas(
      reader.member(named: "focus_areas") ?? metadata.member(named: "focus_areas")
        ?? metadata.member(named: "reviewers") ?? metadata.member(named: "focus_area"))
    task.concerns = TaskConcerns.named(in: metadata.json)
  }

  /// Paths: a list, or `{directories, files}`; what is neither is kept and means nothing.
  private static func scope(_ reader: YAMLReader) throws(YAMLError) -> [String] {
    var found: [String] = []
    switch reader.node.content {
    case .sequence: found = try paths(reader)
    case .mapping:
      if let folders = reader.member(named: "directories") {
        found = try paths(folders).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
      }
      if let files = reader.member(named: "files") { found += try paths(files) }
    case .scalar: break
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  /// Focus areas: texts, or mappings that name one each.
  private static func areas(_ reader: YAMLReader?) -> [String] {
    guard let reader else { return [] }
    let elements = (try? reader.elements()) ?? [reader]
    var areas: [String] = []
    for element in elements {
      let named = element.member(named: "focus_area") ?? element.member(named: "name") ?? element
      guard let text = named.node.text, !comparable(text).isEmpty else { continue }
      if !areas.contains(where: { comparable($0) == comparable(text) }) { areas.append(text) }
    }
    return Array(areas.prefix(16))
  }
}
