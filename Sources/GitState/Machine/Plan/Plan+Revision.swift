extension Plan {
  /// The wish that the plan be changed before it goes on, where that was the last word of whoever decides; nil where nothing
  /// waits, and where work was let go on since.
  package var revision: Decided? {
    consent.aborted == nil && !consent.waits.isEmpty ? consent.revision : nil
  }

  /// Since when somebody is asked again, with something else to be seen than what was sent back; nil where nobody is.
  package var askedAgain: Timestamp? {
    guard let revision, let request = consent.request, request.seq > revision.seq,
      request.seen != revision.consent.seen
    else { return nil }
    return request.at
  }

  /// `plan/x waits for approval since …; a person wants task 002 revised: "split it"`.
  package func pauseWords(_ wait: PlanConsent.Wait) -> String {
    waitWords(wait) + (revisionWords().map { "; \($0)" } ?? "")
  }

  /// `002: split it`, at most 36 characters of it, for pages that tell of many plans; nil where nobody wants a revision.
  package var revisionGist: String? {
    guard let revision else { return nil }
    let words = [revision.consent.target, revision.consent.reason].compactMap(\.self).joined(separator: ": ")
    return words.count > 36 ? words.prefix(36) + "…" : words
  }

  /// `a person wants task 002 revised: "split it"`; nil where nobody does.
  ///
  /// - Parameter withReason: false where the reason is shown whole beside it.
  package func revisionWords(withReason: Bool = true) -> String? {
    guard let revision else { return nil }
    let who = revision.consent.way.isPerson ? "a person" : "an agent"
    let what = revision.consent.target.map { target in
      (try? PlanTaskID(target)).flatMap { self[$0] } == nil ? quoted(target) : "task \(target)"
    }
    let reason = withReason ? revision.consent.reason.map { ": \(quoted($0))" } ?? "" : ""
    guard let again = askedAgain else { return "\(who) wants \(what ?? "it") revised\(reason)" }
    return "\(who) wanted \(what ?? "it") revised\(reason), and is asked again since \(again)"
  }
}
