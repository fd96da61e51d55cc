/// What is wrong with an object.
package struct ObjectDamage: Hashable, Sendable {
  package let id: ObjectID
  /// `commit`, `tree`, `blob`.
  package let kind: ObjectKind
  /// Whether it is not stored at all; else it can't be read, or is not what its id says.
  package let isMissing: Bool
}

/// Commits that were looked at with all that they hold, so that what many share is looked at once.
package struct ObjectHealth {
  private var sound: Set<ObjectID> = []

  package init() {}

  /// The first thing that is wrong with a commit, its trees and its files; nil where nothing is.
  ///
  /// Commits and trees are read and hashed; of a file is asked whether it is stored and begins as one. Parents are not looked at.
  package mutating func damage(
    of commit: ObjectID, in repository: borrowing Repository
  ) -> ObjectDamage? {
    if sound.contains(commit) { return nil }
    guard Self.isSound(.commit, commit, in: repository), let read = try? repository.commit(commit) else {
      return Self.damage(.commit, commit, in: repository)
    }
    if let damage = damage(ofTree: read.tree, depth: 0, in: repository) { return damage }
    sound.insert(commit)
    return nil
  }

  private mutating func damage(
    ofTree tree: ObjectID, depth: Int, in repository: borrowing Repository
  ) -> ObjectDamage? {
    if tree == Repository.emptyTree || sound.contains(tree) { return nil }
    // As deep as trees are written.
    guard depth < 512, Self.isSound(.tree, tree, in: repository), let entries = try? repository.tree(tree)
    else { return Self.damage(.tree, tree, in: repository) }
    for entry in entries {
      switch entry.mode {
      case .submodule: continue
      case .directory:
        if let damage = damage(ofTree: entry.id, depth: depth + 1, in: repository) { return damage }
      case .file, .executable, .link:
        guard !sound.contains(entry.id) else { continue }
        guard (try? repository.kind(of: entry.id)) == .blob else {
          return Self.damage(.blob, entry.id, in: repository)
        }
        sound.insert(entry.id)
      }
    }
    sound.insert(tree)
    return nil
  }

  /// Whether an object's bytes are those of its name.
  private static func isSound(
    _ kind: ObjectKind, _ id: ObjectID, in repository: borrowing Repository
  ) -> Bool {
    guard let bytes = try? repository.read(kind, id) else { return false }
    return (try? ObjectID.hash(kind, bytes)) == id
  }

  private static func damage(
    _ kind: ObjectKind, _ id: ObjectID, in repository: borrowing Repository
  ) -> ObjectDamage {
    ObjectDamage(id: id, kind: kind, isMissing: !repository.contains(id))
  }
}
