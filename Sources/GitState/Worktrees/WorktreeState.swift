internal import Files
internal import Git

/// What is found at a worktree's place and in the administration, under its claim.
enum WorktreeState: Sendable {
  case absent
  /// Folder and administration lead to each other.
  case whole(administration: String)
  /// A process that is gone had begun to make it.
  case halfMade(administration: String)
  /// The folder is gone, the administration is left.
  case administrationAlone(String)
  /// There is a folder and no administration of it.
  case folderAlone
  /// Folder and administration lead to each other, and a power cut took what else was noted of it.
  case torn(administration: String)
}

extension Worktrees {
  /// What there is of a worktree.
  ///
  /// - Throws: `notOurs` where a link or a file stands at the place, or the folder's `.git` leads elsewhere.
  func state(of name: WorktreeName, _ layout: Layout) throws(WorktreeError) -> WorktreeState {
    let place = layout.place(name)
    let administration = try administration(leadingTo: place, layout)
    let status = try disk(place) { () throws(FileError) in try File.status(place) }
    guard let status else {
      guard let administration else {
        return isTorn(name.text, layout) ? .halfMade(administration: name.text) : .absent
      }
      return isUnderConstruction(administration, layout)
        ? .halfMade(administration: administration) : .administrationAlone(administration)
    }
    switch status.kind {
    case .folder: break
    case .link:
      throw WorktreeError(.notOurs("it is a symbolic link, which is not followed; remove it"), place)
    case .file, .other: throw WorktreeError(.notOurs("a file stands there; move it away"), place)
    }
    let dotGit = try disk(place) { () throws(FileError) in try File.status(place + "/.git") }
    guard let dotGit else { return .folderAlone }
    let left = administration.map { WorktreeState.torn(administration: $0) } ?? .folderAlone
    // A power cut may leave the file empty: it leads nowhere then.
    if dotGit.kind == .file, dotGit.size == 0 { return left }
    let link: WorkingTreeLink
    do {
      link = try WorkingTreeLink.read(place, of: layout.common)
    } catch {
      // The administration that it names is gone (`git worktree prune`): the files are all that is left.
      if administration == nil, dotGit.kind == .file,
        leadsNowhere(place, layout) || leads(place, to: name.text, layout) && isTorn(name.text, layout)
      {
        return .folderAlone
      }
      // Or a power cut took half of it.
      if dotGit.kind == .file, unended(place + "/.git") != nil, isOfBefore(dotGit) { return left }
      throw WorktreeError(.notOurs(error.message + "; move it away"), place)
    }
    guard let found = link.name else { throw WorktreeError(.notOurs("it is the main working tree"), place) }
    return isCut(found, layout) ? .torn(administration: found) : .whole(administration: found)
  }

  /// The administrative folder whose `gitdir` names that place; nil where none does.
  func administration(leadingTo place: String, _ layout: Layout) throws(WorktreeError) -> String? {
    let names = try administrations(layout)
    for name in names {
      if try gitFile(of: name, layout) == place + "/.git" { return name }
    }
    // The folder names one that this user may not read: then it is not known that there is none.
    guard let name = try named(by: place, layout), names.contains(name) else { return nil }
    return try gitFile(of: name, layout, isOurs: true) == place + "/.git" ? name : nil
  }

  /// The administrative folder that the `.git` file there names; nil where it names none.
  private func named(by place: String, _ layout: Layout) throws(WorktreeError) -> String? {
    do {
      guard let text = try File.text(place + "/.git", limit: 8_192) else { return nil }
      let folder = layout.common + "/worktrees/"
      return target(in: text).flatMap { $0.hasPrefix(folder) ? String($0.dropFirst(folder.count)) : nil }
    } catch {
      let failure = GitError(reading: error)
      guard failure.isOfMachine || failure.isDenied else { return nil }
      throw WorktreeError(.git(failure), place)
    }
  }

  /// The names in `<common>/worktrees/`, sorted.
  func administrations(_ layout: Layout) throws(WorktreeError) -> [String] {
    let path = layout.common + "/worktrees"
    do {
      return try Folder.entries(of: path).filter { $0.kind == .folder || $0.kind == nil }.map(\.name)
        .sorted()
    } catch {
      switch error.reason {
      case .absent: return []
      default: throw WorktreeError(.git(GitError(error)), path)
      }
    }
  }

  /// The `.git` file that an administrative folder names, absolute; nil where it names none.
  ///
  /// - Parameter isOurs: whether it is an error that this user may not read it.
  func gitFile(
    of administration: String, _ layout: Layout, isOurs: Bool = false
  ) throws(WorktreeError) -> String? {
    let folder = layout.administration(administration)
    let text: String?
    do {
      text = try File.text(folder + "/gitdir", limit: 8_192)
    } catch {
      // A disk that does not answer is no sign that there is nothing.
      let failure = GitError(reading: error)
      if failure.isOfMachine || isOurs && failure.isDenied {
        throw WorktreeError(.git(failure), folder)
      }
      return nil
    }
    guard let text else { return nil }
    let line = WorkingTreeLink.firstLine(text)
    guard !line.hasPrefix("/") else { return line }
    // Relative to the administrative folder (`extensions.relativeWorktrees`).
    guard line.hasSuffix("/.git"), let real = try? File.realPath(folder + "/" + line.dropLast(5)) else {
      return nil
    }
    return real + "/.git"
  }

  func isUnderConstruction(_ administration: String, _ layout: Layout) -> Bool {
    let path = layout.administration(administration) + "/locked"
    guard let text = (try? File.text(path, limit: 4_096)) ?? nil else { return false }
    let words = text.prefix { $0 != "\0" }
    guard words.isEmpty else { return Self.underConstruction.hasPrefix(words) }
    // What a power cut left empty is still known by its rights: nobody may write it.
    return ((try? File.status(path)) ?? nil).map { $0.permissions & 0o222 == 0 } ?? false
  }

  /// Whether a power cut took what was written into an administrative folder that we had just made.
  ///
  /// An empty `locked` may be a person's, but no person's worktree has an empty `gitdir`. `git worktree add` has both for
  /// less than a moment.
  func isTorn(_ administration: String, _ layout: Layout) -> Bool {
    let folder = layout.administration(administration)
    let gitdir = (try? File.status(folder + "/gitdir")) ?? nil
    let locked = (try? File.status(folder + "/locked")) ?? nil
    if gitdir == nil {
      // Without `locked` it was made to its end, and then its `gitdir` at least is there.
      guard locked != nil else { return false }
    } else {
      guard let rest = unended(folder + "/gitdir"),
        !rest.hasSuffix("/.git") || (try? File.status(rest)) == .some(nil)
      else { return false }
    }
    guard
      locked == nil || unended(folder + "/locked") != nil || isUnderConstruction(administration, layout)
    else { return false }
    return (locked ?? gitdir).map(isOfBefore) ?? false
  }

  /// Whether a power cut took what says on which branch a worktree is, whose it is, or what git knows of its files.
  private func isCut(_ administration: String, _ layout: Layout) -> Bool {
    let folder = layout.administration(administration)
    for file in ["HEAD", "commondir"] {
      guard let rest = unended("\(folder)/\(file)"),
        let status = (try? File.status("\(folder)/\(file)")) ?? nil,
        isOfBefore(status)
      else { continue }
      // Another tool may leave out the line feed.
      if file == "commondir" ? rest != "../.." : !isOnCommit(administration) { return true }
    }
    // Read only where nothing has written it since the machine started.
    guard let written = (try? File.status(folder + "/index") ?? File.status(folder + "/HEAD")) ?? nil,
      StaleLocks.isOlderThanStart(written)
    else { return false }
    return WorkingTree.isIndexCut(folder + "/index")
  }

  /// Whether a worktree's HEAD leads to a commit, or nobody can tell.
  private func isOnCommit(_ administration: String) -> Bool {
    do throws(GitError) {
      return try Repository.open(common).head(ofWorktree: administration).commit != nil
    } catch {
      return error.isOfMachine || error.isDenied
    }
  }

  /// What is left of a small file of git's that lacks the line feed with which it ends: a power cut took the rest.
  private func unended(_ path: String) -> String? {
    guard let text = (try? File.text(path, limit: 8_192)) ?? nil, text.utf8.last != UInt8(ascii: "\n") else {
      return nil
    }
    return String(text.prefix { $0 != "\0" })
  }

  /// Whether it was written long enough ago for nobody to be at it.
  private func isOfBefore(_ status: FileStatus) -> Bool {
    WallClock.age(of: status.modified) > 10_000_000_000 || StaleLocks.isOlderThanStart(status)
  }

  /// Why a person locked it; nil where nobody did.
  func lock(of administration: String, _ layout: Layout) -> String? {
    let path = layout.administration(administration) + "/locked"
    guard let text = try? File.text(path, limit: 4_096), !isUnderConstruction(administration, layout),
      !text.isEmpty || !isTorn(administration, layout)
    else { return nil }
    return WorkingTreeLink.firstLine(text)
  }

  private func leadsNowhere(_ place: String, _ layout: Layout) -> Bool {
    guard let target = target(of: place) else { return false }
    guard target.hasPrefix(layout.common + "/worktrees/") || !target.hasPrefix("/") else { return false }
    return (try? File.realPath(target.hasPrefix("/") ? target : place + "/" + target)) == nil
  }

  private func leads(_ place: String, to administration: String, _ layout: Layout) -> Bool {
    target(of: place) == layout.administration(administration)
  }

  /// What the `.git` file of a working tree names; nil where it names nothing.
  private func target(of place: String) -> String? {
    (try? File.text(place + "/.git", limit: 8_192)).flatMap { target(in: $0) }
  }

  private func target(in text: String) -> String? {
    guard text.hasPrefix("gitdir: ") else { return nil }
    return WorkingTreeLink.firstLine(String(text.dropFirst("gitdir: ".count)))
  }
}
