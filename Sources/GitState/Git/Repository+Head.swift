internal import Files

/// What a HEAD says.
package enum Head: Hashable, Sendable {
  case branch(RefName, tip: ObjectID)
  /// A branch without a commit.
  case unborn(RefName)
  case detached(ObjectID)
}

extension Repository {
  /// What the main working tree's HEAD says, or, by its administrative name, a linked worktree's.
  package func head(ofWorktree adminName: String? = nil) throws(GitError) -> Head {
    if let adminName, adminName.contains("/") || adminName.hasPrefix(".") {
      throw GitError(.absent, function: "read", subject: adminName, message: "no worktree has that name")
    }
    let folder = adminName.map { "\(commonDirectory)/worktrees/\($0)" } ?? commonDirectory
    let text: String?
    do throws(FileError) {
      text = try headText(in: folder)
    } catch {
      throw GitError(reading: error)
    }
    guard let text else {
      throw GitError(.absent, function: "read", subject: folder + "/HEAD", message: "it is not there")
    }
    switch RefValue(Array(text.utf8)) {
    case .id(let id): return .detached(id)
    case .symbolic(let name):
      if let ref = RefName(name) {
        if let tip = try tip(of: ref) { return .branch(ref, tip: tip) }
        return .unborn(ref)
      }
    case .broken: break
    }
    throw GitError(
      .other(-1), function: "read", subject: folder + "/HEAD",
      message: "it names neither a branch nor a commit")
  }

  func headText(in folder: String) throws(FileError) -> String? {
    try File.text(folder + "/HEAD", limit: RefValue.limit)
  }

  /// The branch that a HEAD's text names.
  func branch(in head: String) -> RefName? {
    if case .symbolic(let name) = RefValue(Array(head.utf8)) { return RefName(name) }
    return nil
  }
}
