import ArgumentParser
import GitState
import StateMachine

struct WorkflowApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Decide on the phase that waits for a person. Shows the work, and asks for the workflow's id.",
    discussion: """
      With --revise the work goes back: to the agent that the definition names, or to --agent. Where the definition says \
      approve_via any, a script decides with --yes. Without a name it takes the only workflow that waits.

      Example: gitstate workflow approve wf-1764148200123 --revise "The password is shown" --agent frontend
      """)

  @OptionGroup var argument: WorkflowArgument

  @Option(help: ArgumentHelp("Send it back instead, with what is to be changed.", valueName: "reason"))
  var revise: String?

  @Option(
    name: [.long, .customLong("about")], help: ArgumentHelp("Whose work goes back.", valueName: "agent"),
    completion: .custom(NameCompletion.agents))
  var agent: String?

  @OptionGroup var consent: DecisionConsent
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    if agent != nil, revise == nil { throw ValidationError("--agent belongs to --revise <reason>.") }
    if let revise, comparable(revise).isEmpty { throw ValidationError("--revise needs a reason.") }
  }

  func run() throws {
    let project = try place.project()
    let view = try WorkflowChoice.view(of: argument.workflow, in: project, for: "workflow approve") {
      $0.wait != nil
    }
    try WorkflowConsent(project: project, consent: consent, output: output).take(
      revise == nil ? .approve : .revise, on: view.branch, reason: revise, target: agent)
  }
}
