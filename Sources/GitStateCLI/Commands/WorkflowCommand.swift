import ArgumentParser

struct WorkflowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow",
    abstract: "Drive agents through phases: who works now, what is judged, what a person decides.",
    discussion: """
      The definition says which agents work in which phase, who judges, how often work goes back, and where a person \
      decides. gitstate keeps the order; whoever drives runs the agents and sends what came of their work.

      Example: gitstate workflow start "Add a login" --definition fullstack.json
      """,
    subcommands: [
      WorkflowListCommand.self, WorkflowStartCommand.self, WorkflowStatusCommand.self,
      WorkflowEvaluateCommand.self, WorkflowApproveCommand.self, WorkflowAbortCommand.self,
      WorkflowResumeCommand.self, WorkflowValidateCommand.self,
    ],
    defaultSubcommand: WorkflowListCommand.self)
}
