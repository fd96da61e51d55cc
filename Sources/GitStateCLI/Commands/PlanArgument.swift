import ArgumentParser
import GitState
import StateMachine

/// The plan that a command reads.
struct PlanArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The plan; else the only active one.", valueName: "plan"),
    completion: .custom(NameCompletion.plans))
  var plan: String?

  func choice(in project: Project) throws(Rejection) -> PlanChoice {
    try PlanChoice(plan, in: project)
  }

  /// What is meant by a command that reads any ledger: a run too.
  func ledger(in project: Project, for command: String) throws(Rejection) -> String {
    if let plan, try project.isRun(plan) { return plan }
    return try choice(in: project).branch(for: command)
  }
}
