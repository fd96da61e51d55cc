import StateMachine

/// That somebody sent a plan back, and what is to be changed, below what it waits for.
enum RevisionLines {
  /// At most seven lines; none where nobody wants a revision.
  static func render(_ plan: Plan, at now: Timestamp, _ style: Style) -> [String] {
    guard let revision = plan.revision, let words = plan.revisionWords(withReason: false) else { return [] }
    let reason = revision.consent.reason ?? ""
    let head = "\(plain(words)), \(ago(revision.at, at: now))\(reason.isEmpty ? "" : ":")"
    return
      (style.wrap(head, to: style.width)
      + style.paragraph(reason, to: style.width - 2, limit: 6).filter { !$0.isEmpty }.map { "  " + $0 })
      .map { style.paint($0, .yellow) }
  }
}
