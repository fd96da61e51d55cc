#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Files that come into place together, so that they can be synced together.
package enum FileBatch {
  package struct File: Sendable {
    let path: String
    let bytes: [UInt8]

    /// - Parameter path: where it is to be; one that is there already is replaced.
    package init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// Writes each file beside its place, makes them all survive a power cut, and only then gives them their names.
  ///
  /// The system is asked to begin with every file before the first is waited for: so they go to the disk in one piece of
  /// its journal, where each by itself would be one. The names come in the order of the files. A folder that
  /// is missing is made, but not the one that it is in.
  /// - Parameter prefix: how the name of a file begins while it is being written.
  package static func write(
    _ files: [File], prefix: String, permissions: UInt32, durable: Bool
  ) throws(FileError) {
    var open: [Neighbour] = []
    open.reserveCapacity(files.count)
    do throws(FileError) {
      for file in files {
        let neighbour = try Neighbour(of: file.path, prefix: prefix, permissions: permissions)
        open.append(neighbour)
        try neighbour.descriptor.writeAll(file.bytes, file.path)
        if durable { neighbour.descriptor.startWriting() }
      }
      if durable { for neighbour in open { try neighbour.descriptor.synchronize(neighbour.path) } }
      for (neighbour, file) in zip(open, files) { try Files.File.rename(neighbour.path, to: file.path) }
    } catch {
      for neighbour in open { _ = unsafe unlink(neighbour.path) }
      throw error
    }
    guard durable else { return }
    // Each folder once, and after the files: what is to last is waited for in one piece here too.
    for folder in Set(open.map(\.folder)).union(open.compactMap(\.grown)) {
      try Files.File.synchronizeFolder(folder)
    }
  }

  /// A file that is being written beside its place.
  private final class Neighbour {
    let folder: String
    let path: String
    let descriptor: Descriptor
    /// Where the file's folder was missing and made.
    private(set) var grown: String?

    init(of place: String, prefix: String, permissions: UInt32) throws(FileError) {
      folder = Files.File.folder(of: place)
      path = "\(folder)/\(prefix)\(randomHex(digits: 12))"
      var number = Neighbour.create(path, permissions)
      // git's gc removes a folder that is empty, at any moment.
      for _ in 0..<8 where number < 0 && errno == ENOENT {
        if unsafe mkdir(folder, 0o777) == 0 {
          grown = Files.File.folder(of: folder)
        } else if errno != EEXIST {
          throw .last("mkdir", folder)
        }
        number = Neighbour.create(path, permissions)
      }
      descriptor = try Descriptor(taking: number, "open", path)
    }

    private static func create(_ path: String, _ permissions: UInt32) -> Int32 {
      Descriptor.opened {
        unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(permissions))
      }
    }
  }
}
