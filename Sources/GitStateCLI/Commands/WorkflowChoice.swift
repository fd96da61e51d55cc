import ArgumentParser
import GitState
import StateMachine

/// The workflow that a command is about.
struct WorkflowArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The workflow, by its id; else the only one that goes on.", valueName: "workflow"),
    completion: .custom(NameCompletion.workflows))
  var workflow: String?
}

/// Which workflow a command means.
enum WorkflowChoice {
  /// The workflow of that name; without one the only one that goes on, else the only one there is.
  ///
  /// - Parameters:
  ///   - command: the one that is being run, for the hint: `workflow status`.
  ///   - isMeant: which workflows the command is for: where it is one of several, that one need not be named.
  static func view(
    of given: String?, in project: Project, for command: String,
    preferring isMeant: (Workflow) -> Bool = { $0.ended == nil }
  ) throws(Rejection) -> WorkflowView {
    if let given { return try project.readWorkflow(given) }
    let all = try project.listWorkflows()
    let meant = all.filter { isMeant($0.workflow) }
    if meant.count == 1 || all.count == 1, let view = meant.first ?? all.first { return view }
    guard !all.isEmpty else {
      throw Rejection(
        .notFound, "The repository has no workflow.",
        remedy: "Start one: gitstate workflow start \"<what is to be done>\" --definition <file>")
    }
    let open = all.filter { $0.workflow.ended == nil }
    let choice = !meant.isEmpty ? meant : !open.isEmpty ? open : all
    let ids = choice.compactMap { $0.id?.text }
    throw Rejection(
      .ambiguous, "There are \(counted(ids.count, "workflow")) to choose from: \(spoken(ids)).",
      details: [.init("candidates", .texts(ids))], remedy: "Name one: gitstate \(command) \(ids.first ?? "")")
  }
}
