import ArgumentParser

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Take a plan.yaml in, and give one out.",
    discussion: """
      A plan keeps the words of its file: what was imported is exported with the same keys in the same order.

      Example: gitstate plan import docs/plan/PLAN-260205-0155/plan.yaml
      """,
    subcommands: [PlanImportCommand.self, PlanExportCommand.self])
}
