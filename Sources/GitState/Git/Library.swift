internal import CLibGit2
internal import CProcess
#if PLANTED_BUGS
  internal import Files
#endif
internal import Synchronization

/// libgit2 itself: started once, never shut down.
package enum Library {
  /// How durable a write is.
  package enum Durability: Sendable {
    /// Objects and refs are fsynced before a call answers.
    case fsync
    /// Left to the operating system: for throw-away clones.
    case none
  }

  /// Starting costs about 7 ms (it parses the system's CA certificates), so it waits for the first repository.
  private static let started: Int32 = {
    let count = git_libgit2_init()
    _ = gitstate_enable_fsync(1)
    // Every object that is written was just made from valid ones; what is read is checked by git's own fsck.
    _ = gitstate_strict_hash_verification(0)
    _ = gitstate_strict_object_creation(0)
    _ = gitstate_set_extensions()
    // A ledger's commits hold a whole plan each, and the newest is read by every call.
    _ = gitstate_set_object_cache(4 << 20, 128 << 10)
    return count
  }()

  /// Makes sure that libgit2 runs, at no cost after the first time.
  package static func start() {
    _ = started
  }

  /// Sets whether writes are fsynced, for the whole process.
  package static func setDurability(_ durability: Durability) {
    start()
    _ = gitstate_enable_fsync(durability == .fsync ? 1 : 0)
    durable.store(durability == .fsync, ordering: .relaxed)
  }

  private static let durable = Atomic(true)

  /// Whether writes are fsynced: what libgit2 was told, for what is written without it.
  package static var isDurable: Bool {
    #if PLANTED_BUGS
      if Planted.isOn(.noSync) { return false }
    #endif
    return durable.load(ordering: .relaxed)
  }

  /// How many objects one piece of work writes one by one; more go as one pack.
  ///
  /// Objects that are synced together still wait once for each of their folders, and a pack waits four times in all; but
  /// each pack makes every lookup a little slower until gc.
  static var looseObjects: Int { isDurable ? 12 : 64 }

  /// libgit2's version, as `1.5.1`.
  package static var version: String {
    var numbers: (Int32, Int32, Int32) = (0, 0, 0)
    git_libgit2_version(&numbers.0, &numbers.1, &numbers.2)
    return "\(numbers.0).\(numbers.1).\(numbers.2)"
  }

  /// The commit that was built, where the build was told; nil otherwise.
  package static var builtCommit: String? {
    gitstate_built_commit().map { String(cString: $0) }
  }

  /// Makes libgit2 read no system, global or XDG config: for tests.
  package static func ignoreUserConfig() {
    start()
    for level in [GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL] {
      _ = gitstate_set_search_path(level.rawValue, "/dev/null")
    }
  }
}
