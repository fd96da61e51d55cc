#if PLANTED_BUGS
  internal import Synchronization

  /// Mistakes that could have been made here, one at a time, to show that the tests find them (`scripts/planted`).
  ///
  /// Nothing of this is in a build without the condition `PLANTED_BUGS`.
  package enum Planted: String, CaseIterable, Sendable {
    /// A ref is moved wherever it is.
    case forcedCreate = "forced-create"
    /// An object that could not be written is taken for written.
    case uncheckedWrite = "write-ignored"
    /// Nothing is synced to the disk.
    case noSync = "unsynced"
    /// A worktree goes without a rescue.
    case noRescue = "unrescued"
    /// A key that was used is not looked for.
    case noIdempotency = "keys-forgotten"
    /// What was decided on an earlier state is written on top of a later one.
    case stateRetried = "state-retried"
    /// A snapshot lacks the events of its own commit.
    case snapshotSkips = "snapshot-skips"
    /// Worker 1 is taken for worker 10.
    case substringWorkers = "substring-workers"
    /// What killed processes have locked stays locked.
    case locksKept = "locks-kept"

    private static let chosen = Environment.value("GITSTATE_PLANTED").flatMap(Planted.init)
    private static let seen = Mutex<[String: String]>([:])

    /// Whether the environment chose this one.
    package static func isOn(_ bug: Planted) -> Bool { chosen == bug }

    /// Keeps where a ref was before its turn came.
    package static func see(_ ref: String, at id: String?) { seen.withLock { $0[ref] = id } }

    /// Where a ref was when it was seen last.
    package static func last(_ ref: String) -> String? { seen.withLock { $0[ref] } }
  }
#endif
