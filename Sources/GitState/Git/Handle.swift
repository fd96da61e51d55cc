internal import CLibGit2

/// What libgit2 calls an object of its own: how one is freed.
protocol HandleKind {
  static func free(_ raw: OpaquePointer)
}

/// The one owner of a libgit2 object, which it frees when it goes out of scope.
///
/// It is the only type with a `deinit`: everything larger is composed of handles, so that it can be taken apart.
struct Handle<Kind: HandleKind>: ~Copyable {
  let raw: OpaquePointer

  init(_ raw: OpaquePointer) {
    self.raw = raw
  }

  deinit {
    Kind.free(raw)
  }
}

enum RepositoryKind: HandleKind {
  static func free(_ raw: OpaquePointer) {
    if !RepositoryShelf.keep(raw) { git_repository_free(raw) }
  }
}

enum ReferenceKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_reference_free(raw) }
}

enum ReferenceIteratorKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_reference_iterator_free(raw) }
}

enum ODBKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_odb_free(raw) }
}

enum ODBObjectKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_odb_object_free(raw) }
}

enum CommitKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_commit_free(raw) }
}

enum TreeKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_tree_free(raw) }
}

enum IndexKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_index_free(raw) }
}

enum ConfigKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_config_free(raw) }
}
