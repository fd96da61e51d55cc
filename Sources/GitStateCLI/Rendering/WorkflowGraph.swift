import StateMachine

/// A workflow as it is drawn: its phases left to right, the agents in each, and who sends whose work back.
struct WorkflowGraph {
  struct Node {
    let agent: AgentID
    let phase: Int
    let group: Standing.Group
    let word: String
  }

  /// Work that an evaluator may send back, and how often it did.
  struct Retry {
    let from: Int
    let to: Int
    let used: Int
    let most: Int

    /// `back, 1 of 2`.
    var label: String { used == 0 ? "back, at most \(WorkflowPage.times(most))" : "back, \(used) of \(most)" }
  }

  let workflow: Workflow
  let branch: String
  let nodes: [Node]
  /// Of an agent to those of the next phase, by their positions among the nodes.
  let edges: [(from: Int, to: Int)]
  let retries: [Retry]

  init(_ workflow: Workflow, branch: String) {
    self.workflow = workflow
    self.branch = branch
    let definition = workflow.founding?.definition
    var nodes: [Node] = []
    var edges: [(from: Int, to: Int)] = []
    var before: [Int] = []
    for (index, phase) in (definition?.phases ?? []).enumerated() {
      let start = nodes.count
      for agent in phase.agents {
        let (group, word) = WorkflowGraph.standing(of: agent, in: index + 1, workflow)
        nodes.append(Node(agent: agent, phase: index + 1, group: group, word: word))
      }
      // Who does not take part is drawn, and nobody waits for it.
      let members = (start..<nodes.count).filter { workflow.takesPart(nodes[$0].agent) }
      edges += before.flatMap { from in members.map { (from, $0) } }
      if !members.isEmpty { before = members }
    }
    self.nodes = nodes
    self.edges = edges
    retries = nodes.indices.flatMap { from -> [Retry] in
      guard workflow.takesPart(nodes[from].agent),
        let evaluator = definition?[nodes[from].agent]?.evaluator
      else { return [] }
      return evaluator.retry.compactMap { target in
        guard let to = nodes.firstIndex(where: { $0.agent == target }) else { return nil }
        let used = workflow.retries.count {
          $0.retry.reason == .feedback && $0.retry.by.contains(nodes[from].agent)
            && $0.retry.agents.contains(target)
        }
        return Retry(from: from, to: to, used: used, most: evaluator.maxRetries)
      }
    }
  }

  private static func standing(
    of agent: AgentID, in phase: Int, _ workflow: Workflow
  ) -> (Standing.Group, String) {
    guard workflow.takesPart(agent) else { return (.cancelled, "left out") }
    if workflow.current?.phase == phase, workflow.current?.agents.contains(agent) == true {
      return (.atWork, "at work")
    }
    if workflow.wait?.phase == phase { return (.inReview, "waits for a person") }
    let stand = workflow.stand(of: phase)
    guard stand != .pending, let record = workflow.record(of: phase) else { return (.waiting, "waits") }
    return record.evaluation.passed.contains(agent) ? (.done, "passed") : (.stuck, "did not pass")
  }

  var title: String { plainLines(workflow.founding?.request ?? "").first ?? plain(branch) }

  /// `workflow/wf-1, Fullstack, in progress, 1 of 4 phases complete`.
  var subtitle: String {
    let name = plain(workflow.founding?.definition.name ?? "")
    let phases = "\(workflow.completed.count) of \(counted(workflow.phases.count, "phase")) complete"
    return "\(plain(branch)), \(name), \(workflow.standing), \(phases)"
  }

  var groups: [Standing.Group] {
    let present = Set(nodes.map(\.group))
    return Standing.Group.allCases.filter(present.contains)
  }

  /// The numbers of the phases, with the positions of their nodes.
  var layers: [(phase: Int, members: [Int])] {
    (workflow.founding?.definition.phases.indices ?? 0..<0).map { index in
      (index + 1, nodes.indices.filter { nodes[$0].phase == index + 1 })
    }
  }

  /// A column for each phase.
  func text(_ style: Style) -> String {
    let columns = layers.map { phase, members in
      let definition = workflow.founding?.definition[phase: phase]
      let note = members.count > 1 ? definition.map { WorkflowRows.words(for: $0.aggregation) } ?? "" : ""
      return ColumnBands.Column(
        name: "Phase \(phase)", note: note, cards: members.map { card($0, style) })
    }
    var lines = [
      style.paint(style.clipped(title, to: style.width), .bold),
      style.paint(style.clipped(subtitle, to: style.width), .dim), "",
    ]
    lines += ColumnBands(columns: columns, narrowest: 22).render(style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func card(_ index: Int, _ style: Style) -> [ColumnBands.Line] {
    let node = nodes[index]
    let (mark, paint) = WorkflowRows.mark(WorkflowGraph.stand(of: node.group), style)
    var lines = [
      ColumnBands.Line(
        head: "\(style.paint(mark, paint)) ", headWidth: 2, text: plain(node.agent.text),
        paint: node.group == .cancelled ? .dim : nil),
      ColumnBands.Line(head: "  ", headWidth: 2, text: node.word, paint: paint),
    ]
    for retry in retries where retry.from == index {
      let arrow = style.isUnicode ? "↺ " : "< "
      lines.append(
        ColumnBands.Line(
          head: "  ", headWidth: 2, text: "\(arrow)\(plain(nodes[retry.to].agent.text)) \(retry.label)",
          paint: .yellow, folds: 2))
    }
    return lines
  }

  private static func stand(of group: Standing.Group) -> PhaseStand {
    switch group {
    case .done, .toMerge: .completed
    case .atWork: .current
    case .inReview: .waiting
    case .stuck: .failed
    case .cancelled: .skipped
    case .waiting, .ready: .pending
    }
  }

  func mermaid() -> String {
    var lines = ["flowchart LR"]
    for (phase, members) in layers {
      lines.append("  subgraph p\(phase)[\"Phase \(phase)\"]")
      for index in members {
        let node = nodes[index]
        let id = GraphMermaid.label(node.agent.text)
        lines.append("    a\(index)[\"\(id)<br/>\(node.word)\"]:::s_\(node.group.rawValue)")
      }
      lines.append("  end")
    }
    for edge in edges { lines.append("  a\(edge.from) --> a\(edge.to)") }
    for retry in retries { lines.append("  a\(retry.from) -. \"\(retry.label)\" .-> a\(retry.to)") }
    for group in groups {
      let tone = GraphTone(group).day
      let dashes = group == .cancelled || group == .waiting ? ",stroke-dasharray:4 3" : ""
      lines.append(
        "  classDef s_\(group.rawValue) fill:\(tone.fill),stroke:\(tone.line),color:\(tone.text)\(dashes)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func dot() -> String {
    var lines = [
      "digraph workflow {", "  rankdir=LR; labelloc=t; label=\(GraphDOT.quote("\(title)\n\(subtitle)"));",
      "  graph [fontname=\"sans-serif\", nodesep=0.2, ranksep=0.6];",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11, margin=\"0.12,0.06\"];",
      "  edge [color=\"#7a828e\", arrowsize=0.7, fontname=\"sans-serif\", fontsize=9];",
    ]
    for (phase, members) in layers {
      lines.append("  { rank=same;")
      lines.append("    p\(phase) [shape=plaintext, style=\"\", label=\"Phase \(phase)\"];")
      for index in members {
        let node = nodes[index]
        let tone = GraphTone(node.group).day
        lines.append(
          "    a\(index) [label=\(GraphDOT.quote("\(node.agent.text)\n\(node.word)")), fillcolor=\"\(tone.fill)\", color=\"\(tone.line)\", fontcolor=\"\(tone.text)\"];"
        )
      }
      lines.append("  }")
    }
    if layers.count > 1 {
      lines.append("  \(layers.map { "p\($0.phase)" }.joined(separator: " -> ")) [style=invis];")
    }
    for edge in edges { lines.append("  a\(edge.from) -> a\(edge.to);") }
    for retry in retries {
      lines.append(
        "  a\(retry.from) -> a\(retry.to) [style=dashed, constraint=false, label=\(GraphDOT.quote(retry.label))];"
      )
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }
}
