package import JSON
package import StateMachine

/// A workflow definition as people write it, short forms among it, or as the builder exports it.
///
/// The stored form is read by `WorkflowDefinition(stored:)`; this one names every key that it does not know.
struct WorkflowFile {
  private static let keys = [
    "name", "description", "phases", "agents", "max_retries", "approve_via", "schema_version", "version",
  ]

  let root: WorkflowPart
  private(set) var notes: [String] = []

  init(_ root: WorkflowPart) { self.root = root }

  mutating func read() throws(JSONPathError) -> WorkflowDefinition {
    try root.knowOnly(Self.keys)
    var parts: [WorkflowAgentPart] = []
    for element in try root["agents"]?.elements() ?? [] {
      let part = try WorkflowAgentPart(element)
      guard !parts.contains(where: { $0.agent.id == part.agent.id }) else {
        throw element.refused("agent \(part.agent.id) is there twice")
      }
      parts.append(part)
    }
    var phases: [WorkflowPhase] = []
    let written = root["phases"]
    for element in try written?.elements() ?? [] { phases.append(try WorkflowPhase(element)) }
    guard written != nil || !parts.isEmpty else {
      throw root.refused("phases is required, or agents with depends_on")
    }
    if root["agents"] == nil {
      parts = phases.flatMap(\.agents).map { WorkflowAgentPart($0) }
    } else if written == nil {
      var layers = WorkflowLayers(parts)
      phases = try layers.phases(at: root)
      notes += layers.notes
    } else if let part = parts.first(where: { !$0.needs.isEmpty }) {
      notes.append("depends_on of \(part.agent.id) is left out, as of all agents: phases says the order.")
    }
    var definition = WorkflowDefinition(
      name: try root.required("name").text(), phases: phases, agents: parts.map(\.agent))
    definition.about = try root["description"]?.text()
    definition.maxRetries = try root["max_retries"]?.number() ?? definition.maxRetries
    if let via = root["approve_via"] {
      definition.approveVia = try via.word(ApprovalPolicy.Via.init(rawValue:))
    }
    return definition
  }
}

extension WorkflowDefinition {
  /// Reads a definition: the object, or its JSON as a text.
  ///
  /// - Returns: the definition, checked, and what of it was left out or understood otherwise, in sentences.
  package static func reading(
    _ value: JSONValue
  ) throws(Rejection) -> (definition: WorkflowDefinition, notes: [String]) {
    var root = value
    if case .string(let text) = value {
      do throws(JSONError) {
        root = try JSONValue(parsing: text)
      } catch {
        throw refusal("\(error)")
      }
    }
    let read: (definition: WorkflowDefinition, notes: [String])
    do throws(JSONPathError) {
      try JSONReader(root).refuseNUL()
      let part = try WorkflowPart(root)
      if part["executionGraph"] != nil {
        var graph = RuntimeGraph(part)
        let definition = try graph.read()
        read = (definition, graph.notes)
      } else {
        var file = WorkflowFile(part)
        let definition = try file.read()
        read = (definition, file.notes)
      }
    } catch {
      throw refusal("\(error)", at: error.path)
    }
    try read.definition.check()
    return read
  }

  private static func refusal(_ what: String, at path: String = "") -> Rejection {
    let end = what.hasSuffix(".") || what.hasSuffix("?") ? "" : "."
    return Rejection(
      .invalidArgument, "The workflow definition: \(what)\(end)",
      details: path.isEmpty ? [] : [.init("path", .text(path))])
  }
}
