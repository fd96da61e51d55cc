import Files
import Git
import StateMachine

/// A look at a working tree, and what it can't tell.
struct WorkTreeLook {
  private let root: String
  private let glance: WorkingTreeGlance
  /// Paths that nobody looked at.
  private let unlooked: Set<String>
  private let submodules: [GitPath]

  init(_ root: String, _ glance: WorkingTreeGlance) {
    self.root = root
    self.glance = glance
    unlooked = Set(glance.unlooked.map(\.description))
    submodules = glance.submodules
  }

  /// What git ignores, and other repositories, a folder as a whole and with a `/` behind it.
  var unseen: [String] {
    (glance.status.ignored + glance.status.nested.map { Self.folder($0.description) }).sorted()
  }

  func ignores(_ path: String) -> Bool { Self.holds(glance.status.ignored, path) }

  /// Whether a change there can't be seen: in another repository, of what is not to be looked at, of a pipe or a device.
  func isUnseen(_ path: String) -> Bool {
    unlooked.contains(path) || Self.holds(glance.status.nested.map { Self.folder($0.description) }, path)
      || submodules.contains { path.hasPrefix(Self.folder($0.description)) }
      || (try? File.status("\(root)/\(path)"))??.kind == .other
  }

  /// Whether a file or a link stands there, or a repository of its own.
  func has(_ path: String) -> Bool {
    guard let kind = (try? File.status("\(root)/\(path)")) ?? nil else { return false }
    return kind.kind != .folder
      || glance.status.nested.contains { Self.folder($0.description) == Self.folder(path) }
  }

  /// What differs from a tree; of a submodule, whether another commit of it is checked out.
  func changes(from tree: ObjectID, in repository: borrowing Repository) throws(GitError) -> [TreeChange] {
    var changes = try repository.changes(from: tree, to: glance.tree)
    for path in submodules {
      let folder = "\(root)/\(path)"
      // Its folder is empty where it was never fetched.
      guard ((try? File.status("\(folder)/.git")) ?? nil) != nil,
        let tip = try? Repository.open(folder).head().commit
      else { continue }
      let now = FileVersion(.submodule, tip)
      if let place = changes.firstIndex(where: { $0.path == path }) {
        let old = changes[place].old
        changes.remove(at: place)
        if old != now { changes.insert(TreeChange(path: path, old: old, new: now), at: place) }
      } else if let old = try repository.entry(at: path, in: glance.tree), old != now {
        let place = changes.firstIndex { $0.path > path } ?? changes.count
        changes.insert(TreeChange(path: path, old: old, new: now), at: place)
      }
    }
    return changes
  }

  /// Of what seems to have come and gone, what did: a file that is ignored now is there still, and one that was ignored was there before.
  func trusted(_ files: WorkflowFiles, since before: WorkSnapshot) -> WorkflowFiles {
    WorkflowFiles(
      created: files.created.filter { !Self.holds(before.unseen, $0) }, modified: files.modified,
      deleted: files.deleted.filter { !has($0) })
  }

  /// Whether one of the paths is that one, or a folder that it stands in.
  static func holds(_ paths: [String], _ path: String) -> Bool {
    paths.contains { $0.hasSuffix("/") ? path.hasPrefix($0) || path + "/" == $0 : path == $0 }
  }

  private static func folder(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }
}
