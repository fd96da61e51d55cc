package import StateMachine

/// The phases of a specification (`SPEC.md`, `READY.md`), as far as they can be read.
package struct SpecDocument: Hashable, Sendable {
  /// In the order of the document.
  package internal(set) var phases: [SpecPhase] = []
  /// What can't be read, or contradicts itself, by line.
  package internal(set) var problems: [SpecProblem] = []

  /// How large a specification may be.
  package static let bytes = 4 << 20

  /// The problems that leave it unclear what is to be done: with one of them, no run should begin.
  package var obstacles: [SpecProblem] { problems.filter(\.isObstacle) }
}

/// A phase as a specification describes it.
package struct SpecPhase: Hashable, Sendable {
  /// The heading, exactly: `Phase 1: Proto Definitions & Setup`.
  package let name: String
  package let number: Int
  package internal(set) var tasks: [String] = []
  package internal(set) var modules: [String] = []
  /// One command a line.
  package internal(set) var testCommand: String?
  package internal(set) var successCriteria: [String] = []
  package internal(set) var gotchas: [String] = []
  /// Names of phases, in full.
  package internal(set) var dependsOn: [String] = []
  /// The line of the heading, from 1.
  package let line: Int

  /// The same as a run is founded with.
  ///
  /// - Throws: for a name that was reported as a problem already.
  package var definition: PhaseDefinition {
    get throws(Rejection) {
      var phase = PhaseDefinition(name: try PhaseName(name))
      phase.tasks = tasks
      for module in modules { phase.modules.append(try ModuleName(module)) }
      phase.testCommand = testCommand
      phase.successCriteria = successCriteria
      phase.gotchas = gotchas
      for name in dependsOn { phase.dependsOn.append(try PhaseName(name)) }
      return phase
    }
  }
}

/// A line of a specification that can't be read, or that contradicts another.
package struct SpecProblem: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// The line, at most 80 characters of it.
  package let text: String
  /// What is wrong with it, in a sentence.
  package let why: String
  /// Whether it leaves unclear what is to be done; else the line was passed over.
  package let isObstacle: Bool
}
