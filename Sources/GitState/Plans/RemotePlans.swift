import Git
import StateMachine

extension Project {
  /// How plans of a remote come here; nil where there is no remote.
  func planFetch(in repository: borrowing Repository) -> String? {
    let remotes = repository.remotes()
    guard let remote = remotes.first(where: { $0 == "origin" }) ?? remotes.first else { return nil }
    return "Plans of a remote come with: git fetch \(remote) 'refs/heads/plan/*:refs/heads/plan/*'"
  }
}
