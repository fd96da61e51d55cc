import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Work phase by phase: what is at work, what was validated, what is complete.",
    discussion: """
      A run goes through its phases in order, each validated and completed by a checkpoint. gitstate records what came \
      of the tests; it never runs them.

      Example: pytest > log; gitstate run validate 2 --passed --output log
      """,
    subcommands: [
      RunListCommand.self, RunStartCommand.self, RunStatusCommand.self, RunValidateCommand.self,
      RunPhaseCommand.self, RunWorktreeCommand.self, RunMergeCommand.self, RunCleanupCommand.self,
      RunCompleteCommand.self,
    ],
    defaultSubcommand: RunListCommand.self)
}
