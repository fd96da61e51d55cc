import StateMachine

/// What came of a push, ref by ref, as git's `--porcelain` lines tell it.
struct PushReport {
  struct Refused: Hashable {
    let ref: String
    /// In git's words.
    let why: String

    /// Whether something else has that name there; else the other side refused it for reasons of its own.
    var isTaken: Bool { why.hasPrefix("[rejected]") }
  }

  var pushed: [String] = []
  /// How many were there already.
  var known = 0
  var refused: [Refused] = []

  init() {}

  /// Each line is a mark, a tab, `from:to`, a tab, and what was done; others are git's talk.
  init(porcelain lines: [String]) {
    for line in lines {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count >= 3, parts[0].count == 1, let colon = parts[1].firstIndex(of: ":") else { continue }
      let ref = String(parts[1][parts[1].index(after: colon)...])
      switch parts[0] {
      case "=": known += 1
      case "!": refused.append(.init(ref: ref, why: String(parts[2])))
      default: pushed.append(ref)
      }
    }
  }

  func render(to remote: String, _ style: Style) -> String {
    let name = plain(remote)
    let mark =
      refused.isEmpty
      ? style.paint(style.isUnicode ? "✓" : "+", .green) : style.paint(style.isUnicode ? "✗" : "x", .red)
    var lines = [
      "\(mark) \(pushed.isEmpty ? "nothing was pushed to \(name)" : "\(counted(pushed.count, "ref")) pushed to \(name)")"
        + (known > 0 ? ", \(known) there already" : "")
    ]
    lines += CarriedLines.render(pushed)
    guard !refused.isEmpty else { return lines.joined(separator: "\n") }
    lines += ["", style.paint("\(counted(refused.count, "ref")) refused, and left as there:", .bold)]
    lines += refused.prefix(10).map { "  \(style.paint("!", .yellow)) \(plain($0.ref)): \(plain($0.why))" }
    if refused.count > 10 { lines.append("  and \(refused.count - 10) more") }
    if refused.contains(where: \.isTaken) {
      lines.append(
        "Another clone used these numbers. Take theirs in, then a new checkpoint gets a free number: gitstate checkpoint fetch \(shellWord(name))"
      )
    }
    return lines.joined(separator: "\n")
  }
}

/// What came of a fetch: what is new, and what is another thing here.
struct FetchReport {
  struct Collision: Hashable {
    let ref: String
    let here: String
    let there: String
    /// A name that is free here.
    let free: String?
  }

  var new: [String] = []
  /// How many were here already.
  var known = 0
  var collisions: [Collision] = []
  /// What is no checkpoint or rescue.
  var odd: [String] = []

  func render(from remote: String, _ style: Style) -> String {
    let name = plain(remote)
    let mark =
      collisions.isEmpty
      ? style.paint(style.isUnicode ? "✓" : "+", .green) : style.paint(style.isUnicode ? "✗" : "x", .red)
    var lines = [
      "\(mark) \(new.isEmpty ? "\(name) had nothing new" : "\(counted(new.count, "ref")) fetched from \(name)")"
        + (known > 0 ? ", \(known) here already" : "")
    ]
    lines += CarriedLines.render(new)
    if !odd.isEmpty {
      lines.append(
        "  left out, for it is no checkpoint or rescue: \(spoken(odd.map { plain($0) }, limit: 5))")
    }
    guard !collisions.isEmpty else { return lines.joined(separator: "\n") }
    lines += [
      "", style.paint("\(counted(collisions.count, "name")) taken here by another, which stays:", .bold),
    ]
    for collision in collisions.prefix(10) {
      lines.append(
        "  \(style.paint("!", .yellow)) \(plain(collision.ref)): \(collision.here.prefix(12)) here, \(collision.there.prefix(12)) there"
      )
      if let free = collision.free {
        lines.append(
          "    to have theirs as well: git fetch \(shellWord(name)) \(shellWord(plain("\(collision.ref):\(free)")))"
        )
      }
    }
    if collisions.count > 10 { lines.append("  and \(collisions.count - 10) more") }
    return lines.joined(separator: "\n")
  }
}

/// Refs that were carried, a line each.
enum CarriedLines {
  static func render(_ refs: [String]) -> [String] {
    var lines = refs.prefix(10).map { "  " + plain($0) }
    if refs.count > 10 { lines.append("  and \(refs.count - 10) more") }
    return lines
  }
}
