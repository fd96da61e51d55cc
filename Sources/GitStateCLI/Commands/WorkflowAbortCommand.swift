import ArgumentParser
import GitState
import StateMachine

struct WorkflowAbortCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "End a workflow: nothing more is handed out. Shows it, and asks for the workflow's id.",
    discussion: """
      Files stay as they are. An aborted workflow is not resumed: another goes on from it with --continues.

      Example: gitstate workflow abort wf-1764148200123 --reason "Not wanted any more"
      """)

  @OptionGroup var argument: WorkflowArgument

  @Option(help: ArgumentHelp("Why, for whoever reads the story.", valueName: "reason"))
  var reason: String?

  @OptionGroup var consent: DecisionConsent
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let view = try WorkflowChoice.view(of: argument.workflow, in: project, for: "workflow abort")
    try WorkflowConsent(project: project, consent: consent, output: output).take(
      .abort, on: view.branch, reason: reason)
  }
}
