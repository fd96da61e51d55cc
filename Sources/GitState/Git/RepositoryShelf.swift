internal import CLibGit2
internal import Files
internal import Synchronization

/// Open repositories that nobody uses at the moment, kept for whoever opens the same one next.
///
/// Opening one is about a hundred system calls and a parse of every config file, and one call of a tool may open several;
/// a kept one also has its packs, refs and headers at hand. It is lent to one thread at a time, which may open it several
/// times over in one piece of work, and comes back when the last of these is freed.
enum RepositoryShelf {
  /// A repository between two owners, or lent to one thread: only that one touches it, which is all that libgit2 asks for.
  final class Kept: @unchecked Sendable {
    let raw: OpaquePointer
    let path: String
    let identity: Identity
    let format: RepositoryFormat
    let memory: RepositoryMemory
    /// The thread that it is lent to, and how often.
    fileprivate(set) var thread: UInt64 = 0
    fileprivate(set) var uses = 0

    init(
      _ raw: OpaquePointer, at path: String, _ identity: Identity, _ format: RepositoryFormat,
      _ memory: RepositoryMemory
    ) {
      self.raw = raw
      self.path = path
      self.identity = identity
      self.format = format
      self.memory = memory
    }

    var address: UInt { UInt(bitPattern: raw) }
  }

  /// What makes a folder still the repository that was opened: the same folder of the same owner, with the same config.
  struct Identity: Hashable, Sendable {
    let folder: UInt64
    let device: UInt64
    let owner: UInt32
    let config: FileStatus?
    let worktreeConfig: FileStatus?

    /// - Returns: nil where there is no repository.
    init?(_ path: String) {
      guard let place = try? File.status(path), place.kind == .folder else { return nil }
      (folder, device, owner) = (place.inode, place.device, place.owner)
      config = try? File.status(path + "/config")
      worktreeConfig = try? File.status(path + "/config.worktree")
    }
  }

  private struct State {
    var idle: [Kept] = []
    /// By the address of the handle.
    var lent: [UInt: Kept] = [:]

    mutating func lend(_ kept: Kept, to thread: UInt64) {
      kept.thread = thread
      kept.uses = 1
      lent[kept.address] = kept
    }
  }

  private static let state = Mutex(State())
  /// How many are kept in all: each holds the descriptors of its packs.
  private static let most = 12

  /// One that is open at that path; those that were opened on something else are freed.
  ///
  /// What the same thread has open is taken again as it is: within one piece of work the repository is the same.
  static func take(_ path: String) -> Kept? {
    let thread = Environment.threadID
    let again = state.withLock { state -> Kept? in
      let kept = state.lent.values.first { $0.thread == thread && $0.path == path }
      kept?.uses += 1
      return kept
    }
    if let again { return again }
    guard let identity = Identity(path) else { return nil }
    let (found, stale) = state.withLock { state -> (Kept?, [Kept]) in
      let stale = state.idle.filter { $0.path == path && $0.identity != identity }
      state.idle.removeAll { $0.path == path && $0.identity != identity }
      guard let place = state.idle.lastIndex(where: { $0.path == path }) else { return (nil, stale) }
      let kept = state.idle.remove(at: place)
      state.lend(kept, to: thread)
      return (kept, stale)
    }
    for kept in stale { git_repository_free(kept.raw) }
    found?.memory.begin()
    return found
  }

  /// Takes note of one that was just opened, so that it is kept when its owner is done.
  static func note(_ kept: Kept) {
    state.withLock { $0.lend(kept, to: Environment.threadID) }
  }

  /// Keeps a repository whose owner is done; false where it is not one of these.
  static func keep(_ raw: OpaquePointer) -> Bool {
    let address = UInt(bitPattern: raw)
    let (known, surplus) = state.withLock { state -> (Bool, Kept?) in
      guard let kept = state.lent[address] else { return (false, nil) }
      kept.uses -= 1
      guard kept.uses == 0 else { return (true, nil) }
      state.lent[address] = nil
      state.idle.append(kept)
      return (true, state.idle.count > most ? state.idle.removeFirst() : nil)
    }
    if let surplus { git_repository_free(surplus.raw) }
    return known
  }
}

/// What was learned of a repository while it was open.
final class RepositoryMemory {
  /// packed-refs as last read.
  let packed = PackedRefsCache()
  /// The headers of commits that were walked.
  let headers = CommitHeaders()
  /// What git wrote down of its commits when it was first asked for one; what came since is read by itself.
  private var graph: CommitGraph?
  /// The config as it was when the present piece of work first asked for a value.
  private(set) var settings = ConfigSnapshot()

  /// A commit's header as git wrote it down; nil where it did not, or is told not to (`core.commitGraph`).
  func writtenHeader(of id: ObjectID, in repository: borrowing Repository) -> CommitHeader? {
    if graph == nil {
      let refused = ["false", "no", "off", "0"].contains(
        repository.configText("core.commitgraph")?.lowercased())
      graph = refused ? CommitGraph() : CommitGraph(in: repository.commonDirectory)
    }
    return graph?[id]
  }

  /// Forgets what holds for one piece of work alone.
  func begin() {
    settings = ConfigSnapshot()
  }
}
