internal import Git
internal import StateMachine

extension Checkpoints {
  /// The checkpoints of a run or a branch, oldest first.
  func list(_ scope: CheckpointScope, in repository: borrowing Repository) throws(GitError) -> [Checkpoint] {
    try all(below: scope.folder(), in: repository).sorted { $0.number < $1.number }
  }

  /// All checkpoints, oldest first.
  func all(
    below folder: String = CheckpointScope.prefix, in repository: borrowing Repository
  ) throws(GitError) -> [Checkpoint] {
    var found: [Checkpoint] = []
    for (ref, tip) in try repository.refs(below: folder) where try repository.kind(of: tip) == .commit {
      if let checkpoint = Checkpoint(ref, try repository.commit(tip)) { found.append(checkpoint) }
    }
    return found.sorted { $0.isOlder(than: $1) }
  }

  /// What a caller means: a number or a word within the run or branch; an id, a ref, a commit or a rescue anywhere.
  func find(
    _ name: String, in scope: CheckpointScope, _ repository: borrowing Repository
  ) throws -> SavePoint {
    let own = try list(scope, in: repository)
    func absent(_ known: [Checkpoint]) -> CheckpointError {
      CheckpointError(.absent(known: known.map(\.id)), name)
    }
    switch comparable(name) {
    case "latest", "last":
      guard let last = own.last else { throw absent(own) }
      return .checkpoint(last)
    case "last-passed", "last_passed":
      guard let last = own.last(where: { $0.note.validation == true }) else { throw absent(own) }
      return .checkpoint(last)
    default: break
    }
    let word =
      name.hasPrefix(CheckpointScope.prefix) ? String(name.dropFirst(CheckpointScope.prefix.count)) : name
    if let number = Int(word), let found = own.first(where: { $0.number == number }) {
      return .checkpoint(found)
    }
    let all = try all(in: repository)
    if let found = all.first(where: { $0.id == word }) { return .checkpoint(found) }
    let rescues = try Rescues(common: common).list()
    if let found = rescues.first(where: { $0.id == name || $0.ref.text == name }) { return .rescue(found) }
    // As long as git's own shortest, so that no number is taken for one.
    let isDigits = word.utf8.count >= 7 && word.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    let near = (all.map { SavePoint.checkpoint($0) } + rescues.map { SavePoint.rescue($0) }).filter {
      isDigits && $0.commit.description.hasPrefix(word)
    }
    if near.count > 1 { throw CheckpointError(.ambiguous(near.map(\.id)), name) }
    guard let found = near.first else { throw absent(own) }
    return found
  }
}
