package import Git
internal import JSON
package import StateMachine

/// A finished plan that was moved out of the way with its task branches.
///
/// One commit under one ref holds them all: its parents are their tips, and its message says which was which. So an
/// archive is there or it is not, a push carries it whole, and git keeps everything that it holds.
package struct ArchivedPlan: Hashable, Sendable {
  /// A task's branch as it was.
  package struct Branch: Hashable, Sendable {
    package let ref: RefName
    package let tip: ObjectID

    package var name: String { ref.branchName ?? ref.text }
  }

  /// The end of the ref's name: the plan's id, with a number where that was taken.
  package let id: String
  package let ref: RefName
  package let commit: ObjectID
  /// The plan's own branch as it was.
  package let plan: Branch
  /// By name.
  package let branches: [Branch]
  /// The plan's state when it was archived.
  package let state: String
  package let at: Timestamp
  package let by: String

  static let prefix = "refs/gitstate/archive/"

  /// As it is named to every reading tool: `archive/<id>`.
  package var name: String { "archive/\(id)" }
  /// The ref's whole name.
  package var refName: String { ref.text }
  /// The id of its commit.
  package var sha: String { commit.description }
}

extension ArchivedPlan {
  /// The message of its commit.
  static func message(
    id: String, plan: Branch, branches: [Branch], state: String, at moment: Timestamp, by author: String,
    about request: String
  ) -> String {
    let title = request.prefix { !$0.isNewline }
    return SnapshotMessage.text(
      "Archive \(plan.name)" + (title.isEmpty ? "" : ": \(title)"), kind: "archive",
      [
        "at": .string(moment.description),
        "branches": .array(
          branches.map { ["branch": .string($0.name), "tip": .string($0.tip.description)] }),
        "by": .string(author), "id": .string(id), "plan": .string(plan.name), "state": .string(state),
        "tip": .string(plan.tip.description),
      ])
  }

  /// Reads an archive's commit; nil where it is none, or names what it may not: it may come from another clone.
  init?(_ ref: RefName, _ commit: Commit) {
    guard ref.text.hasPrefix(Self.prefix),
      let value = SnapshotMessage.value(of: commit, kind: "archive"),
      let name = value["plan"]?.stringValue, name.hasPrefix("plan/"), (try? SessionID(name)) != nil,
      let planRef = RefName.branch(name), let tip = value["tip"]?.stringValue.flatMap({ ObjectID($0) })
    else { return nil }
    let held = Set(commit.parents)
    var branches: [Branch] = []
    for item in value["branches"]?.arrayValue ?? [] {
      guard let name = item["branch"]?.stringValue, name.hasPrefix("task/"), let ref = RefName.branch(name),
        let tip = item["tip"]?.stringValue.flatMap({ ObjectID($0) }), held.contains(tip)
      else { return nil }
      branches.append(Branch(ref: ref, tip: tip))
    }
    guard held.contains(tip) else { return nil }
    id = String(ref.text.dropFirst(Self.prefix.count))
    self.ref = ref
    self.commit = commit.id
    plan = Branch(ref: planRef, tip: tip)
    self.branches = branches
    state = value["state"]?.stringValue ?? PlanState.completed.rawValue
    at = value["at"]?.stringValue.flatMap { Timestamp($0) } ?? Timestamp(seconds: commit.committer.seconds)
    by = value["by"]?.stringValue ?? commit.author.name
  }
}

extension ArchivedPlan {
  /// What says that it is out of the way, and how it comes back.
  var refusal: Rejection {
    Rejection(
      .wrongState, "\(plan.name) is archived, so it can be read but not written.",
      details: [.init("value", .text(name))], next: .init("parse_plan", [.init("branch", .text(name))]),
      remedy: "Bring it back with: gitstate plan unarchive \(id)")
  }

  /// What says that a branch went out of the way with its plan.
  func refusal(of branch: String) -> Rejection {
    Rejection(
      .notFound, "There is no branch \(quoted(branch)): it is archived with \(plan.name).",
      details: [.init("value", .text(String(branch.prefix(80)))), .init("archive", .text(name))],
      next: .init("parse_plan", [.init("branch", .text(name))]),
      remedy: "Bring it back with: gitstate plan unarchive \(id)")
  }
}

extension Project {
  /// Every archive, by name, that of a plan which is back as a branch included.
  func allArchives(in repository: borrowing Repository) throws -> [ArchivedPlan] {
    try repository.refs(below: ArchivedPlan.prefix).compactMap { ref, tip in
      guard try repository.kind(of: tip) == .commit else { return nil }
      return ArchivedPlan(ref, try repository.commit(tip))
    }
  }

  /// The archives whose plan is not here as a branch: those of a plan that is here were interrupted on their way.
  func archives(in repository: borrowing Repository) throws -> [ArchivedPlan] {
    try allArchives(in: repository).filter { try !isBack($0, in: repository) }
  }

  /// The archive that holds a task's branch; nil where none does.
  func archive(holding branch: RefName, in repository: borrowing Repository) throws -> ArchivedPlan? {
    try archives(in: repository).first { $0.branches.contains { $0.ref == branch } }
  }

  /// Whether an archive's plan is here as a branch, as it was or further on.
  func isBack(_ archived: ArchivedPlan, in repository: borrowing Repository) throws -> Bool {
    guard let tip = try repository.tip(of: archived.plan.ref) else { return false }
    return try tip == archived.plan.tip || repository.isAncestor(archived.plan.tip, of: tip)
  }

  /// The archive that a name means: `archive/x`, the ref's whole name, `plan/x` or `x`; nil where there is none.
  func archive(named text: String, in repository: borrowing Repository) throws -> ArchivedPlan? {
    var id = Substring(text)
    for prefix in [ArchivedPlan.prefix, "archive/", "plan/"] where id.hasPrefix(prefix) {
      id = id.dropFirst(prefix.count)
      break
    }
    guard !id.isEmpty, let ref = RefName(ArchivedPlan.prefix + id), let tip = try repository.tip(of: ref),
      try repository.kind(of: tip) == .commit
    else { return nil }
    return ArchivedPlan(ref, try repository.commit(tip))
  }

  /// An archived plan as it stands.
  func view(_ archived: ArchivedPlan, in repository: borrowing Repository) throws -> PlanView {
    let read = try view(archived.plan.ref, at: archived.plan.tip, in: repository)
    var view = PlanView(reading: read.reading, facts: read.facts, branch: archived.name, now: read.now)
    view.archived = archived
    return view
  }

  /// The plans that are archived, with what is known of each, by name.
  package func listArchives() throws(Rejection) -> [PlanView] {
    try withRepository { repository in
      try archives(in: repository).map { try view($0, in: repository) }
    }
  }
}
