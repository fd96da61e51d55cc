internal import Files

/// What came of writing a whole tree.
package struct WrittenTree: Sendable {
  /// Files and links that were written.
  package let files: Int
  /// Files whose attributes name a program or an encoding (`filter=lfs`): written as they are stored.
  package let unfiltered: [GitPath: String]
  /// Folders of submodules: made, and left empty.
  package let submodules: [GitPath]
}

/// How long work on files is watched and stopped from outside.
package struct Watch: Sendable {
  /// Asked again and again, from any thread: whether to stop.
  package let isCancelled: @Sendable () -> Bool
  /// Told again and again, from any thread: how many files are done, of how many.
  package let progress: @Sendable (_ done: Int, _ total: Int) -> Void

  package init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.isCancelled = isCancelled
    self.progress = progress
  }

  /// Nobody watches, nobody stops it.
  package static let none = Watch()
}

/// Writes a whole tree into a folder that has nothing in it yet but its `.git`, and the index beside it.
///
/// Two threads, each with a repository handle of its own; every file is new (`O_EXCL`) and no link is followed. Files
/// are not fsynced. They are given a modification time two seconds back, so that git never takes them for racy.
package struct TreeCheckout: ~Copyable {
  private let repository: Repository
  private let entries: [IndexEntry]
  private let folders: [PlannedFolder]
  private let conversions: [Conversion]

  /// Reads the tree and makes sure, before anything is written, that nothing in it is unsafe on a disk.
  ///
  /// - Throws: `unsupported` with the first unsafe path.
  package init(_ tree: ObjectID, of common: String) throws(GitError) {
    let repository = try Repository.open(common)
    if let hazard = try repository.hazard(in: tree) {
      throw GitError(
        .unsupported, function: "check the tree", subject: "tree \(tree)",
        message: "it is not written to a disk, because of \(hazard)")
    }
    // A tree's own order is the order of whole paths.
    let entries = try repository.files(in: tree).map { IndexEntry(path: $0.path, mode: $0.mode, id: $0.id) }
    let folders = PlannedFolder.plan(entries)
    conversions = try Self.conversions(folders, entries, repository)
    self.entries = entries
    self.folders = folders
    self.repository = repository
  }

  /// How many files, links and submodules the tree has.
  package var count: Int { entries.count }

  /// Writes the files below `path`, which holds its `.git` file already, then the index into the administrative folder.
  ///
  /// What was written stays where this throws: the caller removes it.
  package func write(
    into path: String, gitDirectory: String, watched watch: Watch = .none
  ) throws(GitError) -> WrittenTree {
    let root = try onDisk { () throws(FileError) in try TreeFolder(path) }
    let converts = conversions.contains { $0.contains(.smudge) }
    let assignment = CheckoutLane.Assignment(
      root: root, path: path, common: repository.commonDirectory, entries: entries, folders: folders,
      conversions: conversions, modified: .init(seconds: WallClock.seconds - 2, nanoseconds: 0))
    var written: [(Int, IndexEntry.Seen)] = []
    var unfiltered: [GitPath: String] = [:]
    if converts {
      // libgit2 reads attributes from the disk, so they come first.
      var lane = try CheckoutLane(assignment)
      for index in folders.indices { try lane.write(folders[index], only: Self.isAttributes) }
      written = lane.written
    }
    let counter = CheckoutCounter()
    // A few dozen files are worth a second thread, however few folders they are in.
    let batch = entries.count < 32 ? 8 : max(1, min(8, folders.count / 8))
    let lanes = try inLanes(over: folders.count, batch: batch) {
      queue throws(GitError) -> CheckoutLane.Outcome in
      var lane = try CheckoutLane(assignment)
      while let batch = queue.next() {
        if watch.isCancelled() {
          throw GitError(
            .cancelled, function: "write the tree", subject: path, message: "the caller cancelled the work")
        }
        var done = 0
        for index in batch {
          try lane.write(
            assignment.folders[index], only: converts ? { !Self.isAttributes($0) } : { _ in true })
          done += assignment.folders[index].files.count
        }
        watch.progress(counter.add(done), assignment.entries.count)
      }
      return CheckoutLane.Outcome(written: lane.written, unfiltered: lane.unfiltered)
    }
    for lane in lanes {
      written += lane.written
      unfiltered.merge(lane.unfiltered) { first, _ in first }
    }
    try writeIndex(written, gitDirectory)
    return WrittenTree(
      files: written.count, unfiltered: unfiltered,
      submodules: entries.filter { $0.mode == .submodule }.map(\.path))
  }

  private func writeIndex(_ written: [(Int, IndexEntry.Seen)], _ gitDirectory: String) throws(GitError) {
    var entries = entries
    for (place, seen) in written { entries[place].seen = seen }
    let index = try IndexFile(gitDirectory + "/index")
    try index.clear()
    for entry in entries { try index.add(entry) }
    try index.write()
    // libgit2 passes over that the lock would not go.
    try onDisk { () throws(FileError) in _ = try File.remove(gitDirectory + "/index.lock") }
    // git itself stumbles over a torn one; what else a power cut tears here is told by its emptiness.
    if Library.isDurable {
      try onDisk { () throws(FileError) in try File.synchronize(gitDirectory + "/index") }
    }
  }

  private static let attributes = Array(".gitattributes".utf8)

  private static func isAttributes(_ entry: IndexEntry) -> Bool {
    entry.mode.isRegular && entry.path.bytes.suffix(attributes.count).elementsEqual(attributes)
      && (entry.path.bytes.count == attributes.count
        || entry.path.bytes[entry.path.bytes.count - attributes.count - 1] == UInt8(ascii: "/"))
  }

  /// What has to be converted in each folder, by config and by the tree's own `.gitattributes`.
  private static func conversions(
    _ folders: [PlannedFolder], _ entries: [IndexEntry], _ repository: borrowing Repository
  ) throws(GitError) -> [Conversion] {
    let outer = try WorkingTreeSettings(repository).conversion
    var conversions: [Conversion] = []
    conversions.reserveCapacity(folders.count)
    for folder in folders {
      var conversion = conversions.isEmpty ? outer : conversions[folder.parent]
      if let place = folder.files.first(where: { isAttributes(entries[$0]) }) {
        let bytes = try repository.read(.blob, entries[place].id)
        conversion.formUnion(.asked(by: bytes, given: outer))
      }
      conversions.append(conversion)
    }
    return conversions
  }
}
