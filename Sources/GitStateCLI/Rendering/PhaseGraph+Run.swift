import StateMachine

extension PhaseGraph {
  /// A run: the modules of each phase, or the phase itself where it has none.
  init(_ run: Run, branch: String) {
    var nodes: [Node] = []
    var edges: [(from: Int, to: Int)] = []
    var before: [Int] = []
    for (index, phase) in run.phases.enumerated() {
      let start = nodes.count
      var names = phase.definition.modules
      for module in run.modules where module.phase == phase.name && !names.contains(module.name) {
        names.append(module.name)
      }
      let (group, word) = PhaseGraph.standing(of: phase, in: run)
      if names.isEmpty {
        nodes.append(Node(name: phase.name.text, layer: index, group: group, word: word))
      }
      for name in names {
        let module = run[name]
        let isMerged = module?.merge != nil && module?.phase == phase.name
        nodes.append(
          Node(
            name: name.text, layer: index, group: isMerged ? .done : group,
            word: isMerged ? "merged" : module?.phase == phase.name ? word : "not begun"))
      }
      let members = start..<nodes.count
      edges += before.flatMap { from in members.map { (from, $0) } }
      before = Array(members)
    }
    let complete = run.phases.count(where: \.isComplete)
    self.init(
      title: plainLines(run.founding?.description ?? "").first ?? plain(branch),
      subtitle:
        "\(plain(branch)), \(run.status.rawValue), \(complete) of \(counted(run.phases.count, "phase")) complete",
      layers: run.phases.map { Layer(name: "Phase \($0.number)") }, nodes: nodes, edges: edges)
  }

  private static func standing(of phase: RunPhase, in run: Run) -> (Standing.Group, String) {
    switch phase.word {
    case .completed: (.done, "complete")
    case .passed: (.inReview, "passed its tests")
    case .failed: (.stuck, "failed its tests")
    case .pending:
      run.status == .active && run.current?.name == phase.name ? (.atWork, "at work") : (.waiting, "waits")
    }
  }
}
