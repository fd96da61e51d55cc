internal import Files
internal import Synchronization

/// A file or link on disk, as a tree would hold it.
package struct WorkingFile: Hashable, Sendable {
  package let path: GitPath
  package let mode: EntryMode
  /// The id of its content as the repository holds it; nil where only the fact was asked for.
  package let id: ObjectID?
  let stat: TreeStat
}

/// What a look at every file of a working tree found, against its index.
///
/// All lists are sorted by path.
struct WorkingTreeScan: Sendable {
  /// What is done with the content of files that differ.
  enum Purpose: Hashable, Sendable {
    /// Nothing is written; untracked files are not read.
    case status
    /// As `git add`: the content goes into the repository.
    case staging
    /// As staging, but what is large is only told apart, and nothing untracked of that size is read.
    case glance
    /// As staging, and where conversion changed something the file's own bytes go in as well.
    case exact
  }

  /// A tracked path whose file is not as the index has it, or whose entry is in conflict.
  struct Changed: Sendable {
    /// The place of the path's first entry in the index.
    let entry: Int
    /// What stands on disk; nil where nothing that git tracks does.
    let file: WorkingFile?
  }

  /// When it began: nanoseconds since 1970.
  var began: Int64 = 0
  /// The index that was compared with.
  var image = IndexImage.empty
  var entries: [IndexEntry] { image.entries }
  var changed: [Changed] = []
  /// Entries whose content was found as they have it, though the file was touched.
  var touched: [(entry: Int, stat: TreeStat)] = []
  var untracked: [WorkingFile] = []
  /// Other repositories in untracked folders: never entered.
  var nested: [GitPath] = []
  /// What git ignores, a folder as a whole and with a `/` behind it.
  var ignored: [String] = []
  /// Files whose attributes ask for a program or an encoding that is not served: stored as they are.
  var unfiltered: [GitPath: String] = [:]
  /// For ``Purpose/exact``: blobs of the bytes themselves, where the repository holds them otherwise.
  var verbatim: [GitPath: ObjectID] = [:]
  /// Files in conflict that still hold conflict markers.
  var marked: [GitPath] = []

  /// Adds what another lane found.
  mutating func take(_ other: WorkingTreeScan) {
    changed += other.changed
    touched += other.touched
    untracked += other.untracked
    nested += other.nested
    ignored += other.ignored
    unfiltered.merge(other.unfiltered) { first, _ in first }
    verbatim.merge(other.verbatim) { first, _ in first }
    marked += other.marked
  }

  mutating func sort() {
    changed.sort { $0.entry < $1.entry }
    untracked.sort { $0.path < $1.path }
    nested.sort()
    ignored.sort()
    marked.sort()
  }
}

extension WorkingTree {
  /// So many folders are listed sooner than it is found out on what file system they are.
  private static var fewFolders: Int { 16 }

  /// Looks at every file on two threads: `lstat` of what is tracked, a listing of every folder for what is not.
  func scan(_ purpose: WorkingTreeScan.Purpose) throws(GitError) -> WorkingTreeScan {
    let (image, written) = try IndexShelf.image(at: indexPath)
    var trusted: UInt64?
    if image.folders.count > Self.fewFolders {
      let device = try onDisk { () throws(FileError) in try root.stat() }.device
      if FileSystems.changesTimes(onDevice: device) { trusted = device }
    }
    let began = WallClock.nanoseconds
    let task = ScanLane.Assignment(
      root: root, path: path, common: repository.commonDirectory, stage: repository.stage, image: image,
      notes: image.memory.withLock { $0.notes }, trusted: trusted,
      comparison: IndexComparison(settings: settings, written: written), purpose: purpose)
    let folders = image.folders
    let results = try inLanes(over: folders.count) { queue throws(GitError) in
      var lane = try ScanLane(task)
      while let batch = queue.next() {
        for index in batch { try lane.look(at: folders[index]) }
      }
      return lane.finish()
    }
    var scan = WorkingTreeScan()
    scan.began = began
    scan.image = image
    for result in results { scan.take(result.found) }
    let listed = results.flatMap(\.listed)
    if !listed.isEmpty {
      image.memory.withLock { memory in
        if memory.notes.isEmpty { memory.notes = Array(repeating: nil, count: folders.count) }
        for (number, note) in listed { memory.notes[number] = note }
      }
    }
    scan.sort()
    return scan
  }
}

/// A folder that the index knows of, and what it has directly in it.
struct PlannedFolder: Sendable {
  let path: [UInt8]
  /// Its own place among the planned folders.
  let place: Int
  /// The place of the folder that it stands in; the root stands in itself.
  let parent: Int
  /// The last component of the path.
  let name: [UInt8]
  /// The places in the index of the first entry of each path.
  var files: [Int] = []
  /// The names of the folders in it that hold tracked files.
  var folders: [[UInt8]] = []

  /// The folders of a sorted index, each before those below it; the root is the first.
  static func plan(_ entries: [IndexEntry]) -> [PlannedFolder] {
    var folders = [PlannedFolder(path: [], place: 0, parent: 0, name: [])]
    var open = [0]
    for (place, entry) in entries.enumerated() {
      if place > 0, entries[place - 1].path == entry.path { continue }
      let path = entry.path.bytes
      while let top = open.last, top != 0, !isBelow(path, folders[top].path) { open.removeLast() }
      var start = folders[open[open.count - 1]].path.count
      if start > 0 { start += 1 }
      while let slash = path[start...].firstIndex(of: UInt8(ascii: "/")) {
        let parent = open[open.count - 1]
        let name = Array(path[start..<slash])
        folders[parent].folders.append(name)
        open.append(folders.count)
        folders.append(
          PlannedFolder(path: Array(path[..<slash]), place: folders.count, parent: parent, name: name))
        start = slash + 1
      }
      folders[open[open.count - 1]].files.append(place)
    }
    return folders
  }

  private static func isBelow(_ path: [UInt8], _ folder: [UInt8]) -> Bool {
    path.count > folder.count && path[folder.count] == UInt8(ascii: "/") && path.starts(with: folder)
  }
}
