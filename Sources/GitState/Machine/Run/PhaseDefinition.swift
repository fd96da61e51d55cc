/// What a phase is, apart from where it stands.
package struct PhaseDefinition: Hashable, Sendable {
  package var name: PhaseName
  package var tasks: [String] = []
  /// The modules that are worked on in it, each in a worktree of its own.
  package var modules: [ModuleName] = []
  /// How it is validated: shown, never run by gitstate.
  package var testCommand: String?
  package var successCriteria: [String] = []
  package var gotchas: [String] = []
  /// Phases that must be complete before it.
  package var dependsOn: [PhaseName] = []

  package init(name: PhaseName) {
    self.name = name
  }

  /// A circle of phases that wait for each other, first and last the same; nil where there is none.
  package static func cycle(in phases: [PhaseDefinition]) -> [PhaseName]? {
    var waiting: [PhaseName: [PhaseName]] = [:]
    for phase in phases { waiting[phase.name] = phase.dependsOn }
    // What waits for nothing that waits is taken away, until nothing changes.
    while true {
      let free = waiting.filter { !$0.value.contains { waiting[$0] != nil } }.map(\.key)
      if free.isEmpty { break }
      for name in free { waiting[name] = nil }
    }
    // Everything that is left waits for something that is left, so following it must come round.
    guard var name = phases.map(\.name).first(where: { waiting[$0] != nil }) else { return nil }
    var path: [PhaseName] = []
    while !path.contains(name) {
      path.append(name)
      guard let next = waiting[name]?.first(where: { waiting[$0] != nil }) else { return nil }
      name = next
    }
    return Array(path.drop { $0 != name }) + [name]
  }
}

/// What a run is founded with.
package struct RunFounding: Hashable, Sendable {
  package var id: RunID
  package var description: String
  /// The working tree that it began in, from the repository's root; `.` is the main one.
  package var directory: String
  /// The branch that was checked out there: the run's base, and what its modules are merged into.
  package var base: String
  /// The run that this one is a part of.
  package var parent: RunID?
  /// The file that the phases were read from.
  package var spec: String?
  /// Whether the first mention of a phase adds it: a run that was founded without any.
  package var isOpen = false
  package var phases: [PhaseDefinition] = []

  package init(id: RunID, description: String, directory: String, base: String) {
    self.id = id
    self.description = description
    self.directory = directory
    self.base = base
  }
}
