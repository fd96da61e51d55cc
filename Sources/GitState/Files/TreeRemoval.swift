/// Removes a folder with all that is below it, on two threads, without following any link.
package enum TreeRemoval {
  /// Removes the folder, file or link of that name; false where nothing is there.
  @discardableResult
  package static func remove(_ name: [UInt8], in parent: TreeFolder) throws(FileError) -> Bool {
    guard let stat = try parent.stat(name) else { return false }
    guard stat.kind == .folder else { return try parent.remove(name) }
    let root = try parent.folder(name)
    // The folders of the first two levels are the items: enough for two lanes to share evenly.
    var folders: [(parent: TreeFolder, name: [UInt8])] = []
    for child in try folderNames(emptying: root) {
      let folder = try root.folder(child)
      for grandchild in try folderNames(emptying: folder) { folders.append((folder, grandchild)) }
    }
    let items = folders
    _ = try inLanes(over: items.count, batch: 1) { queue throws(FileError) in
      while let batch = queue.next() {
        for index in batch { try empty(items[index].name, in: items[index].parent) }
      }
    }
    for child in try root.names() { try root.removeEmptyFolder(child.name) }
    return try parent.removeEmptyFolder(name)
  }

  /// Removes what is no folder in a folder, and names the folders.
  private static func folderNames(emptying folder: TreeFolder) throws(FileError) -> [[UInt8]] {
    try folder.allowChanges()
    var folders: [[UInt8]] = []
    for (name, kind) in try folder.names() {
      var kind = kind
      if kind == nil { kind = try folder.stat(name)?.kind }
      if kind == .folder { folders.append(name) } else { try folder.remove(name) }
    }
    return folders
  }

  /// Removes a folder and all below it on this thread.
  ///
  /// Iterative: a tree may be deeper than the stack.
  private static func empty(_ name: [UInt8], in parent: TreeFolder) throws(FileError) {
    var open: [(folder: TreeFolder, name: [UInt8], rest: [[UInt8]])] = []
    let first = try parent.folder(name)
    open.append((first, name, try folderNames(emptying: first)))
    while var top = open.popLast() {
      if let child = top.rest.popLast() {
        open.append(top)
        let folder = try top.folder.folder(child)
        open.append((folder, child, try folderNames(emptying: folder)))
      } else {
        try (open.last?.folder ?? parent).removeEmptyFolder(top.name)
      }
    }
  }
}
