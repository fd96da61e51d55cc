package import JSON
package import StateMachine

extension PlanFounding {
  /// The stored form, without its tasks.
  package var json: JSONObject {
    var object: JSONObject = [
      "session_id": .string(session.text), "user_request": .string(request), "base": .string(base),
      "max_workers": .integer(maxWorkers),
    ]
    func add(_ key: String, _ text: String?) { if let text { object[key] = .string(text) } }
    add("target", target)
    add("architecture", architecture)
    add("design_patterns", designPatterns)
    add("technology_stack", technologyStack)
    add("estimated_total_time", estimatedTotalTime)
    add("dependency_graph", dependencyGraph)
    if reviews != .required { object["reviews"] = .string(reviews.rawValue) }
    if !given.isEmpty { object["given"] = .array(given.map { .string($0.text) }) }
    if approval != ApprovalPolicy() { object["approval"] = .object(approval.json) }
    if let source { object["source"] = .object(source.json) }
    return object
  }

  /// From its stored form, with the tasks that stand beside it.
  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      session: try reader["session_id"].name(SessionID.init), request: try reader["user_request"].string(),
      base: try reader["base"].string())
    target = try reader.text("target")
    architecture = try reader.text("architecture")
    designPatterns = try reader.text("design_patterns")
    technologyStack = try reader.text("technology_stack")
    estimatedTotalTime = try reader.text("estimated_total_time")
    dependencyGraph = try reader.text("dependency_graph")
    maxWorkers = try reader[optional: "max_workers"]?.integer() ?? 3
    reviews = try reader.text("reviews").flatMap { ReviewPolicy(rawValue: $0) } ?? .required
    given = try reader.texts("given").map { Capability(known: $0) }
    approval = try reader.optional("approval", ApprovalPolicy.init(stored:)) ?? ApprovalPolicy()
    source = try reader.optional("source", PlanSource.init(stored:))
  }
}
