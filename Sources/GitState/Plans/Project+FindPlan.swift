import Git
import StateMachine

/// Where a ledger was found.
enum LedgerPlace {
  /// A branch of this repository: it can be read and written.
  case branch(RefName, ObjectID)
  /// A remote's branch, or a commit: it can be read.
  case fixed(String, ObjectID)
  /// Out of the way: it can be read.
  case archived(ArchivedPlan)
}

extension Project {
  /// The reader of a plan's branch.
  ///
  /// A branch without any ledger commit is read as another program's.
  func planReader(_ branch: RefName) -> LedgerReader<Plan> {
    let name = branch.branchName ?? branch.text
    let given = settings.base
    return LedgerReader(branch: branch, cache: plans) { commit, repository in
      guard LegacyPlan.isTitle(commit.subject) else { return nil }
      return LegacyPlan.plan(
        in: commit.message, branch: name, base: Project.baseName(given, in: repository),
        at: Timestamp(seconds: commit.committer.seconds))
    }
  }

  /// The place that a caller names: `plan/x`, `x`, `origin/plan/x`, or a full commit id.
  func planPlace(_ text: String, in repository: borrowing Repository) throws -> LedgerPlace {
    if let place = try presentPlace(text, in: repository) { return place }
    let name = Self.shortName(text)
    if let id = ObjectID(name) {
      throw Rejection(.notFound, "There is no commit \(id).", details: [.init("value", .text(name))])
    }
    throw try noPlan(name, in: repository)
  }

  /// The same; nil where there is none, which is not where it can't be read.
  func presentPlace(_ text: String, in repository: borrowing Repository) throws -> LedgerPlace? {
    let name = Self.shortName(text)
    if let id = ObjectID(name) { return try repository.kind(of: id) == .commit ? .fixed(name, id) : nil }
    for candidate in [name, "plan/\(name)"] where candidate.hasPrefix("plan/") {
      if let ref = RefName.branch(candidate), let tip = try repository.tip(of: ref) {
        return .branch(ref, tip)
      }
    }
    if let remote = RefName("refs/remotes/\(name)"), let tip = try repository.tip(of: remote) {
      return .fixed(name, tip)
    }
    return try archive(named: text, in: repository).map { .archived($0) }
  }

  private static func shortName(_ text: String) -> String {
    text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
  }

  /// The refusal that names what is there, or the line that fetches it.
  private func noPlan(_ name: String, in repository: borrowing Repository) throws -> Rejection {
    // A name that could never be one is told so, with what is wrong about it.
    if !name.contains("/") || name.hasPrefix("plan/") { _ = try SessionID(name) }
    let bare = name.hasPrefix("plan/") ? String(name.dropFirst(5)) : name
    let remote = "origin/plan/\(bare)"
    if let ref = RefName("refs/remotes/\(remote)"), try repository.tip(of: ref) != nil {
      return Rejection(
        .notFound, "There is no branch plan/\(bare) here, but the remote has it.",
        details: [.init("branch", .text("plan/\(bare)")), .init("remote", .text(remote))],
        next: .init("parse_plan", [.init("branch", .text(remote))]))
    }
    let known = try repository.refs(below: "refs/heads/plan/").compactMap { $0.name.branchName }
    let near = nearest(to: "plan/\(bare)", among: known)
    var sentence = "There is no plan \(quoted(name))."
    if known.isEmpty {
      sentence += " The repository has no plan."
    } else {
      sentence +=
        near.isEmpty
        ? " There \(known.count == 1 ? "is" : "are") \(spoken(known))."
        : " Did you mean \(spoken(near, word: "or"))?"
    }
    let fetch = known.isEmpty ? planFetch(in: repository) : nil
    return Rejection(
      .notFound, sentence,
      details: [.init("value", .text(String(name.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      // What a plan is made of only the caller knows.
      next: known.isEmpty && fetch == nil ? nil : .init("overview"),
      remedy: fetch
        ?? (known.isEmpty
          ? "create_plan_branch begins one: it takes session_id, user_request and tasks." : nil))
  }

  /// A plan as it stands.
  func view(_ text: String, in repository: borrowing Repository) throws -> PlanView {
    switch try planPlace(text, in: repository) {
    case .branch(let ref, let tip): return try view(ref, at: tip, in: repository)
    case .fixed(let name, let tip):
      guard let ref = RefName("refs/heads/\(name)") else {
        throw Rejection(.notFound, "There is no plan \(quoted(name)).")
      }
      return try view(ref, at: tip, in: repository)
    case .archived(let archived): return try view(archived, in: repository)
    }
  }

  /// A plan at one commit.
  func view(_ ref: RefName, at tip: ObjectID, in repository: borrowing Repository) throws -> PlanView {
    guard let reading = try planReader(ref).read(tip, in: repository) else {
      throw Rejection.noLedger(ref, kind: Plan.kind)
    }
    if reading.isBeyond, let newer = reading.newer {
      throw Rejection.newer(ref, newer.what, at: newer.commit)
    }
    return PlanView(
      reading: reading, facts: try facts(of: reading.machine, at: reading.tip, in: repository),
      branch: ref.branchName ?? ref.text, now: now)
  }

  /// The view after a write.
  func view(_ reading: LedgerReading<Plan>, in repository: borrowing Repository) throws -> PlanView {
    PlanView(
      reading: reading, facts: try facts(of: reading.machine, at: reading.tip, in: repository),
      branch: reading.branch.branchName ?? reading.branch.text, now: now)
  }

  /// A plan that is to be written: a branch of this repository.
  ///
  /// A remote's is refused with the line that takes it over.
  func writablePlan(_ text: String, in repository: borrowing Repository) throws -> RefName {
    let place: LedgerPlace
    do {
      place = try planPlace(text, in: repository)
    } catch var rejection as Rejection {
      guard case .text(let remote)? = rejection.details.first(where: { $0.name == "remote" })?.value else {
        throw rejection
      }
      let bare = remote.split(separator: "/").dropFirst().joined(separator: "/")
      rejection.remedy = "Take it over with: git branch \(bare) \(remote)"
      throw rejection
    }
    switch place {
    case .branch(let ref, _): return ref
    case .fixed(let name, _):
      let bare = name.split(separator: "/").last.map(String.init) ?? name
      throw Rejection(
        .wrongState, "\(quoted(name)) is no branch of this repository, so it can be read but not written.",
        details: [.init("value", .text(name))], remedy: "Take it over with: git branch plan/\(bare) \(name)")
    case .archived(let archived): throw archived.refusal
    }
  }

  /// All plans of this repository, by name.
  ///
  /// A branch below `plan/` that holds none is left out.
  func allPlans(in repository: borrowing Repository) throws -> [PlanView] {
    var views: [PlanView] = []
    for (ref, tip) in try repository.refs(below: "refs/heads/plan/") {
      guard let reading = try planReader(ref).read(tip, in: repository), !reading.isBeyond else { continue }
      views.append(try view(reading, in: repository))
    }
    return views
  }

  /// The only active plan that has a task; where only one is active, it says itself that it has none such.
  func onlyActivePlan(in repository: borrowing Repository, withTask name: String) throws -> PlanView {
    let active = try allPlans(in: repository).filter { $0.state.isOpen }
    if active.count == 1 { _ = try active[0].plan.task(named: name) }
    return try onlyActivePlan(in: repository) { (try? $0.plan.task(named: name)) != nil }
  }

  /// The only plan that is not completed, for a caller that names none.
  func onlyActivePlan(
    in repository: borrowing Repository, having matches: (PlanView) -> Bool = { _ in true }
  ) throws -> PlanView {
    let active = try allPlans(in: repository).filter { $0.state.isOpen && matches($0) }
    if active.count == 1 { return active[0] }
    if active.isEmpty {
      throw Rejection(
        .notFound, "No active plan fits. Name one with plan_branch.", next: .init("overview"),
        remedy: planFetch(in: repository))
    }
    throw Rejection(
      .ambiguous,
      "\(counted(active.count, "plan")) are active: \(spoken(active.map(\.branch))). Name one with plan_branch.",
      details: [.init("candidates", .texts(active.map(\.branch)))], next: .init("overview"))
  }
}
