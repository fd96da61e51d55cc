internal import Files

/// The rules that hold in one folder of a working tree.
struct ScanLevel: Sendable {
  let ignore: IgnoreLevel
  let conversion: Conversion

  /// The rules of the root.
  init(_ root: TreeFolder, _ settings: WorkingTreeSettings) throws(GitError) {
    let rules = try Self.bytes(Self.gitignore, root).map {
      IgnoreRules($0, ignoresCase: settings.ignoresCase)
    }
    ignore = IgnoreLevel(rules: rules, further: settings.ignores)
    let attributes = try Self.bytes(Self.gitattributes, root) ?? []
    conversion = settings.conversion.union(.asked(by: attributes, given: settings.conversion))
  }

  private init(ignore: IgnoreLevel, conversion: Conversion) {
    self.ignore = ignore
    self.conversion = conversion
  }

  /// The rules of a folder in this one; its path is from the root.
  func below(
    _ path: [UInt8], _ folder: TreeFolder, _ settings: WorkingTreeSettings
  ) throws(GitError) -> ScanLevel {
    let rules = try Self.bytes(Self.gitignore, folder).map {
      IgnoreRules($0, ignoresCase: settings.ignoresCase)
    }
    let attributes = try Self.bytes(Self.gitattributes, folder) ?? []
    return ScanLevel(
      ignore: IgnoreLevel(in: ignore, path: path, rules: rules),
      conversion: conversion.union(.asked(by: attributes, given: settings.conversion)))
  }

  private static let gitignore = Array(".gitignore".utf8)
  private static let gitattributes = Array(".gitattributes".utf8)

  /// A rule file's bytes; one that is a link or a folder says nothing, as for git.
  private static func bytes(_ name: [UInt8], _ folder: TreeFolder) throws(GitError) -> [UInt8]? {
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
  private let root: TreeFolder
  private var top: ScanLevel
  private let settings: WorkingTreeSettings
  private var chain: [(name: ArraySlice<UInt8>, folder: TreeFolder, level: ScanLevel)] = []

  init(_ root: TreeFolder, _ settings: WorkingTreeSettings) throws(GitError) {
    let top = try ScanLevel(root, settings)
    self.root = root
    self.settings = settings
    self.top = top
  }

  /// Forgets folders and rules, after some of them changed.
  mutating func forget() {
    chain.removeAll()
    if let fresh = try? ScanLevel(root, settings) { top = fresh }
  }

  /// The folder at that path; nil where it is not there or a link or a file stands on the way.
  mutating func open(_ path: [UInt8]) throws(GitError) -> (TreeFolder, ScanLevel)? {
    let components = GitPath(bytes: path).components
    var depth = 0
    while depth < min(chain.count, components.count), chain[depth].name == components[depth] { depth += 1 }
    chain.removeSubrange(depth...)
    for component in components[depth...] {
      let parent = chain.last?.folder ?? root
      let folder: TreeFolder
      do {
        folder = try parent.folder(Array(component))
      } catch {
        switch error.reason {
        case .absent, .notFolder, .link: return nil
        default: throw GitError(error)
        }
      }
      let place = Array(path[..<component.endIndex])
      let level = try (chain.last?.level ?? top).below(place, folder, settings)
      chain.append((component, folder, level))
    }
    return (chain.last?.folder ?? root, chain.last?.level ?? top)
  }
}
