import ArgumentParser

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Look at a plan as a board, list plans, report on one, take a plan.yaml in or out.",
    discussion: """
      `gitstate plan <plan>` shows its board; a plan that is named like a subcommand is shown by `plan show`.

      Example: gitstate plan session-20250112-143000
      """,
    subcommands: [
      PlanShowCommand.self, PlanListCommand.self, PlanReportCommand.self, PlanImportCommand.self,
      PlanExportCommand.self, PlanArchiveCommand.self, PlanUnarchiveCommand.self,
    ],
    defaultSubcommand: PlanShowCommand.self)
}
