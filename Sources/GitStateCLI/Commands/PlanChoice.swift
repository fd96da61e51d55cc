import GitState
import StateMachine

/// Which plan a command means.
enum PlanChoice {
  /// The branch to read.
  case one(String)
  /// None was named, and there is more than one to choose from.
  case several([PlanView], remote: [String])

  /// - Parameter given: as the caller wrote it; nil for the only active plan, else the only one there is.
  init(_ given: String?, in project: Project) throws(Rejection) {
    if let given {
      self = .one(try PlanChoice.named(given, in: project))
      return
    }
    let plans = try project.listPlans()
    let active = plans.filter { $0.state.isOpen }
    if active.count == 1 || plans.count == 1 {
      self = .one((active.first ?? plans[0]).branch)
      return
    }
    if !plans.isEmpty {
      self = .several(active.isEmpty ? plans : active, remote: [])
      return
    }
    let names = try project.branchNames()
    let remote = names.remotePlans
    switch remote.count {
    case 0:
      let archived = try project.listArchives().map(\.branch)
      if let first = archived.first {
        throw Rejection(
          .notFound,
          "The repository has no plan but \(archived.count == 1 ? "one that is" : "\(archived.count) that are") archived: \(spoken(archived)).",
          details: [.init("archived", .texts(archived.prefix(50)))],
          remedy:
            "`gitstate plan \(shellWord(first))` shows it, `gitstate plan unarchive \(shellWord(first))` brings it back."
        )
      }
      throw Rejection(
        .notFound, "The repository has no plan.",
        remedy: names.planFetch ?? "Begin one: `gitstate tools create_plan_branch` shows what it takes.")
    case 1: self = .one(remote[0])
    default: self = .several([], remote: remote)
    }
  }

  /// A plan by its name; one that only a remote has is read from there.
  private static func named(_ given: String, in project: Project) throws(Rejection) -> String {
    do {
      _ = try project.readPlan(given)
      return given
    } catch {
      for field in error.details where field.name == "remote" {
        if case .text(let remote) = field.value { return remote }
      }
      // A clone has no plan branch of its own until it fetches one.
      guard error.code == .notFound, let names = try? project.branchNames(), names.plans.isEmpty else {
        throw error
      }
      var named = error
      if !names.remotePlans.isEmpty {
        named.remedy =
          "The remote has \(spoken(names.remotePlans)): gitstate parse-plan \(names.remotePlans[0])"
      }
      throw named
    }
  }

  /// The branch; refused where there is more than one to choose from.
  ///
  /// - Parameter command: the one that is being run, for the hint.
  func branch(for command: String) throws(Rejection) -> String {
    switch self {
    case .one(let branch): return branch
    case .several(let plans, let remote):
      let names = plans.map(\.branch) + remote
      throw Rejection(
        .ambiguous, "There are \(counted(names.count, "plan")) to choose from: \(spoken(names)).",
        details: [.init("candidates", .texts(names))],
        remedy: "Name one: gitstate \(command) \(names.first ?? "")")
    }
  }
}

extension PlanList.Item {
  init(_ view: PlanView) {
    let progress = view.progress
    self.init(
      branch: view.branch, state: view.state.rawValue, completed: progress.completed, total: progress.total,
      request: view.founding.request)
  }
}
