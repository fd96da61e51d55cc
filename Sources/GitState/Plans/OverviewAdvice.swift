import Git
import StateMachine

/// What the advice is made from.
struct OverviewStand {
  /// The newest first.
  let active: [PlanView]
  let runs: [RunView]
  let workflows: [WorkflowView]
  let dead: Set<WorkerID>
  /// Delivered tasks of plans that ended whose branches have work since.
  let lateOfEnded: [(view: PlanView, task: PlanTask)]
  let landing: ProjectOverview.Landing?
  let remote: [String]
  let flights: CollisionReport
}

extension Project {
  /// The call to make now, and a sentence.
  typealias Advice = (next: Rejection.Next?, sentence: String)

  /// What to do now: of all active plans the first where there is something to do, and what else must not be forgotten.
  func advice(
    on stand: OverviewStand, in trees: [Worktree], of repository: borrowing Repository
  ) throws -> Advice {
    var advice = try step(on: stand, in: trees, of: repository)
    for (view, task) in stand.lateOfEnded.prefix(1) where advice.next != view.lateCall(task) {
      if let sentence = view.lateWarning(task) { advice.sentence += " \(sentence)" }
    }
    for (view, task, worker) in deadClaims(stand).prefix(1)
    where advice.next?.tool != "remove_worktree" {
      advice.sentence += " " + Project.deadSentence(task, worker, of: view, stand)
    }
    for (view, task, claim) in overdueLeases(stand).prefix(1) {
      let sentence = Project.leaseSentence(task, claim, of: view, stand)
      if advice.sentence != sentence { advice.sentence += " \(sentence)" }
    }
    return advice
  }

  private func step(
    on stand: OverviewStand, in trees: [Worktree], of repository: borrowing Repository
  ) throws -> Advice {
    for view in stand.active {
      for task in view.late.compactMap({ view.plan[$0] }) {
        if let sentence = view.lateWarning(task) { return (view.lateCall(task), sentence) }
      }
    }
    // A rollback that was begun stands in everything's way.
    if let run = stand.runs.first(where: { $0.run.rollback != nil }) {
      return ProjectOverview.advice(on: run.run)
    }
    for view in stand.active {
      if let advice = try work(on: view, stand.flights, in: trees, of: repository) { return advice }
    }
    if let (view, task, worker) = deadClaims(stand).first {
      return (
        .init("remove_worktree", [.init("worker_id", .text(worker.text))]),
        Project.deadSentence(task, worker, of: view, stand)
      )
    }
    if let (view, task, claim) = overdueLeases(stand).first {
      return (
        try takeOver(task, of: view, in: repository), Project.leaseSentence(task, claim, of: view, stand)
      )
    }
    for (view, task) in stand.lateOfEnded {
      if let sentence = view.lateWarning(task) { return (view.lateCall(task), sentence) }
    }
    for view in stand.active {
      if let advice = stuck(view) { return advice }
    }
    if let run = stand.runs.first(where: { ProjectOverview.advice(on: $0.run).0 != nil }) {
      return ProjectOverview.advice(on: run.run)
    }
    // What a person must say first stands before what agents have to do.
    if let view = stand.workflows.first(where: { $0.workflow.wait != nil }) ?? stand.workflows.first {
      return ProjectOverview.advice(on: view.workflow)
    }
    for view in stand.active {
      if let held = try batch(of: view, stand.flights, in: repository).held.first {
        return (
          .init("next_tasks", [.init("plan_branch", .text(view.branch))]),
          "Task \(held.task.id) is ready and held back: \(held.by) is changing \(quoted(held.file))."
        )
      }
    }
    let held = stand.active.flatMap { $0.plan.tasks.filter { $0.status.claim != nil } }
    if !held.isEmpty {
      return (
        nil,
        "Waiting for \(spoken(held.map { "worker \($0.status.claim?.worker.text ?? "") on \($0.id)" }, limit: 4))."
      )
    }
    if let view = stand.active.first {
      return (.init("parse_plan", [.init("branch", .text(view.branch))]), "Read the plan.")
    }
    return idle(stand)
  }

  /// What a plan has to be done by whoever asks: finished work to merge, else a task to hand out.
  private func work(
    on view: PlanView, _ flights: CollisionReport, in trees: [Worktree], of repository: borrowing Repository
  ) throws -> Advice? {
    let unmerged = view.plan.tasks.first { task in
      task.status.word == .completed && !view.plan.delivery(of: task, given: view.facts).counts
        && task.branch != nil
    }
    if let unmerged {
      return merge(unmerged, "Task \(unmerged.id) is completed but not on \(view.base).")
    }
    if let task = view.finished.first.flatMap({ view.plan[$0] }) {
      return merge(task, PlanView.finishedWarning(task))
    }
    if let wait = view.plan.consent.foremost {
      return (view.pauseCall, view.pauseAdvice(wait))
    }
    if let task = view.plan.tasks.first(where: { $0.status.word == .inReview }) {
      return (
        view.plan.reviewCall(task),
        "Task \(task.id) waits for a \(view.plan.requiredDepth(of: task).rawValue) review: review_task says of what, and takes it."
      )
    }
    guard !view.ready.isEmpty,
      let task = try batch(of: view, flights, in: repository).tasks.first(where: { $0.status == .pending })
    else { return nil }
    guard let branch = task.branch, let ref = RefName.branch(branch.name) else {
      return (
        .init(
          "create_task_branch",
          [.init("task_id", .text(task.id.text)), .init("plan_branch", .text(view.branch))]),
        "Task \(task.id) is ready to start."
      )
    }
    if repository.workingDirectory != nil, let place = try repository.checkout(of: ref),
      place.adminName == nil
    {
      return (
        nil,
        "Task \(task.id) has its branch, which is checked out in the main working tree: `git switch \(try otherBranch(than: ref, preferring: view.base, in: repository))` there makes it free for a worker."
      )
    }
    // A folder that stands on the branch already is its worker's.
    let standing = trees.first { $0.branch == ref }?.name.flatMap { try? WorkerID($0.text) }
    let worker = try standing?.text ?? freeWorker(in: repository)
    return (
      .init(
        "create_worktree", [.init("worker_id", .text(worker)), .init("task_branch", .text(branch.name))]),
      "Task \(task.id) has its branch and waits for a worker."
    )
  }

  private func batch(
    of view: PlanView, _ flights: CollisionReport, in repository: borrowing Repository
  ) throws -> Plan.Batch {
    view.plan.batch(
      given: view.facts, at: now, changing: try changing(flights, of: view, in: repository))
  }

  private func merge(_ task: PlanTask, _ sentence: String?) -> Advice? {
    guard let branch = task.branch, let sentence else { return nil }
    return (.init("merge_task_branch", [.init("task_branch", .text(branch.name))]), sentence)
  }

  /// A task that goes on by nobody's work alone: blocked, or failed where nobody works.
  private func stuck(_ view: PlanView) -> Advice? {
    let held = view.plan.tasks.filter { $0.status.claim != nil && $0.status.word != .blocked }
    let waiting =
      held.isEmpty
      ? ""
      : " Waiting for \(spoken(held.map { "worker \($0.status.claim?.worker.text ?? "") on \($0.id)" }, limit: 4))."
    func read(_ task: PlanTask) -> Rejection.Next {
      task.branch.map { .init("parse_task", [.init("branch", .text($0.name))]) }
        ?? .init("parse_plan", [.init("branch", .text(view.branch)), .init("ids", .texts([task.id.text]))])
    }
    if let task = view.plan.tasks.first(where: { $0.status.word == .blocked }) {
      let reason = task.status.reason.map { ": \(quoted($0))" } ?? ""
      return (read(task), "Task \(task.id) is blocked\(reason).\(waiting)")
    }
    let open = view.plan.tasks.filter { ![.completed, .cancelled].contains($0.status.word) }
    // What the others wait for comes first, and a task before the parts that it failed by.
    let isStuck = { (task: PlanTask) in [.failed, .needsReplan].contains(task.status.word) }
    guard held.isEmpty,
      let task = open.first(where: { isStuck($0) && $0.parents.isEmpty }) ?? open.first(where: isStuck)
        ?? open.first
    else { return nil }
    if task.status.word == .failed, task.subTasks.contains(where: { view.plan[$0].map(isStuck) == true }) {
      return (
        .init(
          "expand_task",
          [.init("plan_branch", .text(view.branch)), .init("task_id", .text(task.id.text))]),
        "Task \(task.id) failed in a part: expand_task opens the parts that failed, and those alone."
      )
    }
    return (
      .init("parse_plan", [.init("branch", .text(view.branch)), .init("ids", .texts([task.id.text]))]),
      "Nothing is ready and nobody works: task \(task.id) is \(task.status.word.rawValue)"
        + (task.status.reason.map { ": \(quoted($0))" } ?? "") + "."
        + ([.failed, .needsReplan].contains(task.status.word)
          ? " update_plan_branch plans it otherwise; its changed_tasks with status pending open it again."
          : "")
    )
  }

  /// What is finished is merged, whoever's folder is gone.
  private func deadClaims(_ stand: OverviewStand) -> [(PlanView, PlanTask, WorkerID)] {
    stand.active.flatMap { view in
      view.plan.tasks.tasks { $0.task.status.claim.map { stand.dead.contains($0.worker) } ?? false }
        .compactMap { task in
          guard !view.finished.contains(task.id), let worker = task.status.claim?.worker else { return nil }
          return (view, task, worker)
        }
    }
  }

  private static func deadSentence(
    _ task: PlanTask, _ worker: WorkerID, of view: PlanView, _ stand: OverviewStand
  ) -> String {
    let place = stand.active.count > 1 ? " of \(view.branch)" : ""
    return
      "Worker \(worker) holds task \(task.id)\(place) and its worktree is gone: removing it frees the task."
  }

  /// What there is to do where no plan and no run is active.
  private func idle(_ stand: OverviewStand) -> Advice {
    if let remote = stand.remote.first {
      let bare = remote.split(separator: "/").dropFirst().joined(separator: "/")
      return (
        .init("parse_plan", [.init("branch", .text(remote))]),
        "No plan is active here, and \(spoken(stand.remote, limit: 3)) \(stand.remote.count == 1 ? "is" : "are"): `git branch \(bare) \(remote)` takes it over."
      )
    }
    if let landing = stand.landing {
      return (
        nil,
        "No plan is active. \(landing.base) is \(counted(landing.ahead, "commit")) ahead of \(landing.target): `\(landing.command)` lands it."
      )
    }
    return (.foundPlan, "No plan is active. create_plan_branch starts one.")
  }

  /// A branch that can be checked out instead of one: the base, else the one that it is landed on.
  func otherBranch(
    than ref: RefName, preferring base: String, in repository: borrowing Repository
  ) throws -> String {
    for name in [base, try targetName(base: base, in: repository)] {
      if let other = RefName.branch(name), other != ref, try repository.tip(of: other) != nil { return name }
    }
    return "<another branch>"
  }
}

extension Rejection.Next {
  /// The call that founds a plan, with words that stand for what only the caller knows: as they are, they are refused.
  static var foundPlan: Self {
    let task: Rejection.Detail = .record([
      .init("id", .text("<id>")), .init("description", .text("<description>")),
    ])
    return .init(
      "create_plan_branch",
      [
        .init("session_id", .text("<session_id>")), .init("user_request", .text("<user_request>")),
        .init("tasks", .list([task])),
      ])
  }
}
