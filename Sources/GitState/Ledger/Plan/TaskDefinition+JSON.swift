package import JSON
package import StateMachine

extension TaskDefinition {
  /// The stored form: keys that say nothing are left out.
  package var json: JSONObject {
    var object: JSONObject = ["id": .string(id.text), "description": .string(description)]
    func add(_ key: String, _ text: String?) { if let text { object[key] = .string(text) } }
    func add(_ key: String, _ texts: [String]) {
      if !texts.isEmpty { object[key] = .array(texts.map { .string($0) }) }
    }
    add("title", title)
    add("preconditions", preconditions.map(\.text))
    add("provides", provides.map(\.text))
    add("depends_on", dependsOn.map(\.text))
    if let wave { object["wave"] = .integer(wave) }
    add("files", files)
    add("priority", priority?.rawValue)
    add("estimated_time", estimatedTime)
    add("effort", effort?.rawValue)
    if let maxRetries { object["max_retries"] = .integer(maxRetries) }
    if let requiresReview { object["requires_review"] = .bool(requiresReview) }
    add("agent", agent)
    add("acceptance_criteria", acceptanceCriteria)
    add("verification_script", verificationScript)
    add("implementation_notes", implementationNotes)
    add("parallel_strategy", parallelStrategy?.rawValue)
    add("parallel_scope", parallelScope)
    add("focus_areas", focusAreas)
    add("concerns", concerns.map(\.rawValue))
    if !extra.isEmpty {
      // As pairs of texts: what an imported plan said comes back with its own order of keys and its own numbers.
      object["extra"] = TaskDefinition.Extra.json(extra)
    }
    return object
  }

  /// A definition from its stored form.
  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(id: try reader["id"].name(PlanTaskID.init), description: try reader["description"].string())
    title = try reader.text("title")
    preconditions = try reader.texts("preconditions").map { Capability(known: $0) }
    provides = try reader.texts("provides").map { Capability(known: $0) }
    dependsOn = try reader.names("depends_on", PlanTaskID.init)
    wave = try reader[optional: "wave"]?.integer()
    files = try reader.texts("files")
    priority = try reader.text("priority").flatMap { Priority(rawValue: $0) }
    estimatedTime = try reader.text("estimated_time")
    effort = try reader.text("effort").flatMap { Effort(rawValue: $0) }
    maxRetries = try reader[optional: "max_retries"]?.integer()
    requiresReview = try reader[optional: "requires_review"]?.boolean()
    agent = try reader.text("agent")
    acceptanceCriteria = try reader.texts("acceptance_criteria")
    verificationScript = try reader.text("verification_script")
    implementationNotes = try reader.text("implementation_notes")
    parallelStrategy = try reader.text("parallel_strategy").flatMap { SplitStrategy(rawValue: $0) }
    parallelScope = try reader.texts("parallel_scope")
    focusAreas = try reader.texts("focus_areas")
    concerns = try reader.texts("concerns").compactMap { Concern(rawValue: $0) }
    extra = try Extra.list(stored: reader)
  }
}
