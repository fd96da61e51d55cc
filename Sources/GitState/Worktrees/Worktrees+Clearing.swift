internal import Files
internal import Git

extension Worktrees {
  /// Names that begin so are ours, and no worktree's name holds a `~`.
  static func temporary(_ kind: String, _ name: WorktreeName) -> String { ".\(kind)~\(name)~" }

  /// Makes `.worktrees/` where it is missing, and tells git once to ignore it.
  ///
  /// - Throws: `notOurs` where a link or a file stands there.
  func prepare(_ layout: Layout) throws(WorktreeError) -> TreeFolder {
    do {
      let root = try TreeFolder(layout.root)
      try root.makeFolder(Self.folderName)
      let folder = try root.folder(Self.folderName)
      try exclude(layout)
      return folder
    } catch {
      switch error.reason {
      case .link, .notFolder:
        throw WorktreeError(
          .notOurs("it is a link or a file and not a folder, so nothing is put into it; move it away"),
          layout.folder)
      default: throw WorktreeError(.git(GitError(error)), layout.folder)
      }
    }
  }

  /// Adds `.worktrees/` to the repository's own `info/exclude`, never to the user's `.gitignore`.
  private func exclude(_ layout: Layout) throws(FileError) {
    let path = layout.common + "/info/exclude"
    let text = try File.text(path, limit: 16 << 20) ?? ""
    let lines = text.split(separator: "\n")
    guard !lines.contains(".worktrees/"), !lines.contains("/.worktrees/") else { return }
    _ = try Folder.open(layout.common).makeFolders("info")
    let start = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    try File.replace(path, with: Array((start + ".worktrees/\n").utf8))
  }

  /// Clears what is left of a worktree that is not whole.
  ///
  /// - Returns: where something that nothing knew of was moved.
  /// - Throws: `locked` where a person protects the administration.
  func clearRemains(
    _ state: WorktreeState, of name: WorktreeName, in folder: TreeFolder, _ layout: Layout, _ token: String
  ) throws(WorktreeError) -> [String] {
    switch state {
    case .absent, .whole: return []
    case .halfMade(let administration):
      try removeAdministration(administration, of: name, token, layout)
      return []
    case .administrationAlone(let administration):
      if let reason = lock(of: administration, layout) {
        throw WorktreeError(.locked(reason), layout.place(name))
      }
      return [try setAside(administration: administration, of: name, token, layout)]
    case .folderAlone:
      if isTorn(name.text, layout) { try removeAdministration(name.text, of: name, token, layout) }
      return [try setAside(folder: folder, name, token, layout)].compactMap(\.self)
    case .torn(let administration):
      if let reason = lock(of: administration, layout) {
        throw WorktreeError(.locked(reason), layout.place(name))
      }
      let known = try setAside(administration: administration, of: name, token, layout)
      return [try setAside(folder: folder, name, token, layout), known].compactMap(\.self)
    }
  }

  /// Hands in what killed processes left: half-written files of this name, whose claim is held here, and whatever was on
  /// its way out.
  func sweep(_ name: WorktreeName, _ folder: TreeFolder, _ layout: Layout) throws(WorktreeError) {
    let half = Self.temporary("new", name)
    try disk(layout.place(name)) { () throws(FileError) in
      for folder in [folder, try? TreeFolder(layout.staging)].compactMap(\.self) {
        try sweep(folder) { $0.starts(with: half.utf8) }
      }
    }
  }

  /// Hands in what was on its way out when a process was killed, or would not go.
  package func sweep() {
    guard let layout = try? layout() else { return }
    for path in [layout.folder, layout.staging] {
      guard let folder = try? TreeFolder(path) else { continue }
      try? sweep(folder) { _ in false }
    }
  }

  private func sweep(_ folder: TreeFolder, besides isLeft: ([UInt8]) -> Bool) throws(FileError) {
    let trash = Array(".trash~".utf8)
    let gone = try folder.names().map(\.name).compactMap { name -> [UInt8]? in
      if name.starts(with: trash) { return name }
      guard isLeft(name) else { return nil }
      // By that name whoever comes by removes it, should this process be killed before it is gone.
      return (try? folder.rename(name, to: trash + name)) == nil ? name : trash + name
    }
    Trash.empty(gone, in: folder)
  }

  /// Takes an administrative folder out of the way at one stroke; it goes for good while others go on.
  func removeAdministration(
    _ administration: String, of name: WorktreeName, _ token: String, _ layout: Layout
  ) throws(WorktreeError) {
    try disk(layout.place(name)) { () throws(FileError) in
      try Folder.ensure("gitstate/staging", in: layout.common)
      let trash = Self.temporary("trash", name) + token
      try File.rename(layout.administration(administration), to: "\(layout.staging)/\(trash)")
      let staging = try TreeFolder(layout.staging)
      // Where it was the last one, git's prune may have removed the folder that it stood in.
      let former = try? TreeFolder(layout.common + "/worktrees")
      let places = Library.isDurable ? [former, staging].compactMap(\.self) : []
      Trash.empty([Array(trash.utf8)], in: staging, moved: places)
    }
  }

  /// Moves an administrative folder without a worktree to the quarantine, where its index and HEAD can be read.
  func setAside(
    administration: String, of name: WorktreeName, _ token: String, _ layout: Layout
  ) throws(WorktreeError) -> String {
    let target = "\(layout.quarantine)/worktree-\(administration)-\(token)"
    try disk(layout.place(name)) { () throws(FileError) in
      try Folder.ensure("gitstate/quarantine", in: layout.common)
      try File.rename(layout.administration(administration), to: target)
    }
    return target
  }

  /// Moves a folder that no administration knows of aside, within `.worktrees/`; an empty one just goes.
  func setAside(
    folder: TreeFolder, _ name: WorktreeName, _ token: String, _ layout: Layout
  ) throws(WorktreeError) -> String? {
    let place = layout.place(name)
    return try disk(place) { () throws(FileError) in
      if try folder.removeEmptyFolder(Array(name.text.utf8)) { return nil }
      let aside = ".aside~\(name)~\(token)"
      try folder.rename(Array(name.text.utf8), to: Array(aside.utf8))
      return "\(layout.folder)/\(aside)"
    }
  }
}
