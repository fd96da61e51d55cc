internal import CLibGit2

extension Repository {
  /// Where a ref points, symbolic refs followed; nil where it is not there.
  ///
  /// The libgit2 function is `git_reference_name_to_id`.
  package func tip(of ref: RefName) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    let code = git_reference_name_to_id(&oid, raw, ref.text)
    if code == GIT_ENOTFOUND.rawValue {
      git_error_clear()
      return nil
    }
    try check("git_reference_name_to_id", ref.text) { code }
    return ObjectID(oid)
  }

  /// Moves a ref by compare-and-swap, then reads it back.
  ///
  /// The libgit2 function is `git_reference_create_matching`; an all-zero old id means "must be absent".
  /// - Throws: `outdated` where the ref is not as expected, `locked` where another holds its lock.
  package func move(
    _ ref: RefName, to id: ObjectID, expecting expectation: Expectation, because reason: String
  ) throws(GitError) {
    var new = id.oid
    var old: git_oid
    switch expectation {
    case .absent: old = ObjectID.zero.oid
    case .tip(let tip): old = tip.oid
    }
    let raw = raw
    do {
      _ = try own("git_reference_create_matching", ref.text, as: ReferenceKind.self) {
        git_reference_create_matching(&$0, raw, ref.text, &new, 1, &old, reason)
      }
    } catch {
      // The ref may have moved all the same (a failed fsync of its folder comes after the rename).
      switch error.reason {
      case .outdated, .locked: throw error
      default:
        guard let tip = try? tip(of: ref), tip == id else { throw error }
      }
    }
  }

  /// The refs below a prefix such as `refs/heads/task/`, with where they point, sorted by name.
  package func refs(below prefix: String) throws(GitError) -> [(name: RefName, tip: ObjectID)] {
    let raw = raw
    let iterator = try own("git_reference_iterator_glob_new", prefix, as: ReferenceIteratorKind.self) {
      git_reference_iterator_glob_new(&$0, raw, prefix + "*")
    }
    var found: [(name: RefName, tip: ObjectID)] = []
    while true {
      var name: UnsafePointer<CChar>?
      let code = git_reference_next_name(&name, iterator.raw)
      if code == GIT_ITEROVER.rawValue { break }
      try check("git_reference_next_name", prefix) { code }
      guard let name, let ref = RefName(String(cString: name)), let tip = try tip(of: ref) else { continue }
      found.append((ref, tip))
    }
    return found.sorted { $0.name < $1.name }
  }
}
