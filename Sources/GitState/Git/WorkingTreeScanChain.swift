internal import Files

/// What stood in a folder beside what is tracked, when it was last listed.
///
/// It holds for as long as the folder has the times that it had then.
struct FolderNote: Sendable {
  private let stat: TreeStat
  let others: [(name: [UInt8], kind: TreeStat.Kind?)]
  let rules: RuleFiles

  /// - Returns: nil where the folder was changed so shortly before that a further change may not show.
  init?(
    _ stat: TreeStat, listedAt moment: Int64, _ others: [(name: [UInt8], kind: TreeStat.Kind?)],
    _ rules: RuleFiles
  ) {
    guard stat.isSettled(max(stat.modified, stat.changed), at: moment) else { return nil }
    self.stat = stat
    self.others = others
    self.rules = rules
  }

  func holds(for stat: TreeStat) -> Bool { stat == self.stat }
}

extension TreeStat {
  /// Whether a change after a moment, in nanoseconds since 1970, shows in one of the times.
  ///
  /// A tick of the clock is at most 10 ms, and 2 s on file systems that keep whole seconds.
  func isSettled(_ last: Moment, at moment: Int64) -> Bool {
    let margin: Int64 = last.nanoseconds == 0 ? 2_000_000_000 : 100_000_000
    return WallClock.age(of: WallClock.nanoseconds(last.seconds, and: last.nanoseconds), at: moment) > margin
  }
}

/// Opens the folders of an index one below the other, with the rules that hold in each and what is untracked in it.
struct ScanChain: ~Copyable {
  struct Place {
    let folder: TreeFolder
    let level: ScanLevel
    /// What is in it and not tracked.
    let others: [(name: [UInt8], kind: TreeStat.Kind?)]
  }

  private let task: ScanLane.Assignment
  private var chain: [(number: Int, place: Place)] = []
  /// What was listed, by the number of its folder.
  private(set) var listed: [(number: Int, note: FolderNote)] = []

  init(_ task: ScanLane.Assignment) {
    self.task = task
  }

  /// The folder of that number; nil where it is not there or a link or a file stands on the way.
  mutating func open(_ number: Int) throws(GitError) -> Place? {
    if let depth = chain.lastIndex(where: { $0.number == number }) {
      chain.removeSubrange((depth + 1)...)
      return chain[depth].place
    }
    let planned = task.image.folders[number]
    let place: Place
    if number == 0 {
      chain.removeAll()
      place = try look(planned, task.root, below: nil)
    } else {
      guard let parent = try open(planned.parent) else { return nil }
      let folder: TreeFolder
      do {
        folder = try parent.folder.folder(planned.name)
      } catch {
        switch error.reason {
        case .absent, .notFolder, .link: return nil
        default: throw GitError(error)
        }
      }
      place = try look(planned, folder, below: parent.level)
    }
    chain.append((number, place))
    return place
  }

  private mutating func look(
    _ planned: PlannedFolder, _ folder: TreeFolder, below parent: ScanLevel?
  ) throws(GitError) -> Place {
    let moment = WallClock.nanoseconds
    let stat = try onDisk { () throws(FileError) in try folder.stat() }
    let settings = task.comparison.settings
    func level(_ rules: RuleFiles) throws(GitError) -> ScanLevel {
      guard let parent else { return try ScanLevel(folder, settings, rules) }
      return try parent.below(planned.path, folder, settings, rules)
    }
    if planned.place < task.notes.count, let note = task.notes[planned.place], note.holds(for: stat) {
      return Place(folder: folder, level: try level(note.rules), others: note.others)
    }
    let names = try onDisk { () throws(FileError) in try folder.names() }
    let rules = RuleFiles(among: names)
    let tracked = Set(planned.files.map { task.image.entries[$0].path.name })
    let known = Set(planned.folders)
    var others: [(name: [UInt8], kind: TreeStat.Kind?)] = []
    for (name, kind) in names where !tracked.contains(name) && name != ScanLane.dotGit {
      var kind = kind
      if kind == nil { kind = try onDisk { () throws(FileError) in try folder.stat(name)?.kind } }
      if kind == .folder, known.contains(name) { continue }
      others.append((name, kind))
    }
    if stat.device == task.trusted, let note = FolderNote(stat, listedAt: moment, others, rules) {
      listed.append((planned.place, note))
    }
    return Place(folder: folder, level: try level(rules), others: others)
  }
}
