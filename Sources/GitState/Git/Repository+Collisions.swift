internal import Files

extension Repository {
  /// The ref that keeps this one from being made; nil where none does.
  ///
  /// The ref itself is no collision.   /// `a` and `a/b` can't both be refs, and `A` and `a` are the same file on many disks.
  package func collision(of ref: RefName) throws(GitError) -> RefName? {
    if let loose = try looseCollision(of: ref) { return loose }
    let name = ref.text.lowercased()
    let isPlain = ref.text.utf8.allSatisfy { $0 < 0x80 }
    let wanted = Array(name.utf8)
    var found: String?
    try packed.current(in: commonDirectory).visit(below: "refs/") { line in
      guard found == nil else { return }
      // Letters beyond ASCII are folded only where there may be some: this visits every packed ref.
      let other =
        isPlain
        ? line.name.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
        : Array(String(decoding: line.name, as: UTF8.self).lowercased().utf8)
      let shorter = other.count < wanted.count ? other : wanted
      let longer = other.count < wanted.count ? wanted : other
      guard longer.starts(with: shorter),
        longer.count == shorter.count || longer[shorter.count] == UInt8(ascii: "/")
      else { return }
      let text = String(decoding: line.name, as: UTF8.self)
      if text != ref.text { found = text }
    }
    return found.flatMap { RefName($0) }
  }

  /// Looks only into the folders on the way, in every spelling that differs in case.
  private func looseCollision(of ref: RefName) throws(GitError) -> RefName? {
    let components = ref.text.split(separator: "/").map(String.init)
    guard components.count > 1 else { return nil }
    var folders = [components[0]]
    for (depth, component) in components.enumerated().dropFirst() {
      let isLast = depth == components.count - 1
      let folded = component.lowercased()
      var next: [String] = []
      for folder in folders {
        for entry in try entries(of: folder) where entry.name.lowercased() == folded {
          let name = "\(folder)/\(entry.name)"
          if entry.kind == .folder {
            next.append(name)
          } else if name != ref.text, let other = RefName(name) {
            return other
          }
        }
      }
      folders = next
      if isLast {
        // An empty folder of that name is in nobody's way.
        for folder in folders { if let below = try refs(below: folder + "/").first { return below.name } }
      }
    }
    return nil
  }

  private func entries(of folder: String) throws(GitError) -> [Folder.Entry] {
    do throws(FileError) {
      return try Folder.entries(of: "\(commonDirectory)/\(folder)")
    } catch {
      switch error.reason {
      case .absent, .notFolder: return []
      default: throw GitError(error)
      }
    }
  }
}
