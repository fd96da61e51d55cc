import StateMachine

/// Goes through a specification line by line.
///
/// Its phases are the headings `Phase N: Name` below `Implementation Phases`; where there is no such section, all of one
/// level. Whatever can't be read for sure is a problem, with its line, and never guessed.
struct SpecParser {
  /// What a phase depends on, as it was written, and where.
  struct Need {
    let phase: Int
    let text: String
    let line: Int
  }

  /// What the next list items belong to.
  enum Target: Equatable {
    /// The beginning of a phase: its items are tasks.
    case tasks
    /// Below a label or a heading.
    case field(SpecField, isHeading: Bool)
    /// Behind a label whose value stood in its own line: an item belongs to nothing.
    case nothing
    /// Below what is no part of a phase that is known: passed over.
    case other
  }

  /// What a further line of text would continue.
  enum Unfinished: Equatable {
    /// A list item.
    case item(SpecField)
    /// A value that begins below its label.
    case label(SpecField)
    /// A value that stands behind its label.
    case value(SpecField)
  }

  var phases: [SpecPhase] = []
  private(set) var problems: [SpecProblem] = []
  var needs: [Need] = []
  private let lines: [SpecLine]
  private let raw: [Substring]
  private let openFence: Int?
  /// The lines in which phases are looked for, and the level of their headings.
  private var part = 0..<0
  private var level = 0
  private var isInPhase = false
  var target = Target.tasks
  var unfinished: Unfinished?
  /// Whether an empty line stands above.
  var isParted = false
  /// How far the first item of the present list is indented.
  var base: Int?

  /// How many problems are told, and how many bytes of what a phase depends on are looked at.
  static let limit = 200
  static let needBytes = 2_000

  init(_ text: String) {
    let text = text.unicodeScalars.first == "\u{feff}" ? text.dropFirst() : Substring(text)
    raw = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)
    }
    var reader = SpecLines()
    lines = raw.map { reader.next($0) }
    openFence = reader.openFence
  }

  mutating func parse() {
    part = section ?? 0..<lines.endIndex
    level = levelOfPhases
    if let openFence { problem(openFence, "This fence of code is never closed.") }
    for (index, line) in lines.enumerated() {
      if case .heading(let depth, let text) = line {
        heading(depth, text, at: index + 1, isInside: part.contains(index))
      } else if isInPhase {
        content(line, at: index + 1)
      }
    }
    if phases.isEmpty { tellThatNoneIsThere() }
  }

  /// The lines below `Implementation Phases`, if phases are among them.
  private var section: Range<Int>? {
    for (index, line) in lines.enumerated() {
      guard case .heading(let depth, let text) = line else { continue }
      let words = text.lowercased().split { !$0.isLetter }
      guard words.starts(with: ["implementation", "phases"]) || words == ["phases"] else { continue }
      let rest = lines[(index + 1)...]
      let end =
        rest.firstIndex { if case .heading(let other, _) = $0 { other <= depth } else { false } }
        ?? lines.endIndex
      if rest[..<end].contains(where: SpecParser.isPhase) { return (index + 1)..<end }
    }
    return nil
  }

  private var levelOfPhases: Int {
    guard case .heading(let depth, _) = lines[part].first(where: SpecParser.isPhase) else { return 0 }
    return depth
  }

  private static func isPhase(_ line: SpecLine) -> Bool {
    if case .heading(_, let text) = line { PhaseName.parts(of: text) != nil } else { false }
  }

  private mutating func heading(_ depth: Int, _ text: String, at line: Int, isInside: Bool) {
    unfinished = nil
    base = nil
    let parts = PhaseName.parts(of: text)
    if let parts, isInside, depth == level {
      isInPhase = !parts.name.isEmpty && begin(text, parts.number, at: line)
      if parts.name.isEmpty { problem(line, "The phase has no name: a heading is `Phase N: Name`.") }
    } else if parts != nil {
      problem(
        line,
        isInside
          ? "A phase's heading of another level than the first one's."
          : "A phase outside of the section Implementation Phases.")
      leave(depth)
    } else if isInside, level == 0 || depth == level, SpecParser.isLikePhase(text) {
      problem(line, "It begins like a phase and is none: a heading is `Phase N: Name`, N a whole number.")
      leave(depth)
    } else if depth <= level || !isInside || !isInPhase {
      leave(depth)
    } else if let field = SpecField(text) {
      target = .field(field, isHeading: true)
    } else {
      target = .other
      if let near = SpecField.near(text) {
        problem(line, "The heading is not known. Did you mean \(quoted(near))?")
      }
    }
  }

  /// `Phase One: x`, `Phase 1a`, but not `Phase overview`.
  private static func isLikePhase(_ text: String) -> Bool {
    let lower = text.lowercased()
    guard lower.hasPrefix("phase ") else { return false }
    return lower.contains(":") || lower.dropFirst(6).first?.isNumber == true
  }

  /// A heading that is no part of the phase above, unless it is deeper.
  private mutating func leave(_ depth: Int) {
    isInPhase = isInPhase && depth > level
    target = .other
  }

  private mutating func begin(_ name: String, _ number: Int, at line: Int) -> Bool {
    do throws(Rejection) {
      _ = try PhaseName(name)
    } catch {
      problem(line, error.sentence)
      return false
    }
    guard phases.count < RunLimits.phases else {
      problem(line, "There are more than \(RunLimits.phases) phases, which is the limit.")
      return false
    }
    phases.append(SpecPhase(name: name, number: number, line: line))
    target = .tasks
    return true
  }

  private mutating func tellThatNoneIsThere() {
    for index in part {
      guard case .field(_, let label, _, _) = lines[index], PhaseName.parts(of: label) != nil else {
        continue
      }
      return problem(
        index + 1, "There is no phase: this line looks like one and is no heading, `### Phase N: Name`.")
    }
    problem(1, "There is no phase: no heading is `### Phase N: Name`.")
  }

  /// Notes what can't be read.
  ///
  /// - Parameter isObstacle: whether it leaves unclear what is to be done.
  mutating func problem(_ line: Int, _ why: String, isObstacle: Bool = true) {
    guard problems.count < Self.limit else { return }
    problems.append(
      SpecProblem(
        line: line, text: String(SpecLines.trimmed(raw[line - 1]).prefix(80)), why: why,
        isObstacle: isObstacle))
  }
}
