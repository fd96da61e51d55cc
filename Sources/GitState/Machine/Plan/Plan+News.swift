extension Plan {
  /// What became otherwise since somebody looked at the plan: `added 004`, `changed 002`; empty where nothing did.
  ///
  /// Who works on what is none of it, but for what came of a batch.
  package func news(since seen: Plan) -> [String] {
    var kinds: [(word: String, ids: [String])] = [
      ("added", []), ("changed", []), ("cancelled", []), ("taken up again", []),
    ]
    for task in whole {
      let isCancelled = task.status.word == .cancelled
      guard let before = seen[task.id] else {
        kinds[0].ids.append(task.id.text)
        continue
      }
      if before.definition != task.definition { kinds[1].ids.append(task.id.text) }
      let wasCancelled = before.status.word == .cancelled
      if isCancelled, !wasCancelled { kinds[2].ids.append(task.id.text) }
      if wasCancelled, !isCancelled { kinds[3].ids.append(task.id.text) }
    }
    var news = kinds.filter { !$0.ids.isEmpty }.map { "\($0.word) \(spoken($0.ids))" }
    if founding != seen.founding { news.append("changed what the plan says beside its tasks") }
    for id in consent.batch where seen.consent.batch.contains(id) {
      guard let task = self[id], let before = seen[id], task.status.word != before.status.word else {
        continue
      }
      news.append("task \(id) is \(task.status.word.spoken)")
    }
    for wait in consent.waits where !seen.consent.waits.contains(wait) {
      switch wait.point {
      case .plan: news.append("it waits for approval")
      case .batch: news.append("a batch is complete")
      case .halt: news.append("task \(wait.task?.text ?? "") halted the work")
      }
    }
    return news
  }
}

extension TaskStatus.Word {
  /// `needs replan`.
  package var spoken: String { rawValue.split(separator: "_").joined(separator: " ") }
}
