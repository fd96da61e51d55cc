import JSON
import StateMachine
import YAML

/// One key of a plan.yaml's tasks that gitstate has a field for: how it is read, and how it is written.
///
/// A key that is not in the table, and none of those that the reading itself understands, is kept as it came.
struct PlanTaskField: Sendable {
  let key: String
  let read: @Sendable (YAMLReader, inout TaskDefinition) throws(YAMLError) -> Void
  /// nil where the field says nothing.
  let write: @Sendable (TaskDefinition) -> JSONValue?

  static let all: [PlanTaskField] = [
    text("title", \.title),
    PlanTaskField(key: "description") { (value, task) throws(YAMLError) in
      task.description = try value.text()
    } write: {
      $0.description == $0.title ? nil : .string($0.description)
    },
    PlanTaskField(key: "wave") { (value, task) throws(YAMLError) in
      task.wave = try value.integer()
    } write: {
      $0.wave.map { .integer($0) }
    },
    text("agent", \.agent),
    PlanTaskField(key: "priority") { (value, task) throws(YAMLError) in
      guard let priority = Priority(anyCase: try value.text()) else {
        throw value.unexpected("high, medium or low", allowed: Priority.allCases.map(\.rawValue))
      }
      task.priority = priority
    } write: {
      $0.priority.map { .string($0.rawValue.uppercased()) }
    },
    PlanTaskField(key: "requires_review") { (value, task) throws(YAMLError) in
      task.requiresReview = try value.boolean()
    } write: {
      $0.requiresReview.map { .bool($0) }
    },
    PlanTaskField(key: "effort") { (value, task) throws(YAMLError) in
      guard let effort = Effort(rawValue: try value.text().uppercased()) else {
        throw value.unexpected("XS, S, M, L or XL", allowed: Effort.allCases.map(\.rawValue))
      }
      task.effort = effort
    } write: {
      $0.effort.map { .string($0.rawValue) }
    },
    PlanTaskField(key: "acceptance_criteria") { (value, task) throws(YAMLError) in
      task.acceptanceCriteria = try value.texts()
    } write: {
      texts($0.acceptanceCriteria)
    },
    text("verification_script", \.verificationScript),
    capabilities("preconditions", \.preconditions),
    capabilities("provides", \.provides),
    text("estimated_time", \.estimatedTime),
    PlanTaskField(key: "max_retries") { (value, task) throws(YAMLError) in
      task.maxRetries = try value.integer()
    } write: {
      $0.maxRetries.map { .integer($0) }
    },
    text("implementation_notes", \.implementationNotes),
  ]

  static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

  private static func text(
    _ key: String, _ place: any WritableKeyPath<TaskDefinition, String?> & Sendable
  ) -> PlanTaskField {
    PlanTaskField(key: key) { (value, task) throws(YAMLError) in
      task[keyPath: place] = try value.text()
    } write: {
      $0[keyPath: place].map { .string($0) }
    }
  }

  private static func capabilities(
    _ key: String, _ place: any WritableKeyPath<TaskDefinition, [Capability]> & Sendable
  ) -> PlanTaskField {
    PlanTaskField(key: key) { (value, task) throws(YAMLError) in
      for text in try value.texts() {
        do throws(Rejection) {
          let capability = try Capability(text)
          if !task[keyPath: place].contains(capability) { task[keyPath: place].append(capability) }
        } catch {
          throw value.refused(error)
        }
      }
    } write: {
      texts($0[keyPath: place].map(\.text))
    }
  }

  static func texts(_ texts: [String]) -> JSONValue? {
    texts.isEmpty ? nil : .array(texts.map { .string($0) })
  }

  /// What a kept text says of the field: whether it still says what the field holds.
  func agrees(_ raw: String, with task: TaskDefinition) -> Bool {
    guard let node = try? YAMLNode(parsing: raw) else { return false }
    var probe = TaskDefinition(id: task.id, description: task.description)
    if key == "description" { probe.description = "" }
    probe.title = key == "title" ? nil : task.title
    if node.isNull {
      if key == "description" { probe.description = task.title ?? "" }
    } else {
      do throws(YAMLError) { try read(YAMLReader(node), &probe) } catch { return false }
    }
    return write(probe) == write(task)
  }
}

extension YAMLReader {
  /// A name that was refused, with its place in the text.
  func refused(_ rejection: Rejection) -> YAMLError {
    let sentence = rejection.sentence
    return refused(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence)
  }
}
