import ArgumentParser

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Keep branch, index and every file as they are, and go back to that.",
    discussion: """
      A checkpoint is a commit under refs/gitstate/checkpoints/; taking one changes nothing else. What a rollback would \
      lose is rescued first, so that every rollback can be undone.

      Example: gitstate checkpoint create "before the upgrade"
      """,
    subcommands: [
      CheckpointCreateCommand.self, CheckpointListCommand.self, CheckpointShowCommand.self,
      CheckpointRollbackCommand.self, CheckpointPushCommand.self, CheckpointFetchCommand.self,
      CheckpointPruneCommand.self,
    ],
    defaultSubcommand: CheckpointListCommand.self)
}
