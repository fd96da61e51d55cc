extension Plan {
  /// What is being changed in fact, whatever tasks declare.
  package struct Changing: Sendable {
    /// The files that a task's branch and worktree have changed.
    package var byTask: [PlanTaskID: [String]] = [:]
    /// The same of branches that are no task's of this plan.
    package var elsewhere: [(branch: String, files: [String])] = []

    package init() {}

    /// A path as it is compared: without `./` before it and `/` behind it.
    package static func plain(_ path: String) -> String {
      var path = Substring(path)
      while path.hasPrefix("./") { path = path.dropFirst(2) }
      while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
      return String(path)
    }

    /// The folders that a path stands in, the nearest first.
    package static func folders(above path: String) -> [String] {
      var folders: [String] = []
      var rest = Substring(path)
      while let slash = rest.lastIndex(of: "/") {
        rest = rest[..<slash]
        if !rest.isEmpty { folders.append(String(rest)) }
      }
      return folders
    }
  }

  /// Tasks whose work stands on a branch while nobody changes it now: it is to be merged, reviewed or taken over first.
  func left(_ changing: Changing, given facts: PlanFacts) -> FileUsers {
    var left = FileUsers()
    for (id, files) in changing.byTask {
      guard let task = self[id] else { continue }
      let counts =
        switch task.status {
        case .claimed, .inReview: true
        case .completed: !isDone(task, given: facts)
        case .blocked(_, let claim): claim != nil
        case .pending, .failed, .needsReplan, .expanding, .cancelled: false
        }
      if counts { left.take(touched: files, by: id.text) }
    }
    return left
  }
}

/// Who uses which file.
struct FileUsers {
  private var users: [String: String] = [:]
  /// Folders that are somebody's with all that is below them: named with a `/` behind.
  private var folders: [String: String] = [:]
  /// Folders in which a named file lies.
  private var above: [String: String] = [:]

  mutating func take(declared files: [String], by user: String) {
    for file in files {
      let path = Plan.Changing.plain(file)
      users[path] = user
      if file.hasSuffix("/") { folders[path] = user }
      for folder in Plan.Changing.folders(above: path) where above[folder] == nil { above[folder] = user }
    }
  }

  /// Whoever declares a folder that a touched file stands in waits as well.
  mutating func take(touched files: [String], by user: String) {
    for file in files {
      users[file] = user
      for folder in Plan.Changing.folders(above: file) where users[folder] == nil { users[folder] = user }
    }
  }

  /// The first of some files that another uses, and who.
  func user(of files: [String], but own: String) -> (file: String, by: String)? {
    for file in files {
      let path = Plan.Changing.plain(file)
      if let user = users[path], user != own { return (file, user) }
      if file.hasSuffix("/"), let user = above[path], user != own { return (file, user) }
      guard !folders.isEmpty else { continue }
      for folder in Plan.Changing.folders(above: path) {
        if let user = folders[folder], user != own { return (file, user) }
      }
    }
    return nil
  }
}
