import Git
import StateMachine

/// Commits that a ref of which something is missing could go back to.
struct WaysBack {
  struct Way: Hashable {
    let commit: ObjectID
    /// `reflog`, `remote`, `rescue`, `archive`.
    let origin: String
    /// The ref or the words by which it is known.
    let name: String
  }

  /// The likeliest first.
  var ways: [Way] = []
  /// The only one that can be right; nil where a person must choose.
  var certain: ObjectID?
  /// Why none is certain, in a sentence; empty where one is.
  var doubt = ""
  /// Where what is missing may be had from.
  var remotes: [String] = []

  var sentence: String {
    if let certain {
      return "Its reflog says what it was before: \(certain.description.prefix(12)), which is whole."
    }
    return ways.isEmpty
      ? "Nothing here tells where it was: fetch it, or copy the object from another clone."
      : "\(counted(ways.count, "commit")) could be where it was\(doubt.isEmpty ? "" : ", and \(doubt)")."
  }

  var evidence: [Rejection.Field] {
    [
      .init(
        "candidates",
        .list(
          ways.map {
            .record([
              .init("commit", .text($0.commit.description)), .init("from", .text($0.origin)),
              .init("name", .text($0.name)),
            ])
          }))
    ]
  }

  /// - Parameter file: the ref's file, where it is broken: git itself moves none that it can't read.
  func repair(_ ref: String, broken file: String? = nil) -> [[String]] {
    if certain != nil { return [["gitstate", "doctor", "--fix"]] }
    guard let way = ways.first else {
      return WaysBack.fetching(ref, from: remotes)
    }
    let aside = file.map { ["mv", $0, "\($0.split(separator: "/refs/").first ?? "")/broken-ref"] }
    return [aside, ["git", "update-ref", ref, way.commit.description]].compactMap(\.self)
  }

  /// The lines that bring what is behind a ref from elsewhere, and say what is missing then.
  ///
  /// A plain fetch asks for nothing that lies behind a ref which is here.
  static func fetching(_ ref: String, from remotes: [String]) -> [[String]] {
    let remote = remotes.contains("origin") ? "origin" : remotes.first
    return (remote.map { [["git", "fetch", "--refetch", $0, ref]] } ?? []) + [["git", "fsck", "--full"]]
  }

  func cure(_ ref: String) -> Cure? {
    certain.map { .putBack(ref: ref, commit: $0.description) }
  }
}

extension Project {
  /// Where a ref may have been: its reflog, the same branch of a remote, archives and rescues.
  ///
  /// Certain is the newest whole commit of an unbroken reflog, of a branch of gitstate's own that is checked out nowhere, where
  /// nothing else is further on; a ledger must follow from its first commit there.
  func waysBack(
    for entry: RefSurvey.Entry, _ survey: RefSurvey, _ health: inout ObjectHealth,
    in repository: borrowing Repository
  ) throws -> WaysBack {
    var found = WaysBack()
    found.remotes = repository.remotes()
    func add(_ commit: ObjectID, _ origin: String, _ name: String) {
      guard !found.ways.contains(where: { $0.commit == commit }), commit != entry.tip,
        health.damage(of: commit, in: repository) == nil
      else { return }
      found.ways.append(.init(commit: commit, origin: origin, name: name))
    }
    let moves = repository.moves(of: entry.name)
    var logged: ObjectID?
    var isUnbroken = true
    var last = entry.tip
    for move in moves.reversed() {
      // Each line begins where the one before it ended.
      if let last, move.new != last { isUnbroken = false }
      last = move.old
      for commit in [move.new, move.old].compactMap(\.self) {
        add(commit, "reflog", move.because)
        if logged == nil, isUnbroken, let first = found.ways.first { logged = first.commit }
      }
      if found.ways.count >= 5 { break }
    }
    try addOthers(for: entry, survey, in: repository, add)
    guard let branch = entry.name.hasPrefix("refs/heads/") ? String(entry.name.dropFirst(11)) : nil,
      Project.isOwn(branch), let logged, let ref = RefName(entry.name)
    else { return found }
    if try repository.checkout(of: ref) != nil {
      found.doubt = "it is checked out"
    } else if let further = found.ways.first(where: {
      $0.commit != logged && (try? repository.isAncestor(logged, of: $0.commit)) != false
    }) {
      found.doubt = "\(further.name) is further on than its reflog"
    } else if let problem = ledgerProblem(branch, at: logged, in: repository) {
      found.doubt = "it does not follow from its first commit there: \(problem)"
    } else {
      found.certain = logged
    }
    return found
  }

  /// The same branch elsewhere, and what was kept of it.
  private func addOthers(
    for entry: RefSurvey.Entry, _ survey: RefSurvey, in repository: borrowing Repository,
    _ add: (ObjectID, String, String) -> Void
  ) throws {
    guard let branch = RefName(entry.name)?.branchName else { return }
    for other in survey.entries {
      let parts = other.name.split(separator: "/", maxSplits: 3)
      if parts.count == 4, parts[1] == "remotes", parts[3] == branch, let tip = other.tip {
        add(tip, "remote", other.name)
      }
    }
    for archive in (try? allArchives(in: repository)) ?? [] {
      for held in archive.branches + [archive.plan] where held.ref.text == entry.name {
        add(held.tip, "archive", archive.ref.text)
      }
    }
    for rescue in ((try? rescues.list()) ?? []).sorted(by: { $1.isOlder(than: $0) }) {
      if let head = rescue.head, rescue.branch?.text == entry.name { add(head, "rescue", rescue.ref.text) }
    }
  }

  /// Why a branch, at that commit, is no ledger that follows from its first commit; nil where it does, or is none.
  private func ledgerProblem(
    _ branch: String, at commit: ObjectID, in repository: borrowing Repository
  ) -> String? {
    guard let ref = RefName.branch(branch) else { return nil }
    do {
      let found: Verification
      if branch.hasPrefix("plan/") {
        found = try planReader(ref).verify(from: commit, in: repository)
      } else if branch.hasPrefix("run/") {
        found = try runReader(ref).verify(from: commit, in: repository)
      } else if branch.hasPrefix("workflow/") {
        found = try workflowReader(ref).verify(from: commit, in: repository)
      } else {
        return nil
      }
      return found.problem.map { "commit \($0.commit.prefix(12)): \($0.why)" }
    } catch {
      return Rejection(describing: error).sentence
    }
  }
}
