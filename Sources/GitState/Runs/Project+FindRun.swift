import Git
package import StateMachine

extension Project {
  /// The reader of a run's branch.
  func runReader(_ branch: RefName) -> LedgerReader<Run> {
    LedgerReader(branch: branch, cache: runs) { _, _ in nil }
  }

  /// The run that a caller names: its id, `run/<id>`, the first 8 or more digits of the id, `origin/run/<id>`, or a full
  /// commit id.
  func runPlace(_ text: String, in repository: borrowing Repository) throws -> LedgerPlace {
    let name = text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    if let id = ObjectID(name) { return .fixed(name, id) }
    let found = try runs(meant: name, in: repository)
    if found.count == 1 { return .branch(found[0].name, found[0].tip) }
    let names = found.compactMap(\.name.branchName)
    if found.count > 1 {
      throw Rejection(
        .ambiguous, "\(quoted(name)) fits \(spoken(names)). Give the whole id.",
        details: [.init("value", .text(name)), .init("candidates", .texts(names))])
    }
    if let remote = RefName("refs/remotes/\(name)"), let tip = try repository.tip(of: remote) {
      return .fixed(name, tip)
    }
    let known = try repository.refs(below: "refs/heads/run/").compactMap { $0.name.branchName }
    throw Rejection(
      .notFound,
      "There is no run \(quoted(name)). "
        + (known.isEmpty ? "The repository has none." : "There is \(spoken(known))."),
      details: [.init("value", .text(String(name.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      next: .init("overview"))
  }

  /// The runs of this repository that a name or the beginning of an id fits.
  private func runs(meant text: String, in repository: borrowing Repository) throws -> [(
    name: RefName, tip: ObjectID
  )] {
    let bare = (text.hasPrefix("run/") ? String(text.dropFirst(4)) : text).lowercased()
    if let id = try? RunID(bare), let ref = RefName.branch(id.branch) {
      return try repository.tip(of: ref).map { [(ref, $0)] } ?? []
    }
    guard bare.utf8.count >= 8 else { return [] }
    return try repository.refs(below: "refs/heads/run/").filter {
      $0.name.branchName?.hasPrefix("run/\(bare)") == true
    }
  }

  /// Whether a caller who names any ledger means a run.
  func isRun(_ text: String, in repository: borrowing Repository) throws -> Bool {
    let name = text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    if let id = ObjectID(name) { return try kind(at: id, in: repository) == Run.kind }
    let parts = name.split(separator: "/")
    if parts.count > 1 { return parts.dropLast().suffix(1) == ["run"] }
    // A plan's id may look like the beginning of a run's.
    if let plan = RefName.branch("plan/\(name)"), try repository.tip(of: plan) != nil { return false }
    if (try? RunID(name)) != nil { return true }
    return try !runs(meant: name, in: repository).isEmpty
  }

  /// The kind of the ledger that a commit is on; nil where none is near.
  func kind(at id: ObjectID, in repository: borrowing Repository) throws -> String? {
    var next: ObjectID? = id
    for _ in 0..<100 {
      guard let id = next, try repository.kind(of: id) == .commit else { return nil }
      let commit = try repository.commit(id)
      if let kind = LedgerMessage.trailers(of: commit.text)?["Kind"] { return kind }
      next = commit.parents.first
    }
    return nil
  }

  /// A run as it stands.
  func runView(_ text: String, in repository: borrowing Repository) throws -> RunView {
    switch try runPlace(text, in: repository) {
    case .branch(let ref, let tip): return try runView(ref, at: tip, in: repository)
    case .fixed(let name, let tip):
      guard let ref = RefName("refs/heads/\(name)"), try repository.kind(of: tip) == .commit else {
        throw Rejection(.notFound, "There is no run \(quoted(name)).", details: [.init("value", .text(name))])
      }
      return try runView(ref, at: tip, in: repository)
    // Only plans are archived.
    case .archived(let archived): throw Rejection.noLedger(archived.ref, kind: Run.kind)
    }
  }

  private func runView(_ ref: RefName, at tip: ObjectID, in repository: borrowing Repository) throws
    -> RunView
  {
    guard let reading = try runReader(ref).read(tip, in: repository) else {
      throw Rejection.noLedger(ref, kind: Run.kind)
    }
    if reading.isBeyond, let newer = reading.newer {
      throw Rejection.newer(ref, newer.what, at: newer.commit)
    }
    return RunView(reading: reading, branch: ref.branchName ?? ref.text)
  }

  /// All runs of this repository, by id.
  ///
  /// A branch below `run/` that holds none is left out.
  func allRuns(in repository: borrowing Repository) throws -> [RunView] {
    var views: [RunView] = []
    for (ref, tip) in try repository.refs(below: "refs/heads/run/") {
      guard let reading = try runReader(ref).read(tip, in: repository), !reading.isBeyond else { continue }
      views.append(RunView(reading: reading, branch: ref.branchName ?? ref.text))
    }
    return views
  }

  /// The same, for a reading caller.
  package func isRun(_ text: String) throws(Rejection) -> Bool {
    try withRepository { repository in try isRun(text, in: repository) }
  }

  /// A run as it stands, for a reading caller.
  package func readRun(_ text: String) throws(Rejection) -> RunView {
    try withRepository { repository in try runView(text, in: repository) }
  }

  /// All runs of this repository, those that go on first, and the newest of them first.
  package func listRuns() throws(Rejection) -> [RunView] {
    try withRepository { try runsByAge(in: $0) }
  }

  /// The same, within a piece of work.
  func runsByAge(in repository: borrowing Repository) throws -> [RunView] {
    let runs = try allRuns(in: repository).sorted { $0.run.created > $1.run.created }
    return runs.filter { $0.run.status == .active } + runs.filter { $0.run.status == .completed }
  }
}
