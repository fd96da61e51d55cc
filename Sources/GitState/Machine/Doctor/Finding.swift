/// One thing that doctor found: what is so, what shows it, and how it is repaired.
package struct Finding: Hashable, Sendable {
  package let kind: FindingKind
  /// What it is about: a ref, a path, a task, a setting.
  package let subject: String
  /// What is so, in a sentence.
  package let sentence: String
  /// What shows it: ids, paths, ages in seconds, processes.
  package var evidence: [Rejection.Field]
  /// The lines that repair it, in order and each in its words; none where there is nothing to run.
  package var repair: [[String]]
  /// What doctor itself does about it; nil where that is for a person.
  package var cure: Cure?
  /// Whether it was there, and is no more.
  package var isFixed = false
  /// Why doctor could not repair it though it tried.
  package var failure: String?

  package init(
    _ kind: FindingKind, _ subject: String, _ sentence: String, evidence: [Rejection.Field] = [],
    repair: [[String]] = [], cure: Cure? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.sentence = sentence
    self.evidence = evidence
    self.repair = repair
    self.cure = cure
  }

  /// Who may repair something.
  package enum Mender: String, Hashable, Sendable {
    /// `gitstate doctor --fix`.
    case doctor
    /// `gitstate doctor --break-locks`, by a person who has made sure that nobody holds them.
    case breakLocks = "break_locks"
    case person
  }

  package var mender: Mender {
    switch cure {
    case nil: .person
    case .breakLock: .breakLocks
    default: .doctor
    }
  }

  /// Whether two are the same thing, found twice.
  package func isSame(as other: Finding) -> Bool {
    kind == other.kind && subject == other.subject
  }
}

/// What was found, and what became of it.
package struct Diagnosis: Hashable, Sendable {
  /// In the order of their kinds; what was repaired is among them.
  package let findings: [Finding]

  package init(_ findings: [Finding]) {
    // Stable: what was found first of a kind stands first.
    let order = Dictionary(uniqueKeysWithValues: FindingKind.allCases.enumerated().map { ($1, $0) })
    self.findings = findings.enumerated().sorted {
      (order[$0.element.kind] ?? 0, $0.offset) < (order[$1.element.kind] ?? 0, $1.offset)
    }.map(\.element)
  }

  package var fixed: [Finding] { findings.filter(\.isFixed) }
  /// What is still wrong.
  package var left: [Finding] { findings.filter { !$0.isFixed && !$0.kind.isAdvice } }
  package var advice: [Finding] { findings.filter { !$0.isFixed && $0.kind.isAdvice } }
  /// Whether nothing is wrong: advice does not count.
  package var isClean: Bool { left.isEmpty }
}
