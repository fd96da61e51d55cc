import Files
import Git
import StateMachine

/// The paths that agents name, as git writes them: from the root of a working tree.
///
/// `./a`, `a//b` and `a/../b` are written shorter; a path that is absolute, or meant from the folder in which the caller stands, is
/// taken to the root. What leads out of the repository, or is no path, is refused.
struct ReportedPaths {
  /// The roots of all working trees, the innermost first.
  private let roots: [String]
  /// The folder in which the caller stands, below the root; empty for the root itself.
  private let folder: String
  private let isThere: (String) -> Bool
  /// The root of the working tree in which the caller stands.
  private let root: String?

  init(of project: Project, in repository: borrowing Repository) {
    let place = try? project.place(nil, in: repository)
    let root = place?.path
    roots = ((try? repository.branchesCheckedOut()) ?? []).map(\.path).sorted {
      $0.utf8.count > $1.utf8.count
    }
    let start = project.settings.folder.flatMap { try? File.realPath($0) }
    let folder = start.flatMap { start in root.flatMap { Self.below($0, start) } } ?? ""
    // A file that is gone was there in the commit.
    let head = try? repository.head(ofWorktree: place?.adminName)
    var known: Set<String> = []
    if !folder.isEmpty, let tip = head?.commit, let tree = try? repository.commit(tip).tree,
      let below = try? repository.files(in: tree)
    {
      known = Set(below.map(\.path.description))
    }
    self.folder = folder
    self.root = root
    isThere = { path in known.contains(path) || root.map { project.isThere("\($0)/\(path)") } ?? false }
  }

  /// Results whose files are named so.
  func callAsFunction(_ results: [AgentResult]) throws(Rejection) -> [AgentResult] {
    var told: [AgentResult] = []
    for var result in results {
      result.files = WorkflowFiles(
        created: try plain(result.files.created, "files_created", result.agent),
        modified: try plain(result.files.modified, "files_modified", result.agent),
        deleted: try plain(result.files.deleted, "files_deleted", result.agent))
      told.append(result)
    }
    return told
  }

  private func plain(_ paths: [String], _ field: String, _ agent: AgentID) throws(Rejection) -> [String] {
    var plain: [String] = []
    for path in paths {
      let name = try self.plain(path, field, agent)
      if !plain.contains(name) { plain.append(name) }
    }
    return plain
  }

  private func plain(_ path: String, _ field: String, _ agent: AgentID) throws(Rejection) -> String {
    func refused(_ code: ErrorCode, _ why: String) -> Rejection {
      Rejection(
        code, "\(field) of \(agent) names \(quoted(path)), \(why).",
        details: [
          .init("agent", .text(agent.text)), .init("field", .text(field)),
          .init("value", .text(String(path.prefix(200)))),
        ], remedy: "Name files by their paths from the root of the working tree: src/app.ts.")
    }
    if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw refused(.invalidArgument, "which holds a control character")
    }
    guard path.hasPrefix("/") else {
      let whole = Self.joined(path)
      let nearer = folder.isEmpty ? nil : Self.joined("\(folder)/\(path)")
      guard let name = whole ?? nearer else {
        throw refused(.outsideRepository, "which leads out of the working tree")
      }
      if name.isEmpty { throw refused(.invalidArgument, "which is no file") }
      if whole != nil, let nearer, !nearer.isEmpty, !isThere(name), isThere(nearer) { return nearer }
      return insideInner(name)
    }
    let real = (try? File.realPath(File.folder(of: path))).map {
      "\($0)/\(path.split(separator: "/").last ?? "")"
    }
    for absolute in [Self.joined(path).map { "/\($0)" }, real].compactMap(\.self) {
      if let tree = roots.first(where: { Self.below($0, absolute) != nil }),
        let name = Self.below(tree, absolute)
      {
        if name.isEmpty { throw refused(.invalidArgument, "which is no file") }
        return name
      }
    }
    throw refused(.outsideRepository, "which is in no working tree of this repository")
  }

  /// A path that leads into a working tree which stands in this one, as it is called there: `.worktrees/w1/a.txt` is `a.txt`.
  private func insideInner(_ path: String) -> String {
    guard let root else { return path }
    for tree in roots where tree.hasPrefix("\(root)/") {
      if let name = Self.below(tree, "\(root)/\(path)"), !name.isEmpty { return name }
    }
    return path
  }

  /// What of a path is below a folder; nil where it is elsewhere.
  private static func below(_ folder: String, _ path: String) -> String? {
    if path == folder { return "" }
    return path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : nil
  }

  /// A path without `.`, `..` and empty components; nil where it leads out.
  private static func joined(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
