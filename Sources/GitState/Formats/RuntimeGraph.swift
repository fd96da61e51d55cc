import JSON
import StateMachine

/// The graph that the workflow builder exports as `workflow-runtime.json`, version 6.0.
struct RuntimeGraph {
  private let root: WorkflowPart
  private(set) var notes: [String] = []

  init(_ root: WorkflowPart) { self.root = root }

  mutating func read() throws(JSONPathError) -> WorkflowDefinition {
    if let version = root["version"], version.value.stringValue?.hasPrefix("6.") != true {
      throw version.reader.unexpected("version 6.0 of the runtime graph")
    }
    let graph = try root.required("executionGraph")
    let nodes = try graph.required("nodes").elements(atMost: WorkflowLimits.nodes)
    var documents: [String: String] = [:]
    var agents: [(id: String, agent: AgentID, part: WorkflowPart)] = []
    for node in nodes {
      let id = try node.required("id").text()
      switch try node.required("type").text() {
      case "agent":
        let named = node["config"]?.first(of: "agentId", "agent")
        let agent = try (named ?? node["id"] ?? node).agent()
        guard !agents.contains(where: { $0.id == id || $0.agent == agent }) else {
          throw node.refused("node \(quoted(id)) is there twice")
        }
        agents.append((id, agent, node))
      case "document":
        let config = node["config"]
        documents[id] = try config?.first(of: "path", "filePath", "file")?.text() ?? id
      case "feedbackLoop": notes.append("Node \(quoted(id)) is left out: the evaluator itself has the loop.")
      case let type:
        notes.append("Node \(quoted(id)) is left out: \(quoted(type)) is no agent and no document.")
      }
    }
    let names = Dictionary(agents.map { ($0.id, $0.agent) }, uniquingKeysWith: { first, _ in first })
    var parts: [WorkflowAgentPart] = []
    for node in agents { parts.append(try part(of: node.agent, node.part, names, documents)) }
    try addEdges(agents.map(\.part), names, &parts)
    var layers = WorkflowLayers(parts)
    let phases = try layers.phases(at: graph)
    notes += layers.notes
    var definition = WorkflowDefinition(
      name: try (root.first(of: "name", "workflowName") ?? root["metadata"]?["name"])?.text()
        ?? "imported workflow",
      phases: phases, agents: parts.map(\.agent))
    definition.about = try root["description"]?.text()
    return definition
  }

  private mutating func part(
    of id: AgentID, _ node: WorkflowPart, _ names: [String: AgentID], _ documents: [String: String]
  ) throws(JSONPathError) -> WorkflowAgentPart {
    var part = WorkflowAgentPart(id)
    for need in try node["dependencies"]?.elements(atMost: WorkflowLimits.nodes) ?? [] {
      let text = try need.text()
      if let document = documents[text] {
        part.agent.documents.append(document)
      } else if let agent = names[text] {
        part.needs.append((agent, need))
      } else {
        notes.append("\(id) depends on \(quoted(text)), which is no agent of the graph: left out.")
      }
    }
    guard let config = node["config"] else { return part }
    part.agent.name = try config.first(of: "name", "label")?.text()
    part.agent.role = try config.first(of: "role", "description")?.text()
    part.agent.keywords = try config["keywords"]?.texts() ?? []
    part.agent.instruction = try config.first(of: "instruction", "prompt")?.text().known(
      in: "instruction of \(id)", &notes)
    part.group = try config["parallelGroup"]?.label()
    if let approval = config["humanApproval"], approval["enabled"]?.value.boolValue ?? true {
      var asked = WorkflowApproval(question: try approval.required("question").text())
      asked.options = try approval["options"]?.texts() ?? asked.options
      if let target = approval["targetNodeId"] { asked.target = try agent(target, names) }
      part.agent.approval = asked
    }
    if let loop = config["feedbackLoop"], loop["enabled"]?.value.boolValue ?? true {
      part.agent.evaluator = try evaluator(of: id, config, loop["loopConfig"] ?? loop, names)
    }
    return part
  }

  /// The agent of a node.
  private func agent(_ target: WorkflowPart, _ names: [String: AgentID]) throws(JSONPathError) -> AgentID {
    if let agent = names[try target.text()] { return agent }
    return try target.agent()
  }

  private mutating func evaluator(
    of id: AgentID, _ config: WorkflowPart, _ loop: WorkflowPart, _ names: [String: AgentID]
  ) throws(JSONPathError) -> WorkflowEvaluator {
    let failure = loop["failureAction"]
    var evaluator = WorkflowEvaluator(retry: [])
    for target in try failure?["targetNodeIds"]?.elements() ?? [config["feedbackTargetId"]].compactMap(\.self)
    {
      let agent = try agent(target, names)
      if !evaluator.retry.contains(agent) { evaluator.retry.append(agent) }
    }
    let condition = loop["loopCondition"]
    if let type = condition?["checkType"]?.value.stringValue, type != "json-field" {
      notes.append(
        "The condition of \(id) is of type \(quoted(type)), and is read as one field of its result.")
    }
    evaluator.field = try condition?["checkField"]?.text() ?? evaluator.field
    evaluator.value = try condition?["successValue"]?.said() ?? evaluator.value
    evaluator.maxRetries = try failure?["maxRetries"]?.number() ?? evaluator.maxRetries
    let texts = [try failure?["feedbackTemplate"]?.text(), try failure?["retryInstructions"]?.text()]
      .compactMap(\.self)
    if !texts.isEmpty {
      evaluator.feedback = texts.joined(separator: "\n\n").known(in: "feedback of \(id)", &notes)
    }
    return evaluator
  }

  /// Success edges are dependencies; failure edges of an evaluator are its retry targets.
  private mutating func addEdges(
    _ nodes: [WorkflowPart], _ names: [String: AgentID], _ parts: inout [WorkflowAgentPart]
  ) throws(JSONPathError) {
    for (place, node) in nodes.enumerated() {
      let id = parts[place].agent.id
      var seen: Set<String> = []
      for edge in try node["nextNodes"]?.elements(atMost: WorkflowLimits.nodes) ?? [] {
        let text = try edge.required("targetId").text()
        let type = try edge["condition"]?["type"]?.text() ?? "always"
        guard let target = names[text] else { continue }
        guard seen.insert("\(type) \(text)").inserted else {
          notes.append("The \(type) edge from \(id) to \(target) is there twice, and counts once.")
          continue
        }
        if type == "failure" {
          if parts[place].agent.evaluator == nil {
            notes.append("The failure edge from \(id) to \(target) is left out: \(id) is no evaluator.")
          } else if parts[place].agent.evaluator?.retry.contains(target) == false {
            parts[place].agent.evaluator?.retry.append(target)
          }
        } else if let other = parts.firstIndex(where: { $0.agent.id == target }),
          !parts[other].needs.contains(where: { $0.agent == id })
        {
          parts[other].needs.append((id, edge))
        }
      }
    }
  }
}

extension String {
  /// The text without the places that we do not fill: each stands as its name alone, and a note says so.
  fileprivate func known(in what: String, _ notes: inout [String]) -> String {
    var text = self
    for name in WorkflowTemplate.unknown(in: self) {
      notes.append("The place {{\(name)}} in the \(what) is none that is filled: it stands as \"\(name)\".")
      let present = text
      text = present.split(separator: "{{", omittingEmptySubsequences: false).enumerated().reduce(into: "") {
        text, piece in
        guard piece.offset > 0 else { return text += piece.element }
        let end = piece.element.firstIndex(of: "}")
        let inner = end.map { piece.element[..<$0].filter { $0 != " " } }
        if inner == name, let end, piece.element[end...].hasPrefix("}}") {
          text += name + piece.element[end...].dropFirst(2)
        } else {
          text += "{{" + piece.element
        }
      }
    }
    return text
  }
}
