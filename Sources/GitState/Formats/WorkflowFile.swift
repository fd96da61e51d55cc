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

  private func elements(_ key: String, _ limit: Int) -> [WorkflowPart] {
    guard let part = root[key] else { return [] }
    return root.faults.noting(leavesGap: true) { () throws(JSONPathError) in try part.elements(atMost: limit)
    }
      ?? []
  }

  /// Reads all that can be read; what can't is noted in the faults of ``root``.
  ///
  /// - Throws: where nothing follows from the rest.
  mutating func read() throws(JSONPathError) -> WorkflowDefinition {
    try root.knowOnly(Self.keys)
    let faults = root.faults
    var parts: [WorkflowAgentPart] = []
    var known: Set<AgentID> = []
    for element in elements("agents", WorkflowLimits.agents) {
      let read = faults.noting(leavesGap: true) { () throws(JSONPathError) in try WorkflowAgentPart(element) }
      guard let part = read else { continue }
      if known.insert(part.agent.id).inserted {
        parts.append(part)
      } else {
        faults.note(element.refused("agent \(part.agent.id) is there twice"))
      }
    }
    let written = root["phases"]
    guard written != nil || root["agents"] != nil && !(parts.isEmpty && faults.list.isEmpty) else {
      throw root.refused("phases is required, or agents with depends_on")
    }
    var phases: [WorkflowPhase] = []
    for element in elements("phases", WorkflowLimits.phases) {
      let read = faults.noting(leavesGap: true) { () throws(JSONPathError) in try WorkflowPhase(element) }
      guard let phase = read else { continue }
      phases.append(phase)
      if element["aggregation"] != nil, phase.agents.count == 1 {
        notes.append(
          "The aggregation of \(element.reader.path) decides nothing: \(phase.agents[0]) works alone in it.")
      }
    }
    if root["agents"] == nil {
      parts = phases.flatMap(\.agents).map { WorkflowAgentPart($0) }
    } else if written == nil, !faults.hasGaps {
      var layers = WorkflowLayers(parts)
      phases =
        faults.noting(leavesGap: true) { () throws(JSONPathError) in try layers.phases(at: root) } ?? []
      notes += layers.notes
    } else if let part = parts.first(where: { !$0.needs.isEmpty }), written != nil {
      notes.append("depends_on of \(part.agent.id) is left out, as of all agents: phases says the order.")
    }
    for part in parts where part.aggregation != nil {
      let phase = phases.first { $0.agents.contains(part.agent.id) }
      if written != nil || phase?.agents.count == 1 {
        notes.append(
          "The aggregation of agent \(part.agent.id) decides nothing: "
            + (written != nil ? "phases says it." : "\(part.agent.id) works alone."))
      }
    }
    let name = faults.noting(leavesGap: true) { () throws(JSONPathError) in try root.required("name").text() }
    var definition = WorkflowDefinition(name: name ?? "", phases: phases, agents: parts.map(\.agent))
    definition.about = root.read("description") { (part) throws(JSONPathError) in try part.text() }
    definition.maxRetries =
      root.read("max_retries") { (part) throws(JSONPathError) in try part.number() } ?? definition.maxRetries
    if let via = root.read(
      "approve_via", { (part) throws(JSONPathError) in try part.word(ApprovalPolicy.Via.init(rawValue:)) })
    {
      definition.approveVia = via
    }
    return definition
  }
}

extension WorkflowDefinition {
  /// Reads a definition: the object, or its JSON as a text.
  ///
  /// - Returns: the definition, checked, and what of it was left out or understood otherwise, in sentences.
  /// - Throws: for what is wrong first, with all that is wrong in `problems`.
  package static func reading(
    _ value: JSONValue
  ) throws(Rejection) -> (definition: WorkflowDefinition, notes: [String]) {
    let faults = DefinitionFaults()
    var root = value
    if case .string(let text) = value {
      do throws(JSONError) {
        root = try JSONValue(parsing: text)
      } catch {
        throw refusal(["\(error)"])
      }
    }
    let read = faults.noting(leavesGap: true) { () throws(JSONPathError) in
      try written(root, faults)
    }
    guard let first = faults.list.first else {
      guard let read else { throw Rejection(.bug, "The workflow definition was not read.") }
      try read.definition.check()
      return read
    }
    // What the rest says is no fault of its own where something is missing.
    let more = faults.hasGaps ? [] : read?.definition.problems ?? []
    throw refusal(faults.list.map { "\($0)" } + more, at: first.path)
  }

  private static func written(
    _ root: JSONValue, _ faults: DefinitionFaults
  ) throws(JSONPathError) -> (definition: WorkflowDefinition, notes: [String]) {
    try JSONReader(root).refuseNUL()
    let part = try WorkflowPart(root, faults)
    if part["executionGraph"] != nil {
      var graph = RuntimeGraph(part)
      let definition = try graph.read()
      return (definition, graph.notes)
    }
    var file = WorkflowFile(part)
    let definition = try file.read()
    return (definition, file.notes)
  }

  private static func refusal(_ problems: [String], at path: String = "") -> Rejection {
    let problems = problems.map { $0.hasSuffix(".") || $0.hasSuffix("?") ? $0 : "\($0)." }
    var details: [Rejection.Field] = path.isEmpty ? [] : [.init("path", .text(path))]
    if problems.count > 1 { details.append(.init("problems", .texts(problems.prefix(50)))) }
    return Rejection(
      .invalidArgument, "The workflow definition: \(problems.first ?? "")", details: details)
  }
}
