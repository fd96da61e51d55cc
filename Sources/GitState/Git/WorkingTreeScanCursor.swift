internal import Files

/// The rules that hold in one folder of a working tree.
struct ScanLevel: Sendable {
  let ignore: IgnoreLevel
  let conversion: Conversion

  /// The rules of the root.
  init(_ root: TreeFolder, _ settings: WorkingTreeSettings, _ names: ScanCursor.Names?) throws(GitError) {
    let rules = try Self.bytes(Self.gitignore, root, names).map {
      IgnoreRules($0, ignoresCase: settings.ignoresCase)
    }
    ignore = IgnoreLevel(rules: rules, further: settings.ignores)
    let attributes = try Self.bytes(Self.gitattributes, root, names) ?? []
    conversion = settings.conversion.union(.asked(by: attributes, given: settings.conversion))
  }

  private init(ignore: IgnoreLevel, conversion: Conversion) {
    self.ignore = ignore
    self.conversion = conversion
  }

  /// The rules of a folder in this one; its path is from the root.
  func below(
    _ path: [UInt8], _ folder: TreeFolder, _ settings: WorkingTreeSettings, _ names: ScanCursor.Names?
  ) throws(GitError) -> ScanLevel {
    let rules = try Self.bytes(Self.gitignore, folder, names).map {
      IgnoreRules($0, ignoresCase: settings.ignoresCase)
    }
    let attributes = try Self.bytes(Self.gitattributes, folder, names) ?? []
    return ScanLevel(
      ignore: IgnoreLevel(in: ignore, path: path, rules: rules),
      conversion: conversion.union(.asked(by: attributes, given: settings.conversion)))
  }

  private static let gitignore = Array(".gitignore".utf8)
  private static let gitattributes = Array(".gitattributes".utf8)

  /// A rule file's bytes; one that is a link or a folder says nothing, as for git.
  private static func bytes(
    _ name: [UInt8], _ folder: TreeFolder, _ names: ScanCursor.Names?
  ) throws(GitError) -> [UInt8]? {
    if let names, !names.contains(where: { $0.name == name }) { return nil }
    do {
      return try folder.read(name, limit: 16 << 20)
    } catch {
      switch error.reason {
      case .absent, .link, .notFile, .tooLarge, .denied: return nil
      default: throw GitError(error)
      }
    }
  }
}

/// Opens the folders of a working tree one after the other, with the rules that hold in each.
struct ScanCursor: ~Copyable {
  typealias Names = [(name: [UInt8], kind: TreeStat.Kind?)]

  struct Place {
    let folder: TreeFolder
    let level: ScanLevel
    /// What is in it; nil where the cursor doesn't list.
    let names: Names?
  }

  private let root: TreeFolder
  private var top: Place
  private let settings: WorkingTreeSettings
  private let lists: Bool
  private var chain: [(name: ArraySlice<UInt8>, place: Place)] = []

  /// - Parameter lists: whether the names in each folder are read. Who wants them anyway is spared the look for rule
  ///   files that are not there.
  init(_ root: TreeFolder, _ settings: WorkingTreeSettings, lists: Bool = false) throws(GitError) {
    let top = try Self.top(root, settings, lists)
    self.root = root
    self.settings = settings
    self.lists = lists
    self.top = top
  }

  private static func top(
    _ root: TreeFolder, _ settings: WorkingTreeSettings, _ lists: Bool
  ) throws(GitError) -> Place {
    let names = lists ? try onDisk { () throws(FileError) in try root.names() } : nil
    return Place(folder: root, level: try ScanLevel(root, settings, names), names: names)
  }

  /// Forgets folders and rules, after some of them changed.
  mutating func forget() {
    chain.removeAll()
    if let fresh = try? Self.top(root, settings, lists) { top = fresh }
  }

  /// The folder at that path; nil where it is not there or a link or a file stands on the way.
  mutating func open(_ path: [UInt8]) throws(GitError) -> Place? {
    let components = GitPath(bytes: path).components
    var depth = 0
    while depth < min(chain.count, components.count), chain[depth].name == components[depth] { depth += 1 }
    chain.removeSubrange(depth...)
    for component in components[depth...] {
      let parent = chain.last?.place ?? top
      let folder: TreeFolder
      let names: Names?
      do {
        folder = try parent.folder.folder(Array(component))
        names = lists ? try folder.names() : nil
      } catch {
        switch error.reason {
        case .absent, .notFolder, .link: return nil
        default: throw GitError(error)
        }
      }
      let path = Array(path[..<component.endIndex])
      let level = try parent.level.below(path, folder, settings, names)
      chain.append((component, Place(folder: folder, level: level, names: names)))
    }
    return chain.last?.place ?? top
  }
}
