/// Blobs on their way into the repository: few are written one by one, many as one pack.
///
/// One loose object costs an fsync of its own; a pack costs one for all. What is not ``flush()``ed is not stored.
struct ObjectBatch: ~Copyable {
  private let repository: Repository
  private var waiting: [(id: ObjectID, bytes: [UInt8])] = []
  private var size = 0
  private var known: Set<ObjectID> = []

  /// A batch that writes into that repository through a handle of its own.
  init(_ common: String) throws(GitError) {
    repository = try Repository.open(common)
  }

  /// Takes a blob, unless the repository has it, and answers its id.
  mutating func add(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    let id = try Self.hash(bytes)
    guard !known.contains(id), !repository.contains(id) else { return id }
    known.insert(id)
    waiting.append((id, bytes))
    size += bytes.count
    if size > 64 << 20 { try flush() }
    return id
  }

  /// The id that a blob of these bytes has.
  static func hash(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    try ObjectID.hash(.blob, bytes)
  }

  /// Stores what waits.
  mutating func flush() throws(GitError) {
    if waiting.count <= Library.looseObjects {
      for (_, bytes) in waiting { try repository.write(.blob, bytes) }
    } else {
      let memory = try repository.inMemory()
      for (_, bytes) in waiting { try memory.write(.blob, bytes) }
      try repository.writePack(waiting.map(\.id), from: memory)
    }
    waiting.removeAll()
    size = 0
  }
}
