import Files
import Git
import StateMachine

/// Working trees whose branch has moved and whose files are to follow.
extension Project {
  /// Where a working tree stands that is to follow its branch: the commit that its files are still at.
  static let following = "refs/gitstate/follow/"

  /// The ref that says of a working tree that it is to follow.
  func followMark(_ administration: String?) throws(Rejection) -> RefName {
    guard let mark = RefName(Project.following + (administration ?? "main")) else {
      throw Rejection(.bug, "\(administration ?? "main") is no name for a ref.")
    }
    return mark
  }

  /// Lets the files follow a branch that has moved already, which no error can take back.
  ///
  /// - Returns: what could not follow, in sentences.
  func follow(
    _ changes: [TreeChange], in tree: borrowing WorkingTree, unmarking mark: RefName?, at old: ObjectID,
    in repository: borrowing Repository
  ) throws -> [String] {
    let path = tree.path
    do {
      let left = try follow(changes, in: tree, patience: 10_000_000_000)
      // Should it come back, the index says that the files followed, and they are left as they are.
      if let mark { try repository.delete(mark, expecting: old, lasting: false) }
      guard !left.isEmpty else { return [] }
      return [
        "Somebody changed \(spoken(left.map { quoted($0.description) }, limit: 5)) in \(path) in that moment: left as they made it, without what the branch changed there."
      ]
    } catch {
      return [
        "The files in \(path) have not followed yet: \(Rejection(describing: error).sentence) The next merge, land or commit_task brings them; commit nothing there by hand before."
      ]
    }
  }

  /// Follows as far as nothing is lost by it.
  ///
  /// - Returns: what stood in the way and was left.
  private func follow(
    _ changes: [TreeChange], in tree: borrowing WorkingTree, again: Bool = false, patience: Int64
  ) throws(GitError) -> [GitPath] {
    var changes = changes
    var left: Set<GitPath> = []
    var backoff = Backoff(total: patience)
    while true {
      do throws(GitError) {
        guard case .refused(let paths) = try tree.follow(changes, again: again) else {
          return left.sorted()
        }
        left.formUnion(paths)
        // What stands in the way may be a folder above a path, or a file below it.
        let free = changes.filter { change in !paths.contains { overlap($0, change.path) } }
        guard free.count < changes.count else { return left.sorted() }
        changes = free
      } catch {
        guard error.isTransient, backoff.pause() else { throw error }
      }
    }
  }

  private func overlap(_ left: GitPath, _ right: GitPath) -> Bool {
    left == right || left.bytes.starts(with: right.bytes + [0x2f])
      || right.bytes.starts(with: left.bytes + [0x2f])
  }

  /// Lets working trees follow whose branch was moved by a process that was killed before their files were.
  ///
  /// A file that somebody changed since is left as it is. A tree that can't be written now is tried again by the next call.
  func finishFollowing(in repository: borrowing Repository) throws {
    let marks = try repository.refs(below: Project.following)
    if marks.isEmpty { return }
    let checkouts = try repository.branchesCheckedOut()
    for (mark, old) in marks {
      let name = String(mark.text.dropFirst(Project.following.count))
      if let checkout = checkouts.first(where: { ($0.adminName ?? "main") == name }),
        try !finish(checkout, from: old, in: repository)
      {
        continue
      }
      try repository.delete(mark, expecting: old)
    }
  }

  /// Whether nothing is left to be done there.
  private func finish(
    _ checkout: CheckedOutTree, from old: ObjectID, in repository: borrowing Repository
  ) throws -> Bool {
    guard isThere(checkout.path) else { return false }
    guard let ref = checkout.branch, let new = try repository.tip(of: ref), new != old,
      let tree = try? WorkingTree.open(checkout.path, of: commonDirectory)
    else { return true }
    let trees = (old: try repository.commit(old).tree, new: try repository.commit(new).tree)
    if try repository.hazard(in: trees.new, trusting: trees.old) != nil { return true }
    let changes = try repository.changes(from: trees.old, to: trees.new)
    return (try? follow(changes, in: tree, again: true, patience: 1_000_000_000)) != nil
  }

  /// Refuses to touch a working tree whose files are still to follow its branch: what is there would read as their undoing.
  func refuseUnfollowed(_ administration: String?, at path: String, in repository: borrowing Repository)
    throws
  {
    guard try repository.tip(of: followMark(administration)) != nil else { return }
    throw Rejection(
      .busy,
      "The files in \(path) have not followed their branch yet, because another program holds its index or its disk refuses.",
      details: [.init("path", .text(path))],
      remedy: "Call again; if \(path) has an index.lock that no running git holds, move it away first.")
  }
}
