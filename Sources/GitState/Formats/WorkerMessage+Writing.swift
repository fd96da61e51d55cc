extension WorkerMessage {
  /// The message as it is committed: people's text is indented where it could be taken for a heading or a field.
  package var text: String {
    let kind = kind ?? .implementation
    // The first line of the summary is the title; nothing of it can reach the next.
    var title = "[task-\(task)] \(kind.verb): \(firstLine(summary))"
    if let step { title += " (\(step.number)/\(step.total))" }
    var text = title + "\n\n"
    if kind != .design {
      text += "## \(kind == .blocked ? "Reason" : "Implementation")\n\(shown(summary, from: "  "))\n\n"
    }
    if !design.isEmpty {
      text += "## Design\n### Overview\n\(shown(design.overview, from: "  "))\n\n"
      text +=
        "### Architecture Decisions\n" + design.architectureDecisions.map { "- \(shown($0))\n" }.joined()
        + "\n"
      text +=
        "### Interfaces Provided\n" + design.interfacesProvided.map { "- \(shown($0))\n" }.joined() + "\n"
    }
    if !todo.isEmpty {
      text += "## TODO List\n"
      text += todo.map { "- [\($0.done ? "x" : " ")] \($0.number). \(below($0.text))\n" }.joined() + "\n"
    }
    text +=
      "## Progress\nStatus: \(progressStatus ?? defaultStatus)\nCompleted: \(completed)/\(total) tasks\n"
    return text
  }

  /// What the kind says of the progress, where nobody said more.
  package var defaultStatus: String {
    switch kind {
    case .design: "design_complete"
    case .complete: "complete"
    case .blocked: "blocked"
    case .implementation, .fix, nil: "in_progress"
    }
  }

  /// The text of an entry, its further lines so deep that none is taken for an entry of its own.
  private func below(_ text: String) -> String {
    shown(text).replacing("\n  ", with: "\n      ")
  }

  private func firstLine(_ text: String) -> String {
    visible(text.prefix(while: { !$0.isNewline }))
  }
}
