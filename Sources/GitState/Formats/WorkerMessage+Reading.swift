extension WorkerMessage {
  /// A worker's message; nil where the title names no task.
  package init?(reading message: String) {
    let sections = MessageSections(message)
    guard let (task, rest) = WorkerMessage.task(in: sections.title) else { return nil }
    var summary = rest
    var kind: Kind?
    if let colon = rest.firstIndex(of: ":"), let known = WorkerMessage.kind(rest[..<colon]) {
      kind = known
      summary = MessageFields.trimmed(rest[rest.index(after: colon)...])
    } else if rest.lowercased().hasPrefix("fix ") {
      kind = .fix
    }
    self.init(task: task, kind: kind, summary: summary)
    if let (text, step) = WorkerMessage.step(summary) {
      self.summary = text
      self.step = step
    }
    implementation = sections.text("Implementation", "Implementation Summary", "Reason") ?? ""
    readDesign(sections.lines("Design") ?? [])
    readTodo(sections.lines("TODO List") ?? sections.lines("TODO") ?? [])
    let progress = MessageFields(sections.lines("Progress") ?? [], known: ["Status", "Completed"])
    // One line: what stands below it is none of it.
    let status = MessageFields.trimmed((progress.text("Status") ?? "").prefix { !$0.isNewline })
    progressStatus = status.isEmpty ? nil : status
    completed = todo.count(where: \.done)
    total = todo.count
    if let counts = progress.text("Completed"), let slash = counts.firstIndex(of: "/"),
      let done = Int(counts[..<slash]),
      let all = Int(counts[counts.index(after: slash)...].prefix(while: \.isNumber))
    {
      completed = done
      total = all
    }
  }

  /// `[task-001] rest`, whatever the id's form.
  private static func task(in title: String) -> (String, String)? {
    guard title.hasPrefix("[task-"), let close = title.firstIndex(of: "]") else { return nil }
    let task = String(title[title.index(title.startIndex, offsetBy: 6)..<close])
    guard !task.isEmpty else { return nil }
    return (task, MessageFields.trimmed(title[title.index(after: close)...]))
  }

  private static func kind(_ verb: Substring) -> Kind? {
    switch verb.lowercased() {
    case "initialize", "design": .design
    case "implement", "progress": .implementation
    case "fix": .fix
    case "complete": .complete
    case "blocked", "error": .blocked
    default: nil
    }
  }

  /// `what (2/5)` as its text and step.
  private static func step(_ summary: String) -> (String, Step)? {
    guard summary.hasSuffix(")"), let open = summary.lastIndex(of: "("),
      let slash = summary[open...].firstIndex(of: "/"),
      let number = Int(summary[summary.index(after: open)..<slash]),
      let total = Int(summary[summary.index(after: slash)...].dropLast())
    else { return nil }
    return (MessageFields.trimmed(summary[..<open]), Step(number: number, total: total))
  }

  private mutating func readDesign(_ lines: [Substring]) {
    for part in MessageSections.parts(lines) {
      switch part.name.lowercased() {
      case "overview", "": if design.overview.isEmpty { design.overview = MessageSections.joined(part.lines) }
      case "architecture decisions": design.architectureDecisions = WorkerMessage.bullets(part.lines)
      case "interfaces provided": design.interfacesProvided = WorkerMessage.bullets(part.lines)
      default: break
      }
    }
  }

  /// The items of a list.
  ///
  /// What is indented below an item belongs to it, even where it begins like an item itself.
  private static func bullets(_ lines: [Substring]) -> [String] {
    var items: [String] = []
    var indent = 0
    var empty = 0
    for line in lines {
      let text = line.drop(while: \.isWhitespace)
      let depth = line.count - text.count
      if text.isEmpty {
        empty += 1
        continue
      }
      if !items.isEmpty, depth >= indent + 2 {
        items[items.count - 1] += String(repeating: "\n", count: empty + 1) + line.dropFirst(indent + 2)
      } else {
        indent = depth
        let isItem = text.hasPrefix("- ") || text.hasPrefix("* ")
        items.append(MessageFields.trimmed(isItem ? text.dropFirst(2) : text))
      }
      empty = 0
    }
    return items
  }

  /// The entries of a list: what is indented below one belongs to its text, and from six spaces on, where commit_task writes
  /// such lines, it does so even where it begins like an entry.
  private mutating func readTodo(_ lines: [Substring]) {
    var indent = 0
    var empty = 0
    for line in lines {
      let text = line.drop(while: \.isWhitespace)
      let depth = line.count - text.count
      if text.isEmpty {
        empty += 1
        continue
      }
      let isEntry = text.hasPrefix("- [")
      if let last = todo.last, depth >= indent + (isEntry ? 6 : 2) {
        let more = line.dropFirst(min(depth, indent + 6))
        todo[todo.count - 1] = last.going(on: String(repeating: "\n", count: empty + 1) + more)
      } else if isEntry, let entry = WorkerMessage.entry(text, number: todo.count + 1) {
        indent = depth
        todo.append(entry)
      }
      empty = 0
    }
  }

  /// `- [x] 2. text`, with or without a number; a trailing mark of completion is dropped.
  private static func entry(_ text: Substring, number: Int) -> Todo? {
    guard text.count > 5 else { return nil }
    let mark = text[text.index(text.startIndex, offsetBy: 3)]
    var rest = text.dropFirst(5).drop(while: \.isWhitespace)
    var number = number
    let digits = rest.prefix(while: \.isNumber)
    if !digits.isEmpty, rest.dropFirst(digits.count).first == ".", let given = Int(digits) {
      number = given
      rest = rest.dropFirst(digits.count + 1)
    }
    var words = MessageFields.trimmed(rest)
    for suffix in ["← COMPLETED", "<- COMPLETED"] where words.hasSuffix(suffix) {
      words = MessageFields.trimmed(Substring(words.dropLast(suffix.count)))
    }
    return Todo(number: number, text: words, done: mark == "x" || mark == "X")
  }
}

extension WorkerMessage.Todo {
  /// The same entry with more text.
  fileprivate func going(on more: String) -> Self { .init(number: number, text: text + more, done: done) }
}
