import StateMachine

/// What stands below a phase's heading.
extension SpecParser {
  mutating func content(_ line: SpecLine, at number: Int) {
    switch line {
    case .heading, .passed: break
    case .blank: blank()
    case .code(let text):
      if case .field(.testCommand, _) = target { addCommand(text) }
    case .item(let indent, let text): item(text, indent, at: number)
    case .field(let indent, let label, let value, let whole):
      if indent > 0, unfinished != nil {
        if case .item = unfinished, let field = SpecField(label), field != .passed {
          problem(number, "A field in a list item: write it in a line of its own, at the margin.")
        }
        self.text(whole, indent, at: number)
      } else {
        field(label, value, at: number)
      }
    case .text(let indent, let text): self.text(text, indent, at: number)
    }
    if case .blank = line { isParted = true } else { isParted = false }
  }

  private mutating func blank() {
    if case .item = unfinished { return }
    unfinished = nil
    // Behind its first fields, the items of a phase are its tasks.
    if target == .nothing, let phase = phases.last, phase.tasks.isEmpty, base == nil { target = .tasks }
  }

  private mutating func field(_ label: String, _ value: String, at line: Int) {
    unfinished = nil
    guard let field = SpecField(label) else { return unknown(label, value, at: line) }
    if value.isEmpty {
      base = nil
      target = .field(field, isHeading: false)
      unfinished = .label(field)
      return
    }
    // A value in the label's own line; only for a list is it unclear whose the items below it are.
    if target != .tasks || field.isList || base != nil { target = .nothing }
    set(field, value, at: line)
    unfinished = .value(field)
  }

  private mutating func unknown(_ label: String, _ value: String, at line: Int) {
    if let near = SpecField.near(label) {
      problem(line, "The field is not known. Did you mean \(quoted(near))?")
    } else if value.isEmpty {
      // Below a heading that says whose the items are, it is only a sentence.
      if case .field(_, isHeading: true) = target { return }
      problem(line, "The field is not known, and what stands below it was passed over.", isObstacle: false)
    } else {
      return
    }
    base = nil
    target = .other
  }

  private mutating func item(_ text: String, _ indent: Int, at line: Int) {
    let field: SpecField
    switch target {
    case .other, .field(.passed, _): return
    case .field(.testCommand, isHeading: false) where phases.last?.testCommand != nil && unfinished == nil,
      .nothing:
      return problem(line, "A list item that belongs to nothing: the label above it has its value already.")
    case .tasks:
      if let (label, _) = SpecLines.field(Substring(text)), text.hasPrefix("**"), SpecField(label) != nil {
        return problem(line, "A field in a list item: write it in a line of its own.")
      }
      field = .tasks
    case .field(let named, _): field = named
    }
    let first = min(base ?? indent, indent)
    base = first
    if indent > first + 1 {
      guard field == .tasks || field == .successCriteria || field == .gotchas else {
        return problem(line, "A list within a list, where each item is one name.")
      }
      change(field) { if !$0.isEmpty { $0[$0.count - 1] += "\n- " + text } }
    } else {
      add(field, text, at: line)
    }
    unfinished = .item(field)
  }

  private mutating func text(_ text: String, _ indent: Int, at line: Int) {
    // Directly below an item, a line goes on with it wherever it begins; below an empty line, where it is indented.
    if case .item = unfinished, isParted, indent == 0 { unfinished = nil }
    switch unfinished {
    case .item(let field) where field == .tasks || field == .successCriteria || field == .gotchas:
      let between = isParted ? "\n" : " "
      change(field) { if !$0.isEmpty { $0[$0.count - 1] += between + text } }
    case .label(let field):
      set(field, text, at: line)
      unfinished = .value(field)
    case .value(.testCommand) where indent > 0: addCommand(text)
    case .value(.testCommand), .value(.passed), nil:
      unfinished = nil
      // Code in a line of its own is a command where commands are told; other sentences are for people.
      let plain = SpecLines.plain(Substring(text))
      if case .field(.testCommand, isHeading: true) = target, text.hasPrefix("`"), plain != Substring(text) {
        addCommand(String(plain))
      }
    case .item, .value:
      problem(
        line, "It stands below a value that ended in the line above, and was passed over.", isObstacle: false)
    }
  }

  /// A value that stands in one line.
  private mutating func set(_ field: SpecField, _ value: String, at line: Int) {
    switch field {
    case .passed: break
    case .testCommand where SpecParser.isNone(value): break
    case .testCommand:
      guard phases.last?.testCommand == nil else {
        return problem(line, "A second test command; the phase has one already.")
      }
      addCommand(String(SpecLines.plain(Substring(value))))
    case .modules:
      var list = Substring(value)
      if list.hasPrefix("["), list.hasSuffix("]") { list = list.dropFirst().dropLast() }
      for part in list.split(separator: ",") { add(.modules, String(part), at: line) }
    case .tasks, .successCriteria, .gotchas, .dependsOn: add(field, value, at: line)
    }
  }

  private mutating func add(_ field: SpecField, _ given: String, at line: Int) {
    let text = String(SpecLines.trimmed(Substring(given)))
    if field != .tasks, SpecParser.isNone(text) { return }
    switch field {
    case .passed: break
    case .tasks, .successCriteria, .gotchas:
      var isFull = false
      change(field) { if $0.count < PlanLimits.entries { $0.append(text) } else { isFull = true } }
      if isFull { problem(line, "The list has more than \(PlanLimits.entries) items, which is the limit.") }
    case .testCommand: addCommand(String(SpecLines.plain(Substring(text))))
    case .dependsOn:
      guard needs.count(where: { $0.phase == phases.count - 1 }) < PlanLimits.entries,
        text.utf8.count <= Self.needBytes
      else { return problem(line, "It is more than a phase can depend on.") }
      needs.append(Need(phase: phases.count - 1, text: text, line: line))
    case .modules:
      let name = String(SpecLines.plain(Substring(text)))
      do throws(Rejection) {
        _ = try ModuleName(name)
      } catch {
        return problem(line, error.sentence)
      }
      guard let present = phases.last?.modules, !present.contains(name) else { return }
      guard present.count < PlanLimits.entries else {
        return problem(line, "The list has more than \(PlanLimits.entries) items, which is the limit.")
      }
      change(.modules) { $0.append(name) }
    }
  }

  private mutating func addCommand(_ line: String) {
    guard !phases.isEmpty else { return }
    let last = phases.count - 1
    if phases[last].testCommand?.append("\n" + line) == nil { phases[last].testCommand = line }
  }

  private static func isNone(_ text: String) -> Bool {
    text.utf8.count <= 8 && ["", "none", "n/a", "-", "—", "nothing"].contains(text.lowercased())
  }

  private mutating func change(_ field: SpecField, _ body: (inout [String]) -> Void) {
    guard !phases.isEmpty else { return }
    let last = phases.count - 1
    switch field {
    case .tasks: body(&phases[last].tasks)
    case .modules: body(&phases[last].modules)
    case .successCriteria: body(&phases[last].successCriteria)
    case .gotchas: body(&phases[last].gotchas)
    case .testCommand, .dependsOn, .passed: break
    }
  }
}
