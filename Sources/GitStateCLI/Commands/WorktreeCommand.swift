import ArgumentParser

struct WorktreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worktree",
    abstract: "Make, list and remove the folders that workers work in.",
    discussion: """
      Each worker has a folder of its own below .worktrees. Nothing is lost: work that is in the way is rescued first.

      Example: gitstate worktree list
      """,
    subcommands: [WorktreeAddCommand.self, WorktreeListCommand.self, WorktreeRemoveCommand.self],
    defaultSubcommand: WorktreeListCommand.self)
}
