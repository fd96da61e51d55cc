internal import Files

extension Repository {
  /// Puts a ref that is broken, or whose commit is missing, back to a commit that is whole.
  ///
  /// What the ref's file and its reflog held is kept in the quarantine, as is a damaged file of the commit that it was at;
  /// the reflog goes on without the lines that name what is gone, which `git fsck` would count as faults for ever.
  /// - Parameter present: what it holds; nil where that is no object id.
  /// - Throws: `outdated` where it holds something else by now.
  package func putBack(_ ref: RefName, holding present: ObjectID?, to good: ObjectID, because reason: String)
    throws(GitError)
  {
    try withWriteLock { () throws(GitError) in
      let value = try value(of: ref.text)
      let isAsSeen: Bool
      switch value {
      case .broken: isAsSeen = present == nil
      case .id(let id): isAsSeen = id == present
      case .symbolic, nil: isAsSeen = false
      }
      guard isAsSeen else {
        throw GitError(
          .outdated, function: "put back", subject: ref.text, message: "it was written meanwhile")
      }
      let kept = "\(randomHex(digits: 8))-\(ref.text.replacing("/", with: "~"))"
      try keep("\(commonDirectory)/\(ref.text)", as: kept, moving: present == nil)
      try keep("\(commonDirectory)/logs/\(ref.text)", as: kept + ".log", moving: false)
      if let present { try setAside(damaged: present) }
      try rewriteLog(of: ref.text)
      let before = try tip(of: ref)
      try move(
        ref, to: good, expecting: before.map { .tip($0) } ?? .absent, because: reason)
      // The move itself names what is gone once more.
      try rewriteLog(of: ref.text)
    }
  }

  /// Keeps a copy of a file of the repository's own, or the file itself.
  private func keep(_ path: String, as name: String, moving: Bool) throws(GitError) {
    try onDisk { () throws(FileError) in
      guard try File.status(path)?.kind == .file else { return }
      try Folder.ensure("gitstate/quarantine", in: commonDirectory)
      let place = "\(commonDirectory)/gitstate/quarantine/\(name)"
      if moving {
        try File.rename(path, to: place)
      } else {
        try File.create(place, try File.read(path, limit: 64 << 20))
      }
    }
  }

  /// Moves the file of a loose object aside that can't be read.
  private func setAside(damaged id: ObjectID) throws(GitError) {
    let path = loosePath(of: id)
    guard (try? File.status(path))?.kind == .file else { return }
    try keep(path, as: "\(randomHex(digits: 8))-object-\(id)", moving: true)
  }

  /// Takes those lines out of a reflog that name objects which are not stored.
  private func rewriteLog(of name: String) throws(GitError) {
    let path = "\(commonDirectory)/logs/\(name)"
    func isStored(_ id: ObjectID) -> Bool {
      // Where that can't be told, the line stays.
      if id == .zero { return true }
      do { return try kind(of: id) != nil } catch { return true }
    }
    try onDisk { () throws(FileError) in
      guard let text = try File.text(path, limit: 64 << 20) else { return }
      var kept: [String] = []
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let old = ObjectID(words[0]), let new = ObjectID(words[1]),
          isStored(new)
        else { continue }
        if isStored(old) {
          kept.append(String(line))
        } else {
          // It came from what is gone: it is told from where the log stands.
          let last = kept.last.map { String($0.split(separator: " ", maxSplits: 2)[1]) } ?? "\(ObjectID.zero)"
          kept.append("\(last) \(new) \(words[2])")
        }
      }
      let rest = kept.map { $0 + "\n" }.joined()
      if rest != text { try File.replace(path, with: Array(rest.utf8)) }
    }
  }
}
