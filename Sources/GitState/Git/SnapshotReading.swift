internal import CLibGit2

extension Repository {
  /// How many bytes a blob has; nil where it is not stored here.
  ///
  /// The libgit2 function is `git_odb_read_header`.
  package func size(of id: ObjectID) -> Int? {
    if let waiting = stage[id] { return waiting.bytes.count }
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    guard git_odb_read_header(&size, &type, odb.raw, &oid) == 0 else {
      git_error_clear()
      return nil
    }
    return size
  }
}
