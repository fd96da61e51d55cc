internal import CLibGit2

enum FilterListKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_filter_list_free(raw) }
}

/// git's built-in conversions of a file between tree and disk: line ends, `$Id$`.
///
/// libgit2 has these and no others, so no program is started; a file whose attributes name a driver, or another
/// encoding than UTF-8, is passed on as it is and reported. One value for one thread.
struct FilterSet: ~Copyable {
  private let handle: Handle<RepositoryKind>

  /// The filters that hold in the working tree at `path`, as its own repository handle sees them.
  ///
  /// - Parameter elsewhere: the folder that the tree's files are in while it is being made; nil for the tree's own.
  init(_ path: String, elsewhere: String? = nil) throws(GitError) {
    let flags = UInt32(GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    let opened = try own("git_repository_open_ext", path, as: RepositoryKind.self) {
      git_repository_open_ext(&$0, path, flags, nil)
    }
    if let elsewhere {
      try check("git_repository_set_workdir", elsewhere) {
        git_repository_set_workdir(opened.raw, elsewhere, 0)
      }
    }
    handle = opened
  }

  /// What is stored for a file of that content.
  ///
  /// The libgit2 function is `git_filter_list_apply_to_buffer`.
  func clean(_ path: GitPath, _ bytes: [UInt8]) throws(GitError) -> [UInt8] {
    try apply(path, bytes, GIT_FILTER_TO_ODB)
  }

  /// What stands on disk for a blob of that content.
  func smudge(_ path: GitPath, _ bytes: [UInt8]) throws(GitError) -> [UInt8] {
    try apply(path, bytes, GIT_FILTER_TO_WORKTREE)
  }

  /// The program or encoding that attributes ask for and that is not served here: `filter=lfs`; nil for none.
  func skipped(_ path: GitPath) -> String? {
    for name in ["filter", "working-tree-encoding"] {
      var value: UnsafePointer<CChar>?
      let raw = handle.raw
      let code = path.withCString {
        git_attr_get(&value, raw, UInt32(GIT_ATTR_CHECK_FILE_THEN_INDEX), $0, name)
      }
      guard code == 0 else {
        git_error_clear()
        continue
      }
      if git_attr_value(value) == GIT_ATTR_VALUE_STRING, let value {
        return "\(name)=\(String(cString: value))"
      }
    }
    return nil
  }

  private func apply(_ path: GitPath, _ bytes: [UInt8], _ mode: git_filter_mode_t) throws(GitError) -> [UInt8]
  {
    var list: OpaquePointer?
    let raw = handle.raw
    try check("git_filter_list_load", path.description) {
      path.withCString {
        git_filter_list_load(&list, raw, nil, $0, mode, UInt32(GIT_FILTER_ALLOW_UNSAFE.rawValue))
      }
    }
    guard let list else { return bytes }
    let filters = Handle<FilterListKind>(list)
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    try check("git_filter_list_apply_to_buffer", path.description) {
      bytes.withUnsafeBytes {
        // Empty input has no address in Swift, and libgit2 wants one.
        git_filter_list_apply_to_buffer(
          &buffer, filters.raw, $0.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.empty, $0.count)
      }
    }
    return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
  }

  private static var empty: UnsafePointer<CChar> {
    UnsafeRawPointer(StaticString("").utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
