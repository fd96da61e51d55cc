import StateMachine

/// What the files of one plan are called where a dependency says which of them it means: `plan_b/task-002`.
///
/// A file is meant by its path, with or without its ending, and by as much of the end of that as tells it from the others.
struct PlanPartNames {
  /// By file: the folders on the way to it, and its name without an ending.
  private let paths: [[Substring]]
  private let names: [String]
  private let sessions: [String]

  init(_ parts: [PlanPart]) {
    names = parts.map(\.name)
    sessions = parts.map(\.session.text)
    paths = names.map(Self.path)
  }

  /// The files that a text may mean, by position; an exact path means that file alone.
  func meant(by text: String) -> [Int] {
    let exact = names.indices.filter { names[$0] == text }
    guard exact.isEmpty else { return exact }
    let path = Self.path(text)
    return names.indices.filter { sessions[$0] == text || Self.ends(paths[$0], with: path) }
  }

  /// The shortest text that means this file and no other.
  func shortest(for index: Int) -> String {
    let path = paths[index]
    for count in 1..<max(2, path.count + 1) {
      let text = path.suffix(count).joined(separator: "/")
      if meant(by: text) == [index] { return text }
    }
    return names[index]
  }

  private static func path(_ name: String) -> [Substring] {
    var path = name.split(separator: "/").filter { $0 != "." }
    if let last = path.popLast() { path.append(last.split(separator: ".").first ?? last) }
    return path
  }

  private static func ends(_ path: [Substring], with end: [Substring]) -> Bool {
    !end.isEmpty && path.count >= end.count && Array(path.suffix(end.count)) == end
  }

  /// Where a text is split into a file and a task: nil where it names no file.
  static func split(_ text: String) -> (file: String, task: String)? {
    guard let cut = text.lastIndex(where: { "/:#".contains($0) }) else { return nil }
    return (String(text[..<cut]), String(text[text.index(after: cut)...]))
  }

  /// That a part was given that was given before: its tasks would be there twice.
  static func repeated(_ texts: [PlanFile.Text]) -> (first: String, again: String)? {
    var seen: [String: String] = [:]
    for text in texts {
      if let first = seen.updateValue(text.name, forKey: text.text) { return (first, text.name) }
    }
    var names: Set<[Substring]> = []
    return texts.first { !names.insert($0.name.split(separator: "/").filter { $0 != "." }).inserted }.map {
      ($0.name, $0.name)
    }
  }
}
