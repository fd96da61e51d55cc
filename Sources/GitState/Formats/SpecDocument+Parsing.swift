package import StateMachine

extension SpecDocument {
  /// Reads a specification.
  ///
  /// - Throws: `limit_exceeded` for more than ``bytes``; anything else that is wrong with it is among its problems.
  package init(parsing text: String) throws(Rejection) {
    guard text.utf8.count <= Self.bytes else {
      throw Rejection(
        .limitExceeded, "The specification has \(text.utf8.count) bytes, and the limit is \(Self.bytes).",
        details: [.init("limit", .number(Self.bytes)), .init("actual", .number(text.utf8.count))])
    }
    var parser = SpecParser(text)
    parser.parse()
    parser.checkNames()
    parser.resolveNeeds()
    phases = parser.phases
    problems = parser.problems.sorted { ($0.line, $0.why) < ($1.line, $1.why) }
  }
}

/// What the phases say of each other.
extension SpecParser {
  /// Phases stand once, in the order of their numbers.
  mutating func checkNames() {
    var names: [String: Int] = [:]
    var numbers: [Int: Int] = [:]
    var before: SpecPhase?
    for phase in phases {
      if let line = names[comparable(phase.name)] {
        problem(phase.line, "The phase stands in line \(line) already.")
      } else if let line = numbers[phase.number] {
        problem(phase.line, "Phase \(phase.number) stands in line \(line) already, with another name.")
      } else if let before, phase.number < before.number {
        problem(phase.line, "Phase \(phase.number) comes after phase \(before.number).")
      }
      names[comparable(phase.name)] = phase.line
      numbers[phase.number] = phase.line
      before = phase
    }
  }

  /// Finds the phases that others depend on.
  mutating func resolveNeeds() {
    let names = SpecNames(phases)
    var later: [(line: Int, name: String)] = []
    for need in needs {
      for text in names.parts(of: need.text) {
        let found = names.phases(named: text)
        if found.count == 1 {
          let name = found[0].name
          if !phases[need.phase].dependsOn.contains(name) { phases[need.phase].dependsOn.append(name) }
          if found[0].line >= phases[need.phase].line { later.append((need.line, name)) }
          continue
        }
        if problems.count >= Self.limit { return }
        let near = nearest(
          to: text, among: phases.flatMap { [$0.name, PhaseName.parts(of: $0.name)?.name ?? ""] })
        problem(
          need.line,
          found.isEmpty
            ? "It depends on \(quoted(text)), which no phase is."
              + (near.isEmpty ? "" : " Did you mean \(spoken(near.map { quoted($0) }, word: "or"))?")
            : "\(quoted(text)) fits \(spoken(found.map { quoted($0.name) })).")
      }
    }
    let definitions = phases.compactMap { try? $0.definition }
    if let cycle = PhaseDefinition.cycle(in: definitions), let first = cycle.first {
      let line = needs.first { phases[$0.phase].name == first.text }?.line ?? 1
      return problem(line, "Phases wait for each other: \(cycle.map(\.text).joined(separator: " → ")).")
    }
    for (line, name) in later { problem(line, "It depends on \(quoted(name)), which comes after it.") }
  }
}
