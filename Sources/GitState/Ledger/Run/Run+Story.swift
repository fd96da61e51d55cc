package import StateMachine

extension Run {
  /// `run: Phase 1: Proto completed at checkpoint 1`, and the words that people wrote below it.
  package func story(of events: [RunEvent]) -> Story {
    var parts: [(verb: String, names: [String])] = []
    var paragraphs: [String] = []
    func add(_ verb: String, _ name: String? = nil) {
      if let name, parts.last?.verb == verb {
        parts[parts.count - 1].names.append(name)
      } else {
        parts.append((verb, name.map { [$0] } ?? []))
      }
    }
    for event in events {
      switch event {
      case .runStarted(let founding):
        add("started with \(counted(founding.phases.count, "phase"))")
        paragraphs.append(founding.description)
      case .phaseAdded(let phase): add("added", phase.name.text)
      case .validationRecorded(let name, let validation):
        add("\(name) \(validation.passed ? "passed" : "failed") its validation")
        if let type = validation.errorType { paragraphs.append(type) }
      case .checkpointRecorded(let checkpoint):
        add("checkpoint \(checkpoint.number)\(checkpoint.phase.map { " in \($0)" } ?? "")")
      case .phaseCompleted(let name, let completion):
        add("\(name) completed\(completion.checkpoint.map { " at checkpoint \($0)" } ?? "")")
        if let reason = completion.reason { paragraphs.append(reason) }
      case .moduleRecorded(let name, let phase, _): add("module \(name)\(phase.map { " in \($0)" } ?? "")")
      case .moduleMerged(let name, _): add("merged", name.text)
      case .moduleRemoved(let name, _): add("removed", name.text)
      case .rollbackStarted(let rollback):
        switch rollback.target {
        case .checkpoint(let number): add("rolling back to checkpoint \(number)")
        case .rescue(let id): add("rolling back to rescue \(id)")
        }
        paragraphs.append("The present is kept in rescue \(rollback.rescue).")
      case .rollbackFinished(let reopened, let restored, _):
        add("rolled back")
        let again = restored.filter { !reopened.contains($0) }
        if !reopened.isEmpty {
          paragraphs.append("Open again: \(reopened.map(\.text).joined(separator: ", "))")
        }
        if !again.isEmpty {
          paragraphs.append("Complete again: \(again.map(\.text).joined(separator: ", "))")
        }
      case .runCompleted(let completion):
        add("completed")
        if let summary = completion.summary { paragraphs.append(summary) }
      }
    }
    let words = parts.map { $0.names.isEmpty ? $0.verb : "\($0.verb) \($0.names.joined(separator: ", "))" }
    return Story(subject: "run: \(words.joined(separator: "; "))", paragraphs: paragraphs)
  }
}
