package import Git
internal import JSON

/// One working tree as a checkpoint or a rescue has it.
package struct SnapshotTree: Hashable, Sendable {
  /// From the main working tree's root (`.` is the main one itself), so that it stays true when the repository is moved;
  /// absolute where it stands elsewhere.
  package let path: String
  /// nil where HEAD was detached.
  package let branch: RefName?
  /// nil before the first commit.
  package let head: ObjectID?
  /// How many files differed from HEAD.
  package let files: Int
  /// The snapshot itself.
  package let commit: ObjectID

  private init(_ parts: SnapshotParts, path: String, commit: ObjectID) {
    self.path = path
    branch = parts.head.branch
    head = parts.head.commit
    files = parts.changed.count
    self.commit = commit
  }

  /// Writes the commit that holds the snapshots of some working trees; it is stored when a ref moves.
  ///
  /// One tree's snapshot is that commit itself; several are its parents.
  /// - Parameters:
  ///   - isGathered: whether one tree is to be a parent as well.
  ///   - message: the commit's, for the trees as they are described.
  static func store(
    _ all: [(parts: SnapshotParts, path: String)], gathered isGathered: Bool, by author: Signature,
    in repository: borrowing Repository, message: ([SnapshotTree]) -> String
  ) throws(GitError) -> (commit: ObjectID, trees: [SnapshotTree]) {
    var trees: [SnapshotTree] = []
    for (parts, path) in all {
      let path = relative(path, to: repository.workingDirectory)
      let words =
        isGathered
        ? SnapshotMessage.oneLine("The working tree \(path)") + "\n"
        : message([SnapshotTree(parts, path: path, commit: .zero)])
      let commit = try repository.writeCommit(
        tree: parts.tree, parents: parts.parents, message: words, author: author)
      trees.append(SnapshotTree(parts, path: path, commit: commit))
    }
    guard isGathered || trees.count != 1 else { return (trees[0].commit, trees) }
    let commit = try repository.writeCommit(
      tree: all.first?.parts.tree ?? Repository.emptyTree, parents: trees.map(\.commit),
      message: message(trees), author: author)
    return (commit, trees)
  }

  /// A path as it stays true when the repository is moved.
  static func relative(_ path: String, to root: String?) -> String {
    guard let root else { return path }
    if path == root { return "." }
    return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }
}

extension SnapshotTree {
  var json: JSONValue {
    [
      "branch": branch.map { .string($0.text) } ?? .null, "files": .integer(files),
      "head": head.map { .string($0.description) } ?? .null, "path": .string(path),
    ]
  }

  /// The trees of a commit: those of `trees`, one for each parent, else the commit itself.
  static func all(of commit: Commit, _ value: JSONValue) -> [SnapshotTree] {
    guard let listed = value["trees"]?.arrayValue else {
      return SnapshotTree(value, commit.id).map { [$0] } ?? []
    }
    guard listed.count == commit.parents.count else { return [] }
    return zip(listed, commit.parents).compactMap { SnapshotTree($0, $1) }
  }

  private init?(_ value: JSONValue, _ commit: ObjectID) {
    guard let path = value["path"]?.stringValue else { return nil }
    self.path = path
    branch = value["branch"]?.stringValue.flatMap { RefName($0) }
    head = value["head"]?.stringValue.flatMap { ObjectID($0) }
    files = value["files"]?.intValue ?? 0
    self.commit = commit
  }
}

/// What the messages of checkpoints and rescues have in common.
enum SnapshotMessage {
  /// The subject, and the paragraph that is read back.
  static func text(_ subject: String, _ note: String? = nil, kind: String, _ value: JSONObject) -> String {
    let body = note.map { "\n\n" + indented($0) } ?? ""
    return """
      \(oneLine(subject))\(body)

      Gitstate-Format: 1
      Gitstate-Kind: \(kind)
      Gitstate-Snapshot: \(JSONValue.object(value).visible())

      """
  }

  /// What that paragraph holds; nil where the commit is none of that kind.
  static func value(of commit: Commit, kind: String) -> JSONValue? {
    let paragraph = commit.message.split(separator: "\n", omittingEmptySubsequences: false).reversed()
      .drop { $0.isEmpty }.prefix { !$0.isEmpty }
    let key = "Gitstate-Snapshot: "
    guard paragraph.contains("Gitstate-Kind: \(kind)"),
      let line = paragraph.first(where: { $0.hasPrefix(key) })
    else { return nil }
    return try? JSONValue(parsing: String(line.dropFirst(key.count)))
  }

  /// At most 72 bytes without control characters.
  static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars.map({ $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }) {
      let piece = visible(String(scalar))
      if line.utf8.count + piece.utf8.count > 72 { break }
      line += piece
    }
    return line
  }

  /// What people wrote: no line of it can be taken for a trailer.
  private static func indented(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "  " + visible($0) }
      .joined(separator: "\n")
  }
}
