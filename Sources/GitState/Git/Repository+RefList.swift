internal import Files

extension Repository {
  /// The refs whose names begin so (`refs/heads/task/`), with where they point, sorted by name.
  ///
  /// What git lists, but for broken refs and names that ``RefName`` refuses. The files are read first, then packed-refs.
  package func refs(below prefix: String) throws(GitError) -> [(name: RefName, tip: ObjectID)] {
    var found: [(name: RefName, tip: ObjectID)] = []
    var loose: Set<String> = []
    for (text, value) in try looseRefs(below: prefix) {
      loose.insert(text)
      guard let name = RefName(text) else { continue }
      switch value {
      case .id(let id): found.append((name, id))
      case .symbolic: if let id = try? tip(of: name) { found.append((name, id)) }
      case .broken: continue
      }
    }
    try packed.current(in: commonDirectory).visit(below: prefix) { line in
      let text = String(decoding: line.name, as: UTF8.self)
      guard !loose.contains(text), let name = RefName(text) else { return }
      found.append((name, line.id))
    }
    return found.sorted { $0.name < $1.name }
  }

  /// The highest number that a ref in that folder (`refs/x/`) has for its name, by the names alone; a broken one has taken
  /// its number, too.
  package func highestNumber(in folder: String) throws(GitError) -> Int? {
    var highest: Int?
    func take(_ name: Substring) {
      if let number = Int(name), number > highest ?? .min { highest = number }
    }
    do throws(FileError) {
      for entry in try Folder.entries(of: "\(commonDirectory)/\(folder)") { take(entry.name[...]) }
    } catch {
      switch error.reason {
      case .absent, .notFolder: break
      default: throw GitError(error)
      }
    }
    try packed.current(in: commonDirectory).visit(below: folder) { line in
      take(String(decoding: line.name, as: UTF8.self).dropFirst(folder.count))
    }
    return highest
  }

  /// The refs that have a file of their own, in no order.
  func looseRefs(below prefix: String) throws(GitError) -> [(name: String, value: RefValue)] {
    var found: [(name: String, value: RefValue)] = []
    // The innermost whole folder of the prefix, `refs/heads` of `refs/heads/ta`.
    guard let slash = prefix.lastIndex(of: "/") else { return [] }
    var folders = [String(prefix[..<slash])]
    while let folder = folders.popLast() {
      do throws(FileError) {
        for entry in try Folder.entries(of: "\(commonDirectory)/\(folder)") {
          let name = "\(folder)/\(entry.name)"
          switch entry.kind {
          case .folder:
            if (name + "/").hasPrefix(prefix) || prefix.hasPrefix(name + "/") { folders.append(name) }
          case .other: continue
          case .file, .link, nil:
            guard name.hasPrefix(prefix), !name.hasSuffix(".lock") else { continue }
            try read(name, into: &found, folders: &folders)
          }
        }
      } catch {
        switch error.reason {
        // Gone since it was listed.
        case .absent, .notFolder: continue
        default: throw GitError(error)
        }
      }
    }
    return found
  }

  private func read(
    _ name: String, into found: inout [(name: String, value: RefValue)], folders: inout [String]
  ) throws(FileError) {
    do throws(FileError) {
      found.append((name, RefValue(try File.read("\(commonDirectory)/\(name)", limit: RefValue.limit))))
    } catch {
      switch error.reason {
      // Deleted or packed since it was listed; packed-refs, read later, says which.
      case .absent, .notFolder: return
      case .notFile: folders.append(name)
      case .tooLarge: found.append((name, .broken))
      default: throw error
      }
    }
  }
}
