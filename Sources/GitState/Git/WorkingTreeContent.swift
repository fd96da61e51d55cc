internal import Files

/// Reads files as the repository would hold them, and stores them where that is asked for.
struct ContentReader: ~Copyable {
  struct Content {
    let id: ObjectID
    /// What the attributes ask for and is not served.
    let skipped: String?
    /// The blob of the bytes themselves, where that is another one and is wanted.
    let verbatim: ObjectID?
    let hasMarkers: Bool
  }

  private let purpose: WorkingTreeScan.Purpose
  private let path: String
  private let repository: Repository
  private var filters: FilterSet?

  /// - Parameter stage: where new objects wait, shared with whoever stores them.
  init(
    _ purpose: WorkingTreeScan.Purpose, _ path: String, _ common: String, _ stage: ObjectStage
  ) throws(GitError) {
    let repository = try Repository.open(common, sharing: stage)
    self.purpose = purpose
    self.path = path
    self.repository = repository
  }

  /// Reads one file or link; nil where it is gone by now.
  mutating func read(
    _ name: [UInt8], _ path: GitPath, _ mode: EntryMode, _ folder: TreeFolder, _ conversion: Conversion
  ) throws(GitError) -> Content? {
    let bytes: [UInt8]
    do {
      bytes = mode == .link ? try folder.linkOrFile(name) : try folder.read(name)
    } catch {
      switch error.reason {
      case .absent: return nil
      default: throw GitError.ofWorkingTree(error)
      }
    }
    let hasMarkers = mode != .link && Self.holdsMarkers(bytes)
    guard mode != .link, !conversion.isDisjoint(with: [.clean, .smudge]) else {
      return Content(id: try stored(bytes), skipped: nil, verbatim: nil, hasMarkers: hasMarkers)
    }
    if filters == nil { filters = try FilterSet(self.path) }
    let skipped = filters!.skipped(path)
    let cleaned = try filters!.clean(path, bytes)
    var verbatim: ObjectID?
    if purpose == .exact, cleaned != bytes { verbatim = try stored(bytes) }
    return Content(id: try stored(cleaned), skipped: skipped, verbatim: verbatim, hasMarkers: hasMarkers)
  }

  /// The blob of the bytes of a file that git takes for unchanged; nil where a program outside made them, or it is gone.
  mutating func verbatim(
    _ name: [UInt8], _ path: GitPath, _ folder: TreeFolder
  ) throws(GitError) -> ObjectID? {
    if filters == nil { filters = try FilterSet(self.path) }
    guard filters!.skipped(path) == nil else { return nil }
    let bytes: [UInt8]
    do {
      bytes = try folder.read(name)
    } catch {
      switch error.reason {
      case .absent: return nil
      default: throw GitError(error)
      }
    }
    return try stored(bytes)
  }

  /// How many bytes a blob has; nil where it is not stored here.
  func size(of id: ObjectID) -> Int? { repository.size(of: id) }

  private mutating func stored(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    if purpose == .status || (purpose == .glance && bytes.count > Self.glanced)
      || (purpose == .glance && repository.stage.size >= Self.glancedInAll)
    {
      return try ObjectID.hash(.blob, bytes)
    }
    return try repository.write(.blob, bytes)
  }

  /// How many bytes of one file a glance keeps at most.
  static let glanced = 1 << 20
  /// How many bytes of all files together.
  static let glancedInAll = 256 << 20
  /// How many untracked files it reads on each of two threads.
  static let glancedFiles = 1_000

  /// Whether lines begin with git's conflict markers: one that opens and, after it, one that closes.
  static func holdsMarkers(_ bytes: [UInt8]) -> Bool {
    var opened = false
    var start = 0
    while start < bytes.count {
      let wanted = opened ? UInt8(ascii: ">") : UInt8(ascii: "<")
      if bytes[start] == wanted, start + 7 < bytes.count,
        bytes[start..<(start + 7)].allSatisfy({ $0 == wanted }),
        bytes[start + 7] == UInt8(ascii: " ") || bytes[start + 7] == UInt8(ascii: "\n")
      {
        if opened { return true }
        opened = true
      }
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
      start = end + 1
    }
    return false
  }
}

extension TreeFolder {
  /// A link's target, or the content of the file that stands for one where links are not used.
  func linkOrFile(_ name: [UInt8]) throws(FileError) -> [UInt8] {
    if try stat(name)?.kind == .file { return try read(name) }
    return try target(ofLink: name)
  }
}
