import JSON
import StateMachine

/// Phases made of what agents depend on.
///
/// A layer is all agents whose dependencies lie in the layers before. Agents of a layer that name the same group work at
/// the same time, and so do all of a layer where none names one; others work one after the other, as they are written.
struct WorkflowLayers {
  private let parts: [WorkflowAgentPart]
  private(set) var notes: [String] = []

  init(_ parts: [WorkflowAgentPart]) { self.parts = parts }

  mutating func phases(at root: WorkflowPart) throws(JSONPathError) -> [WorkflowPhase] {
    let places = Dictionary(uniqueKeysWithValues: parts.enumerated().map { ($1.agent.id, $0) })
    var needs: [[Int]] = []
    for part in parts {
      var mine: [Int] = []
      for need in part.needs {
        guard let place = places[need.agent] else {
          throw need.part.refused("\(part.agent.id) depends on \(need.agent), which agents does not have")
        }
        // The evaluator sends that agent's work back: what leads there is its retry edge.
        if parts[place].agent.evaluator?.retry.contains(part.agent.id) == true {
          notes.append(
            "That \(part.agent.id) depends on \(need.agent) is understood as the retry edge of \(need.agent)."
          )
        } else if !mine.contains(place) {
          mine.append(place)
        }
      }
      needs.append(mine)
    }
    // Nothing says an order: one after the other, as they are written.
    guard needs.contains(where: { !$0.isEmpty }) || parts.contains(where: { $0.group != nil }) else {
      return parts.map { WorkflowPhase(.sequential, [$0.agent.id]) }
    }
    var layer: [Int?] = Array(repeating: nil, count: parts.count)
    var number = 0
    while layer.contains(where: { $0 == nil }) {
      let ready = parts.indices.filter { place in
        layer[place] == nil && needs[place].allSatisfy { layer[$0].map { $0 < number } ?? false }
      }
      guard !ready.isEmpty else { throw root.refused(cycle(needs, layer)) }
      for place in ready { layer[place] = number }
      number += 1
    }
    return (0..<number).flatMap { number in phases(of: parts.indices.filter { layer[$0] == number }) }
  }

  private func phases(of layer: [Int]) -> [WorkflowPhase] {
    let hasGroups = layer.contains { parts[$0].group != nil }
    var groups: [[Int]] = []
    for place in layer {
      let group = parts[place].group
      if let at = groups.firstIndex(where: { !hasGroups || (group != nil && parts[$0[0]].group == group) }) {
        groups[at].append(place)
      } else {
        groups.append([place])
      }
    }
    return groups.map { group in
      let agents = group.map { parts[$0].agent.id }
      guard agents.count > 1 else { return WorkflowPhase(.sequential, agents) }
      return WorkflowPhase(
        .parallel, agents, group.lazy.compactMap { parts[$0].aggregation }.first ?? .allMustPass)
    }
  }

  /// Agents that wait for each other, in a sentence.
  private func cycle(_ needs: [[Int]], _ layer: [Int?]) -> String {
    var path: [Int] = []
    var place = layer.firstIndex { $0 == nil } ?? 0
    while !path.contains(place) {
      path.append(place)
      place = needs[place].first { layer[$0] == nil } ?? place
    }
    let circle = path[(path.firstIndex(of: place) ?? 0)...] + [place]
    return
      "the agents depend on each other in a circle, which is no evaluator's retry edge: \(circle.map { parts[$0].agent.id.text }.joined(separator: " → "))"
  }
}
