package import StateMachine

extension Plan {
  /// The plan in the sections, names and order of the original's commits, for people who read `git log`.
  package var sections: String {
    guard let founding else { return "" }
    var text = "## Session Information\n"
    text += "Session ID: \(founding.session)\n"
    text += "User Request: \(shown(founding.request))\n"
    text += "Created: \(created)\n"
    text += "Plan Branch: \(founding.session.branch)\n"
    text += "Plan Version: v\(version)\n"
    if founding.approval.asks != .nothing {
      text += "Approval: \(founding.approval.asks.rawValue), by \(founding.approval.via.rawValue)\n"
    }
    var architecture = founding.architecture ?? ""
    for learning in learnings {
      architecture += "\n\nLearnings of v\(learning.version):\n\(learning.text)"
    }
    for (title, body) in [
      ("Architecture", architecture), ("Design Patterns", founding.designPatterns ?? ""),
      ("Technology Stack", founding.technologyStack ?? ""),
    ] where !body.isEmpty {
      text += "\n## \(title)\n\(shown(body, from: "  "))\n"
    }
    text += "\n## Tasks\n"
    for task in tasks { text += section(of: task) + "\n" }
    // The parts of a task are counted with it.
    let own = tasks.filter(\.parents.isEmpty)
    let completed = own.count { $0.status.word == .completed }
    text += "## Estimates\n"
    if let time = founding.estimatedTotalTime { text += "Estimated Total Time: \(shown(time))\n" }
    text += "Total Tasks: \(own.count)\nCompleted: \(completed)/\(own.count) tasks\n"
    let graph = graph(given: PlanFacts())
    text += "\n## Dependency Graph\n"
    for (index, wave) in graph.listed.enumerated() {
      text += "Wave \(index + 1): \(wave.map(\.text).joined(separator: ", "))\n"
    }
    return text
  }

  private func section(of task: PlanTask) -> String {
    let definition = task.definition
    var text = "### Task \(task.id)\nID: \(task.id)\nDescription: \(shown(definition.description))\n"
    text += "Status: \(task.status.word.rawValue)\n"
    if let claim = task.status.claim { text += "Worker: \(claim.worker)\n" }
    if let branch = task.branch { text += "Branch: \(branch.name)\n" }
    if !task.parents.isEmpty { text += "Part of: \(task.parents.map(\.text).joined(separator: ", "))\n" }
    text += list("Preconditions", definition.preconditions.map(\.text))
    text += list("Provides", definition.provides.map(\.text))
    if !definition.dependsOn.isEmpty { text += list("Depends on", definition.dependsOn.map(\.text)) }
    if !definition.files.isEmpty { text += list("Files", definition.files) }
    if let time = definition.estimatedTime { text += "Estimated Time: \(shown(time))\n" }
    if let priority = definition.priority { text += "Priority: \(priority.rawValue)\n" }
    return text
  }

  private func list(_ name: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "\(name): []\n" }
    return "\(name):\n" + items.map { "  - \(shown($0))\n" }.joined()
  }
}

/// People's text as it stands in a message: every line but the first indented by two spaces, so that none can become
/// a heading, a field or a trailer; what would steer a terminal is escaped.
///
/// - Parameter from: put before the first line too, where the text begins a line of its own.
func shown(_ text: String, from start: String = "") -> String {
  // Nearly every text is one line without anything to be taken out; letters beyond ASCII may hold a line break.
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.isEmpty ? "" : start + text }
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == UInt8(ascii: "\n") }) {
    return shown(plain: text, from: start)
  }
  var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(visible)
  // An empty line would be a paragraph: the last paragraph is the trailers'.
  while let last = lines.last, last.isEmpty { lines.removeLast() }
  return lines.enumerated().map { index, line in
    line.isEmpty ? "" : (index == 0 ? start : "  ") + line
  }.joined(separator: "\n")
}

/// The same for lines of plain letters, byte by byte: what a plan learned comes to thousands of lines.
private func shown(plain text: String, from start: String) -> String {
  let lineFeed = UInt8(ascii: "\n")
  var shown: [UInt8] = []
  shown.reserveCapacity(text.utf8.count + text.utf8.count / 8)
  var indent = start
  var isLineStart = true
  var ends = 0
  for byte in text.utf8 {
    if byte == lineFeed {
      ends += 1
      indent = "  "
      isLineStart = true
      continue
    }
    // Line feeds at the end stay out.
    shown.append(contentsOf: repeatElement(lineFeed, count: ends))
    ends = 0
    if isLineStart { shown += indent.utf8 }
    isLineStart = false
    shown.append(byte)
  }
  return String(decoding: shown, as: UTF8.self)
}
