internal import Files

/// `packed-refs` as it was read last, good for as long as its status is the same.
final class PackedRefsCache {
  private var seen: FileStatus?
  private var refs = PackedRefs.none

  /// What is packed now; every writer of that file puts a new one in place by renaming.
  func current(in common: String) throws(GitError) -> PackedRefs {
    let path = common + "/packed-refs"
    do throws(FileError) {
      let status = try File.status(path)
      guard let status else {
        seen = nil
        refs = .none
        return refs
      }
      if status == seen { return refs }
      // Read after the status was taken: what changes in between is seen next time.
      refs = PackedRefs(try File.read(path, limit: Self.limit))
      seen = status.kind == .file ? status : nil
      return refs
    } catch {
      switch error.reason {
      case .absent: return .none
      default: throw GitError(error)
      }
    }
  }

  /// Bytes; a million refs are about 80 MB.
  static let limit = 1 << 30
}
