import ArgumentParser
import GitState
import MCPServer
import StateMachine

/// Names that a shell completes, read from the repository at that moment.
enum NameCompletion {
  static let plans: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map { $0.plans + $0.remotePlans })
  }

  static let archives: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.archives))
  }

  static let tasks: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.tasks))
  }

  static let workers: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.workers))
  }

  static let rescues: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.rescues))
  }

  static let checkpoints: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map { ["latest", "last-passed"] + $0.checkpoints + $0.rescues })
  }

  static let runs: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.runs))
  }

  static let workflows: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.workflows))
  }

  /// Agents of the workflows that go on.
  static let agents: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.agents))
  }

  /// What a person decides on: plans and workflows.
  static let decided: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map { $0.plans + $0.remotePlans + $0.workflows })
  }

  /// Names of phases that are not complete, of the runs that go on.
  static let phases: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(prefix, names(words).map(\.phases))
  }

  /// What history and verify take: plans, runs and workflows.
  static let ledgers: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    matching(
      prefix,
      names(words).map {
        $0.plans + $0.remotePlans + $0.runs.map { "run/\($0)" } + $0.workflows.map { "workflow/\($0)" }
      })
  }

  static let tools: @Sendable ([String], Int, String) -> [String] = { _, _, prefix in
    matching(prefix, ToolTable.all.map { $0.name })
  }

  /// The arguments of the tool that is called, as `key=`; those that the line has already are left out.
  static let arguments: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
    let rest = words.drop { $0 != "call" }.dropFirst()
    let tool = ToolTable.all.first { tool in rest.contains { $0 == tool.name } }
    let names = (tool?.parameters ?? []).map { "\($0.name)=" }
    return matching(prefix, names.filter { name in !rest.contains { $0.hasPrefix(name) } })
  }

  /// What there is in the repository that the line names so far; nil outside any.
  private static func names(_ words: [String]) -> BranchNames? {
    let place = words.firstIndex(of: "--repo").flatMap {
      words.indices.contains($0 + 1) ? words[$0 + 1] : nil
    }
    return try? ProjectFinder(repository: place).project().branchNames()
  }

  private static func matching(_ prefix: String, _ names: [String]?) -> [String] {
    (names ?? []).filter { $0.hasPrefix(prefix) }
  }
}
