#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// What `lstat` says of a path: two equal values mean that nothing was seen to change.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file, folder, link, other
  }

  package let kind: Kind
  /// Bytes.
  package let size: Int
  /// The last change of the content, nanoseconds since 1970.
  package let modified: Int64
  /// The last change of the content or of the inode, nanoseconds since 1970.
  package let changed: Int64
  package let inode: UInt64
  package let device: UInt64
  /// The owner's user id.
  package let owner: UInt32
  /// The permission bits, as `0o644`.
  package let permissions: UInt32

  init(_ raw: stat) {
    switch raw.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .other
    }
    size = Int(raw.st_size)
    #if canImport(Darwin)
      let times = (raw.st_mtimespec, raw.st_ctimespec)
    #else
      let times = (raw.st_mtim, raw.st_ctim)
    #endif
    modified = WallClock.nanoseconds(Int64(times.0.tv_sec), and: Int64(times.0.tv_nsec))
    changed = WallClock.nanoseconds(Int64(times.1.tv_sec), and: Int64(times.1.tv_nsec))
    inode = UInt64(raw.st_ino)
    device = UInt64(truncatingIfNeeded: raw.st_dev)
    owner = raw.st_uid
    permissions = UInt32(raw.st_mode) & 0o7777
  }
}

/// The one place on disk that a path leads to: two paths with the same one are the same file or folder.
package struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64
}
