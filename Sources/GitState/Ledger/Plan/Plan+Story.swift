package import StateMachine

extension Plan {
  /// `plan v2: completed 001, 002`, and the words that people wrote below it.
  package func story(of events: [PlanEvent]) -> Story {
    var parts: [(verb: String, ids: [String])] = []
    var paragraphs: [String] = []
    func add(_ verb: String, _ id: PlanTaskID) {
      if parts.last?.verb == verb {
        parts[parts.count - 1].ids.append(id.text)
      } else {
        parts.append((verb, [id.text]))
      }
    }
    func decided(_ words: String, _ consent: Consent) {
      parts.append(("\(words) by \(Plan.who(consent.way))", []))
      paragraphs += Plan.why(consent)
    }
    for event in events {
      switch event {
      case .planCreated(let founding):
        parts.append(("created with \(counted(founding.tasks.count, "task"))", []))
        paragraphs.append(founding.request)
      case .planAdopted(let founding, let tasks, _):
        parts.append(("adopted with \(counted(tasks.count, "task"))", []))
        paragraphs.append(founding.request)
      case .planUpdated: break
      case .taskAdded(let definition):
        add("added", definition.id)
        paragraphs.append("\(definition.id): \(definition.description)")
      case .taskChanged(let definition): add("changed", definition.id)
      case .taskBranched(let id, let branch): parts.append(("branch \(branch.name) for \(id)", []))
      case .taskClaimed(let id, let worker, _, let from):
        parts.append(("worker \(worker) claimed \(id)\(from.map { " from \($0)" } ?? "")", []))
      case .leaseRenewed(let id, let worker, _, _): parts.append(("worker \(worker) goes on with \(id)", []))
      case .claimReleased(let id, let worker, let reason):
        parts.append(("worker \(worker) released \(id)", []))
        if let reason { paragraphs.append("\(id): \(reason)") }
      case .taskReported(let id, let worker, let report):
        parts.append(("worker \(worker) reported \(id) \(report.outcome.rawValue)", []))
      case .reportNoted(let id, let worker, let report):
        parts.append(("worker \(worker) reported \(id) \(report.outcome.rawValue) too late", []))
      case .taskFailed(let id, let error): paragraphs.append("\(id): \(error.message)")
      case .taskRetried(let id): add("to be tried again", id)
      case .replanNeeded(let id, let reason):
        add("to be planned anew", id)
        paragraphs.append("\(id): \(reason)")
      case .taskBlocked(let id, let reason):
        add("blocked", id)
        paragraphs.append("\(id): \(reason)")
      case .taskCompleted(let id, _, _): add("completed", id)
      case .taskReopened(let id): add("reopened", id)
      case .taskCancelled(let id, _): add("cancelled", id)
      case .planRevised(let founding):
        parts.append(("revised", []))
        paragraphs.append(founding.request)
      case .learningRecorded(let text):
        paragraphs.append(text)
      case .approvalRequested(let note, _):
        parts.append(("a decision was asked for", []))
        if let note { paragraphs.append(note) }
      case .approvalReopened: parts.append(("to be approved again", []))
      case .batchCompleted(let tasks):
        parts.append(("batch complete: \(spoken(tasks.map(\.text), limit: 4))", []))
      case .workHalted(let id, _): parts.append(("halted by \(id)", []))
      case .planApproved(let consent): decided("approved", consent)
      case .batchConfirmed(let consent): decided("batch confirmed", consent)
      case .haltLifted(let consent): decided("halt lifted", consent)
      case .revisionRequested(let consent):
        let task = consent.target.flatMap { try? PlanTaskID($0) }.flatMap { self[$0] }
        parts.append(
          ("\(Plan.who(consent.way)) wants \(task.map { "\($0.id)" } ?? "it") revised", []))
        paragraphs += Plan.why(consent)
      case .planAborted(let consent): decided("aborted", consent)
      case .planReopened(let consent): decided("opened again", consent)
      case .reviewRequested(let id, _): add("to be reviewed", id)
      case .taskReviewed(let id, let review):
        let area = review.area.map { " (\(shown($0)))" } ?? ""
        parts.append(("review of \(id)\(area): \(review.judged.rawValue)", []))
        paragraphs += review.issues.map { "\(id): \($0)" }
      case .reviewOverridden(let id, let name, let reason):
        parts.append(("\(shown(name)) let \(id) through without its review", []))
        paragraphs.append("\(id): \(reason)")
      case .taskExpanded(let id, let expansion):
        let count = expansion.added.count + expansion.shared.count
        parts.append((count == 0 ? "split \(id) again" : "split \(id) into \(counted(count, "part"))", []))
      case .expansionResumed(let id): add("resumed", id)
      }
    }
    if parts.isEmpty { parts.append(("learned", [])) }
    let words = parts.map { $0.ids.isEmpty ? $0.verb : "\($0.verb) \($0.ids.joined(separator: ", "))" }
    return Story(subject: "plan v\(version): \(words.joined(separator: "; "))", paragraphs: paragraphs)
  }
}
