package import Git

/// What a rollback goes back to: a checkpoint, or the rescue of an earlier rollback.
package enum SavePoint: Hashable, Sendable {
  case checkpoint(Checkpoint)
  case rescue(Rescue)

  package var id: String {
    switch self {
    case .checkpoint(let checkpoint): checkpoint.id
    case .rescue(let rescue): rescue.id
    }
  }

  package var commit: ObjectID {
    switch self {
    case .checkpoint(let checkpoint): checkpoint.commit
    case .rescue(let rescue): rescue.commit
    }
  }

  package var trees: [SnapshotTree] {
    switch self {
    case .checkpoint(let checkpoint): checkpoint.trees
    case .rescue(let rescue): rescue.trees
    }
  }

  /// As it is named in a sentence.
  package var words: String {
    switch self {
    case .checkpoint(let checkpoint): "checkpoint \(checkpoint.number)"
    case .rescue(let rescue): "rescue \(rescue.id)"
    }
  }
}
