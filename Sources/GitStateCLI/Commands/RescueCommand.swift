import ArgumentParser

struct RescueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescue",
    abstract: "Look at what was kept before it was discarded, and bring it back.",
    discussion: """
      Whatever gitstate would discard (uncommitted and untracked files, unmerged commits) is kept first, as a commit \
      under refs/gitstate/rescue/.

      Example: gitstate rescue list
      """,
    subcommands: [
      RescueListCommand.self, RescueShowCommand.self, RescueRestoreCommand.self, RescuePruneCommand.self,
    ],
    defaultSubcommand: RescueListCommand.self)
}
