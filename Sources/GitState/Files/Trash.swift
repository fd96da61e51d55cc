internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What has been renamed out of the way, and is removed when whoever did so has answered.
///
/// Nobody waits for it and nothing depends on it. What a killed process leaves there, or what can't be removed, the next
/// who comes by hands in again: the lock on a folder tells whether somebody is at it.
package enum Trash {
  private struct Load: Sendable {
    let items: [Item]
    let folder: TreeFolder
    let moved: [TreeFolder]
  }

  /// A name and, where it is a folder, that folder: claimed until it is gone.
  private struct Item: Sendable {
    let name: [UInt8]
    let claimed: TreeFolder?
  }

  private static let lane = DispatchQueue(label: "gitstate.trash")
  private static let loads = Mutex<[Load]>([])
  /// Removing holds the file system's journal, for which the rest of the call would wait.
  private static let delay = DispatchTimeInterval.milliseconds(10)
  /// A command ends when it has cleaned up behind itself; its answer is out before.
  private static let waitsAtExit: Void = { atexit { Trash.waitUntilEmpty() } }()

  /// Removes those folders and files with all that is below them, one after the other, on another thread and a moment later.
  ///
  /// - Parameter moved: the folders whose names must be on the disk before, so that a power cut does not give back what is half
  ///   gone; none where nothing is synced.
  package static func empty(_ names: [[UInt8]], in folder: TreeFolder, moved: [TreeFolder] = []) {
    let items = names.compactMap { name -> Item? in
      guard let trash = try? folder.folder(name) else { return Item(name: name, claimed: nil) }
      // Where another has it, that one removes it.
      return trash.claim() ? Item(name: name, claimed: trash) : nil
    }
    guard !items.isEmpty else { return }
    _ = waitsAtExit
    loads.withLock { $0.append(Load(items: items, folder: folder, moved: moved)) }
    lane.asyncAfter(deadline: .now() + delay) { removeLoads() }
  }

  /// Whether some process removes that folder, or will in a moment.
  package static func isBeingEmptied(_ name: [UInt8], in folder: TreeFolder) -> Bool {
    guard let trash = try? folder.folder(name) else { return false }
    return !trash.claim()
  }

  /// Returns when all that was handed in by then is gone.
  package static func waitUntilEmpty() {
    lane.sync { removeLoads() }
  }

  private static func removeLoads() {
    let handedIn = loads.withLock { loads in
      defer { loads = [] }
      return loads
    }
    for load in handedIn { remove(load) }
  }

  private static func remove(_ load: Load) {
    for folder in load.moved { try? folder.synchronize() }
    for item in load.items {
      _ =
        try? item.claimed == nil
        ? load.folder.remove(item.name) : TreeRemoval.remove(item.name, in: load.folder)
    }
  }
}

extension TreeFolder {
  /// Takes the folder for this process until the folder is closed; false where another process has it.
  ///
  /// Where the file system has no such locks, everybody may: two who remove the same files do no harm.
  fileprivate func claim() -> Bool {
    lock(descriptor) == 0 || errno != EWOULDBLOCK
  }
}

/// Outside the type, where `flock` is the function and not the structure of that name.
private func lock(_ number: Int32) -> Int32 {
  flock(number, LOCK_EX | LOCK_NB)
}
