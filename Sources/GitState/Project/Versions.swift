import Git
import StateMachine

/// What this program is, for `gitstate version` and for clients.
package enum Versions {
  /// gitstate's own, as `0.1.0`.
  package static let gitstate = "0.1.0"
  /// The format that ledgers are written in.
  package static var format: Int { LedgerRecord<Plan>.format }
  /// libgit2's, as `1.5.1`: the one that runs, not the one that was compiled against.
  package static var libgit2: String { Library.version }
  /// The commit that was built, where the build said so (`scripts/install` does).
  package static var commit: String? { Library.builtCommit }
}
