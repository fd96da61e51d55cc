import Files
import Git
package import StateMachine
import Synchronization

/// Finds the repository to serve, when it is first asked for, and keeps it.
///
/// It is `--repo`, else `CLAUDE_PROJECT_DIR`, else the working directory, searched upward; a linked worktree leads to its
/// main repository. Where there is none, every call says so anew: one may be made meanwhile.
package final class ProjectFinder: Sendable {
  private let repository: String?
  private let settings: Project.Settings
  private let found = Mutex<Project?>(nil)

  package init(repository: String?, settings: Project.Settings = Project.Settings()) {
    self.repository = repository
    self.settings = settings
  }

  package func project() throws(Rejection) -> Project {
    if let known = found.withLock({ $0 }) { return known }
    let start = repository ?? Environment.value("CLAUDE_PROJECT_DIR") ?? Environment.currentDirectory ?? "/"
    let folder = start.hasPrefix("/") ? start : "\(Environment.currentDirectory ?? "/")/\(start)"
    guard let path = Repository.discover(from: folder) else {
      throw Rejection(
        .noRepository, "There is no git repository at \(quoted(folder)) or above it.",
        details: [.init("folder", .text(folder))],
        remedy: "Name one with --repo <path>, or run `git init` there.")
    }
    var settings = settings
    settings.folder = folder
    let project = try Project(at: path, settings: settings)
    found.withLock { $0 = project }
    return project
  }
}
