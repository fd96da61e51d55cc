internal import Files

/// Which rule files a folder has.
struct RuleFiles: OptionSet, Sendable {
  let rawValue: UInt8

  static let ignore = RuleFiles(rawValue: 1)
  static let attributes = RuleFiles(rawValue: 2)
  /// Where nobody looked: then each is tried.
  static let any: RuleFiles = [.ignore, .attributes]

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  init(among names: [(name: [UInt8], kind: TreeStat.Kind?)]) {
    self = []
    for (name, _) in names where name.first == UInt8(ascii: ".") {
      if name == ScanLevel.gitignore { insert(.ignore) }
      if name == ScanLevel.gitattributes { insert(.attributes) }
    }
  }
}

/// The rules that hold in one folder of a working tree.
struct ScanLevel: Sendable {
  let ignore: IgnoreLevel
  let conversion: Conversion

  /// The rules of the root.
  init(_ root: TreeFolder, _ settings: WorkingTreeSettings, _ rules: RuleFiles = .any) throws(GitError) {
    let ignored = try rules.contains(.ignore) ? Self.bytes(Self.gitignore, root) : nil
    ignore = IgnoreLevel(
      rules: ignored.map { IgnoreRules($0, ignoresCase: settings.ignoresCase) }, further: settings.ignores)
    let attributes = try rules.contains(.attributes) ? Self.bytes(Self.gitattributes, root) ?? [] : []
    conversion = settings.conversion.union(.asked(by: attributes, given: settings.conversion))
  }

  private init(ignore: IgnoreLevel, conversion: Conversion) {
    self.ignore = ignore
    self.conversion = conversion
  }

  /// The rules of a folder in this one; its path is from the root.
  func below(
    _ path: [UInt8], _ folder: TreeFolder, _ settings: WorkingTreeSettings, _ rules: RuleFiles = .any
  ) throws(GitError) -> ScanLevel {
    let ignored = try rules.contains(.ignore) ? Self.bytes(Self.gitignore, folder) : nil
    let attributes = try rules.contains(.attributes) ? Self.bytes(Self.gitattributes, folder) ?? [] : []
    return ScanLevel(
      ignore: IgnoreLevel(
        in: ignore, path: path, rules: ignored.map { IgnoreRules($0, ignoresCase: settings.ignoresCase) }),
      conversion: attributes.isEmpty
        ? conversion : conversion.union(.asked(by: attributes, given: settings.conversion)))
  }

  static let gitignore = Array(".gitignore".utf8)
  static let gitattributes = Array(".gitattributes".utf8)

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
  struct Place {
    let folder: TreeFolder
    let level: ScanLevel
  }

  private let root: TreeFolder
  private var top: Place
  private let settings: WorkingTreeSettings
  private var chain: [(name: ArraySlice<UInt8>, place: Place)] = []

  init(_ root: TreeFolder, _ settings: WorkingTreeSettings) throws(GitError) {
    let top = Place(folder: root, level: try ScanLevel(root, settings))
    self.root = root
    self.settings = settings
    self.top = top
  }

  /// Forgets folders and rules, after some of them changed.
  mutating func forget() {
    chain.removeAll()
    if let level = try? ScanLevel(root, settings) { top = Place(folder: root, level: level) }
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
      do {
        folder = try parent.folder.folder(Array(component))
      } catch {
        switch error.reason {
        case .absent, .notFolder, .link: return nil
        default: throw GitError(error)
        }
      }
      let path = Array(path[..<component.endIndex])
      let level = try parent.level.below(path, folder, settings)
      chain.append((component, Place(folder: folder, level: level)))
    }
    return chain.last?.place ?? top
  }
}
