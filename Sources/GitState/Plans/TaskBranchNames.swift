import Git
import StateMachine

extension Project {
  /// The branch that a caller means: of that very name, else of that name below `task/`, else the only one of a task
  /// of that id.
  ///
  /// A task is looked for in the active plans, and in the others only where those have none of that id. What fits
  /// nothing comes back as it is.
  func taskBranchName(_ text: String, in repository: borrowing Repository) throws -> String {
    let name = text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    if try anyTip(name, in: repository) != nil { return name }
    if let ref = RefName.branch("task/\(name)"), try repository.tip(of: ref) != nil { return "task/\(name)" }
    let id = name.hasPrefix("task/") ? String(name.dropFirst(5)) : name
    let having = try allPlans(in: repository).compactMap { view in
      (try? view.plan.task(named: id)).map { (view: view, task: $0) }
    }
    let active = having.filter { $0.view.state.isOpen }
    let chosen = active.isEmpty ? having : active
    let branches = try Set(chosen.compactMap(\.task.branch?.name)).filter { branch in
      try RefName.branch(branch).flatMap { try repository.tip(of: $0) } != nil
    }.sorted()
    if branches.count > 1 {
      throw Rejection(
        .ambiguous, "\(quoted(text)) fits \(spoken(branches)). Name one of them in full.",
        details: [
          .init("value", .text(String(text.prefix(80)))), .init("candidates", .texts(branches.prefix(50))),
        ])
    }
    if branches.isEmpty, active.count == 1, let (view, task) = active.first {
      throw Rejection(
        .notFound, "Task \(task.id) of \(view.branch) has no branch yet.",
        details: [.init("task", .text(task.id.text)), .init("plan_branch", .text(view.branch))],
        next: .init(
          "create_task_branch",
          [.init("task_id", .text(task.id.text)), .init("plan_branch", .text(view.branch))]))
    }
    return branches.first ?? name
  }
}
