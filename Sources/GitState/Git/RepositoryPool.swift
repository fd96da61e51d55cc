import Synchronization

/// Open handles of one repository, kept warm between calls: each is lent to one call at a time.
///
/// A handle keeps its parsed packs and packed refs, which is what makes a second call cheap.
package final class RepositoryPool: Sendable {
  /// A handle on its way between threads.
  ///
  /// The pool lends it to one call at a time, which is all that libgit2 asks for.
  package final class Lease: @unchecked Sendable {
    package let repository: Repository

    init(_ repository: consuming Repository) {
      self.repository = repository
    }
  }

  private let path: String
  private let idle = Mutex<[Lease]>([])

  package init(path: String) {
    self.path = path
  }

  /// An idle handle, or a new one.
  package func take() throws(GitError) -> Lease {
    if let lease = idle.withLock({ $0.popLast() }) { return lease }
    return Lease(try Repository.open(path))
  }

  /// Takes a handle back; at most four are kept.
  package func give(_ lease: Lease) {
    idle.withLock { if $0.count < 4 { $0.append(lease) } }
  }
}
