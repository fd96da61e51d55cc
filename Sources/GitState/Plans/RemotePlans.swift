import Git
import StateMachine

extension Project {
  /// How plans of a remote come here; nil where there is no remote.
  func planFetch(in repository: borrowing Repository) -> String? {
    let remotes = repository.remotes()
    guard let remote = remotes.first(where: { $0 == "origin" }) ?? remotes.first else { return nil }
    return "Plans of a remote come with: git fetch \(remote) 'refs/heads/plan/*:refs/heads/plan/*'"
  }

  /// Plans that only a remote has, as `origin/plan/x`.
  func remotePlans(in repository: borrowing Repository) throws -> [String] {
    try repository.refs(below: "refs/remotes/").compactMap { ref in
      let parts = ref.name.text.split(separator: "/", maxSplits: 4)
      guard parts.count == 5, parts[3] == "plan",
        let own = RefName.branch("plan/\(parts[4])"), try repository.tip(of: own) == nil
      else { return nil }
      return parts[2...].joined(separator: "/")
    }
  }

  /// Those of them that are not completed; of many, the first few are looked at.
  func activeRemotePlans(in repository: borrowing Repository) throws -> [String] {
    try remotePlans(in: repository).prefix(16).filter {
      (try? view($0, in: repository))?.state.isOpen == true
    }
  }
}
