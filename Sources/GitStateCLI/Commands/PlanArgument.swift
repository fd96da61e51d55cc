import ArgumentParser
import GitState
import StateMachine

/// The plan that a command reads.
struct PlanArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The plan; else the only active one.", valueName: "plan"),
    completion: .custom(NameCompletion.plans))
  var plan: String?

  /// - Parameter isMeant: which plans the command is for: where it is one of several, that one need not be named.
  func choice(
    in project: Project, preferring isMeant: ((PlanView) -> Bool)? = nil
  ) throws(Rejection) -> PlanChoice {
    if plan == nil, let isMeant {
      let meant = try project.listPlans().filter(isMeant)
      if meant.count == 1 { return .one(meant[0].branch) }
      if meant.count > 1 { return .several(meant, remote: []) }
    }
    return try PlanChoice(plan, in: project)
  }
}

/// The plan or workflow that a command is about.
struct SubjectArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The plan or workflow; else the only active plan.", valueName: "plan"),
    completion: .custom(NameCompletion.decided))
  var name: String?

  var plan: PlanArgument {
    var argument = PlanArgument()
    argument.plan = name
    return argument
  }

  /// The branch of the plan that is meant, where it is neither a run nor a workflow; refused as none of all three.
  func planBranch(in project: Project, for command: String) throws(Rejection) -> String {
    do throws(Rejection) {
      return try plan.choice(in: project).branch(for: command)
    } catch {
      guard let name else { throw error }
      throw try project.ofEveryKind(error, name)
    }
  }

  /// The workflow that is meant; nil where it is a plan.
  ///
  /// - Parameter isMeant: which workflows the command is for: one is taken without a name where there is no plan.
  func workflow(
    in project: Project, for command: String, preferring isMeant: (Workflow) -> Bool = { $0.ended == nil }
  ) throws(Rejection) -> WorkflowView? {
    if let name { return try project.isWorkflow(name) ? project.readWorkflow(name) : nil }
    guard try project.branchNames().plans.isEmpty, try !project.listWorkflows().isEmpty else { return nil }
    return try WorkflowChoice.view(of: nil, in: project, for: command, preferring: isMeant)
  }

  /// The run that is meant; nil where it is a plan.
  ///
  /// Without a name one is taken where there is no plan and no workflow.
  func run(in project: Project, for command: String) throws(Rejection) -> RunView? {
    if let name { return try project.isRun(name) ? project.readRun(name) : nil }
    let names = try project.branchNames()
    guard names.plans.isEmpty, names.workflows.isEmpty, !names.runs.isEmpty else { return nil }
    return try RunChoice.view(of: nil, in: project, for: command)
  }
}

/// The ledger that a command reads: a plan, a run or a workflow.
struct LedgerArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The plan, run or workflow; else the only active plan, run or workflow.", valueName: "ledger"),
    completion: .custom(NameCompletion.ledgers))
  var ledger: String?

  /// What is meant, as it is read.
  func name(in project: Project, for command: String) throws(Rejection) -> String {
    if let ledger {
      if try project.isRun(ledger) { return ledger }
      if try project.isWorkflow(ledger) { return ledger }
      do throws(Rejection) {
        return try PlanChoice(ledger, in: project).branch(for: command)
      } catch {
        throw try project.ofEveryKind(error, ledger)
      }
    }
    let names = try project.branchNames()
    if names.plans.isEmpty, !names.runs.isEmpty {
      return try RunChoice.view(of: nil, in: project, for: command).branch
    }
    if names.plans.isEmpty, !names.workflows.isEmpty {
      return try WorkflowChoice.view(of: nil, in: project, for: command).branch
    }
    return try PlanChoice(nil, in: project).branch(for: command)
  }
}
