#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What `lstat` says of one name: as much as git keeps of it in an index.
package struct TreeStat: Hashable, Sendable {
  /// What stands at a name; a link is never followed.
  package enum Kind: Hashable, Sendable {
    case file, folder, link
    /// A socket, a pipe or a device: git knows none of them.
    case other
  }

  /// A time in seconds since 1970 and nanoseconds.
  package struct Moment: Hashable, Sendable, Comparable {
    package let seconds: Int64
    package let nanoseconds: Int64

    package init(seconds: Int64, nanoseconds: Int64) {
      self.seconds = seconds
      self.nanoseconds = nanoseconds
    }

    package static func < (left: Moment, right: Moment) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
  }

  package let kind: Kind
  /// Whether the owner may execute it.
  package let isExecutable: Bool
  package let size: Int64
  package let modified: Moment
  package let changed: Moment
  package let device: UInt64
  package let inode: UInt64
  package let user: UInt32
  package let group: UInt32

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    isExecutable = raw.st_mode & 0o100 != 0
    size = Int64(raw.st_size)
    #if canImport(Glibc)
      modified = Moment(seconds: Int64(raw.st_mtim.tv_sec), nanoseconds: Int64(raw.st_mtim.tv_nsec))
      changed = Moment(seconds: Int64(raw.st_ctim.tv_sec), nanoseconds: Int64(raw.st_ctim.tv_nsec))
    #else
      modified = Moment(
        seconds: Int64(raw.st_mtimespec.tv_sec), nanoseconds: Int64(raw.st_mtimespec.tv_nsec))
      changed = Moment(
        seconds: Int64(raw.st_ctimespec.tv_sec), nanoseconds: Int64(raw.st_ctimespec.tv_nsec))
    #endif
    device = UInt64(truncatingIfNeeded: raw.st_dev)
    inode = UInt64(raw.st_ino)
    user = raw.st_uid
    group = raw.st_gid
  }
}
