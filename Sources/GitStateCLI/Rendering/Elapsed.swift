import StateMachine

/// How long something has lasted: `under 1 min`, `12 min`, `3 h 5 min`, `2 days`.
///
/// A moment in the future, which clocks of two machines can make, lasts `under 1 min`.
func elapsed(since start: Timestamp, at now: Timestamp) -> String {
  let minutes = Int((now.seconds - start.seconds) / 60)
  if minutes < 1 { return "under 1 min" }
  if minutes < 60 { return "\(minutes) min" }
  let hours = minutes / 60
  if hours < 10, minutes % 60 > 0 { return "\(hours) h \(minutes % 60) min" }
  if hours < 48 { return "\(hours) h" }
  return "\(hours / 24) days"
}

/// `just now`, `12 min ago`.
func ago(_ start: Timestamp, at now: Timestamp) -> String {
  now.seconds - start.seconds < 60 ? "just now" : elapsed(since: start, at: now) + " ago"
}

/// How long until a moment, or how long ago it was: `for 12 min more`, `ran out 3 min ago`.
func lease(until end: Timestamp, at now: Timestamp) -> String {
  now < end ? "for \(elapsed(since: now, at: end)) more" : "ran out \(ago(end, at: now))"
}

extension Timestamp {
  /// Its date and its time of day in a zone that is so many minutes east of UTC: `2026-01-31`, `09:14`.
  func local(_ offset: Int) -> (day: String, time: String) {
    let text = adding(minutes: offset).description
    return (String(text.prefix(10)), String(text.dropFirst(11).prefix(5)))
  }
}
