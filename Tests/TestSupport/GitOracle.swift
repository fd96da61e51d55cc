import Foundation
package import Testing

extension ScratchRepository {
  /// Records an issue unless `git fsck --strict` finds the repository whole.
  package func expectClean(_ location: SourceLocation = #_sourceLocation) throws {
    let outcome = try outcome(of: ["fsck", "--strict", "--full", "--no-dangling", "--no-progress"])
    // An unborn HEAD is a notice, and no fault.
    let faults = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("notice: ") }
    if outcome.status != 0 || !faults.isEmpty {
      Issue.record("git fsck: \(outcome.text)\n\(faults.joined(separator: "\n"))", sourceLocation: location)
    }
  }

  /// What git says of every ref: `name id`, sorted by name.
  package func refs(_ prefix: String = "refs/") throws -> [String] {
    try git("for-each-ref", "--format=%(refname) %(objectname)", prefix).split(separator: "\n").map(
      String.init)
  }

  /// Where git says that a ref points; nil where it is not there.
  package func tip(_ ref: String) throws -> String? {
    let outcome = try outcome(of: ["rev-parse", "--verify", "--quiet", ref])
    return outcome.status == 0 ? outcome.text : nil
  }

  /// What `git status` lists, one line a path; empty where nothing is changed.
  package func status(in place: String? = nil) throws -> [String] {
    try git("status", "--porcelain=v1", "--untracked-files=all", in: place).split(separator: "\n").map(
      String.init)
  }
}
