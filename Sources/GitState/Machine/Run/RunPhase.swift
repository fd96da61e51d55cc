/// A phase of a run: what it is and where it stands.
package struct RunPhase: Hashable, Sendable {
  package internal(set) var definition: PhaseDefinition
  /// The number in its name, else its place from 1.
  package let number: Int
  /// How often it was validated.
  package internal(set) var attempts = 0
  /// The last validations, oldest first, at most ``RunLimits/validations``.
  package internal(set) var validations: [Noted<PhaseValidation>] = []
  /// Its completions, oldest first: one of them stands, or none.
  package internal(set) var completions: [Noted<PhaseCompletion>] = []

  package init(
    _ definition: PhaseDefinition, number: Int, attempts: Int = 0,
    validations: [Noted<PhaseValidation>] = [], completions: [Noted<PhaseCompletion>] = []
  ) {
    self.definition = definition
    self.number = number
    self.attempts = attempts
    self.validations = validations
    self.completions = completions
  }

  package var name: PhaseName { definition.name }

  /// The newest validation that stands.
  package var latest: Noted<PhaseValidation>? { validations.last(where: \.stands) }

  /// By what it is complete; nil where it is not.
  package var completion: Noted<PhaseCompletion>? { completions.last(where: \.stands) }

  package var isComplete: Bool { completion != nil }

  /// Where a phase stands, in a word.
  package enum Word: String, CaseIterable, Sendable {
    case pending, failed, passed, completed
  }

  package var word: Word {
    if isComplete { return .completed }
    return latest.map { $0.fact.passed ? .passed : .failed } ?? .pending
  }
}

/// What came of validating a phase.
package struct PhaseValidation: Hashable, Sendable {
  package var passed: Bool
  package var output: OutputEnd?
  package var errorType: String?
  package var retryable: Bool?
  package var checks: [Check] = []

  /// One named check of it.
  package struct Check: Hashable, Sendable {
    package let name: String
    package let passed: Bool

    package init(_ name: String, passed: Bool) {
      self.name = name
      self.passed = passed
    }
  }

  package init(passed: Bool) {
    self.passed = passed
  }
}

/// By what a phase became complete.
package struct PhaseCompletion: Hashable, Sendable {
  /// The number of its checkpoint; nil where ``reason`` says why there is none.
  package var checkpoint: Int?
  package var reason: String?
  package var result: PhaseResult?

  package init(checkpoint: Int?, reason: String? = nil, result: PhaseResult? = nil) {
    self.checkpoint = checkpoint
    self.reason = reason
    self.result = result
  }
}

/// What a phase brought, in the words of whoever completed it.
package struct PhaseResult: Hashable, Sendable {
  package var filesCreated: [String] = []
  package var testsPassing: Bool?
  package var validationOutput: OutputEnd?
  package var gotchasEncountered: [String] = []

  package init() {}
}

/// The end of what a program printed: what it said last tells why it failed.
package struct OutputEnd: Hashable, Sendable {
  package static let bytes = 8_192

  package let text: String
  /// How many bytes stood before it.
  package let omitted: Int

  /// An output, cut to its last ``bytes``.
  package init(of output: String) {
    let all = output.utf8
    // Never in the middle of a letter: its further bytes begin with the bits 10.
    let kept = all.suffix(Self.bytes).drop { all.count > Self.bytes && $0 & 0xc0 == 0x80 }
    text = String(output[kept.startIndex...])
    omitted = all.count - kept.count
  }

  /// One that was cut before.
  package init(cut text: String, omitted: Int) {
    self.text = text
    self.omitted = omitted
  }
}
