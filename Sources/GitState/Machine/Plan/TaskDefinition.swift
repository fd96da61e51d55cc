/// What a task is, apart from where it stands: what a plan says of it.
package struct TaskDefinition: Hashable, Sendable {
  package var id: PlanTaskID
  package var title: String?
  package var description: String
  package var preconditions: [Capability] = []
  package var provides: [Capability] = []
  package var dependsOn: [PlanTaskID] = []
  /// A barrier: tasks of a later wave wait for all of an earlier one.
  ///
  /// Nil where waves are computed.
  package var wave: Int?
  /// Paths, as data: nothing ever opens them.
  package var files: [String] = []
  package var priority: Priority?
  package var estimatedTime: String?
  package var effort: Effort?
  package var maxRetries: Int?
  package var requiresReview: Bool?
  package var agent: String?
  package var acceptanceCriteria: [String] = []
  package var verificationScript: String?
  package var implementationNotes: String?
  package var parallelStrategy: SplitStrategy?
  /// The folders or files that it is split along.
  package var parallelScope: [String] = []
  /// The sides from which it is reviewed, each by itself.
  package var focusAreas: [String] = []
  /// What its metadata says that it touches, and that takes a full review.
  package var concerns: [Concern] = []
  /// Keys of an imported plan that mean nothing here, with their JSON text: returned as they came.
  package var extra: [Extra] = []

  package init(id: PlanTaskID, description: String) {
    self.id = id
    self.description = description
  }

  /// One unknown key.
  package struct Extra: Hashable, Sendable {
    package let key: String
    package let json: String

    package init(key: String, json: String) {
      self.key = key
      self.json = json
    }
  }

  /// How long it may take, in minutes, where it says so.
  package var minutes: Int? {
    effort?.minutes ?? estimatedTime.flatMap(Self.minutes(in:))
  }

  /// The minutes that `8 minutes`, `2h` or `1 hour 30 min` name; nil for anything else.
  package static func minutes(in text: String) -> Int? {
    var total = 0
    var number: Int?
    var unit = ""
    var found = false
    func close() {
      guard let count = number, count <= 100_000 else { return }
      switch unit.first {
      case "h": total += count * 60
      case "d": total += count * 60 * 8
      case "m", nil: total += count
      default: return
      }
      found = true
    }
    for character in text.lowercased() {
      if let digit = character.wholeNumberValue, character.isASCII {
        if !unit.isEmpty {
          close()
          number = nil
          unit = ""
        }
        number = min(1_000_000, (number ?? 0) * 10 + digit)
      } else if character.isLetter, number != nil {
        unit.append(character)
      }
    }
    close()
    return found ? total : nil
  }
}

/// What a reviewer must look at in full.
package enum Concern: String, CaseIterable, Sendable {
  case security, pii
}

/// How soon a task is wanted.
package enum Priority: String, CaseIterable, Sendable {
  case high, medium, low

  /// In any case: `HIGH`, `high`.
  package init?(anyCase text: String) {
    self.init(rawValue: comparable(text))
  }
}

/// A size of work, and the minutes past which a claimed task of that size is overdue.
package enum Effort: String, CaseIterable, Sendable {
  case extraSmall = "XS"
  case small = "S"
  case medium = "M"
  case large = "L"
  case extraLarge = "XL"

  package var minutes: Int {
    switch self {
    case .extraSmall: 15
    case .small: 25
    case .medium: 40
    case .large: 60
    case .extraLarge: 90
    }
  }
}
