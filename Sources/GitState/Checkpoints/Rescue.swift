package import Git
internal import JSON
import StateMachine

/// Something that was about to be discarded, kept under a ref of its own.
package struct Rescue: Hashable, Sendable {
  /// The end of the ref's name: `20261121T030000Z-1f3a9c02`.
  package let id: String
  package let ref: RefName
  package let commit: ObjectID
  /// Why it was taken, in a few words: `before worker-1 was removed`.
  package let reason: String
  /// Seconds since 1970 by the commit's own time.
  package let created: Int64
  /// Nanoseconds since 1970, which order the rescues of one second; 0 where an older gitstate took it.
  package let nanoseconds: Int64
  /// The working trees that it is of; none where only commits were kept.
  package let trees: [SnapshotTree]
  package let branch: RefName?
  /// HEAD's commit, or the tip that was kept; nil before the first commit.
  package let head: ObjectID?
  /// nil where it was taken before something else.
  package let rollback: Rollback?

  /// How many files differ from HEAD in it.
  package var files: Int { trees.reduce(0) { $0 + $1.files } }
  /// The first working tree that it is of, from the main one's root (`.` is the main one); nil where only commits were kept.
  package var path: String? { trees.first?.path }

  static let prefix = "refs/gitstate/rescue/"

  /// Whether it was taken before another.
  func isOlder(than other: Rescue) -> Bool {
    (created, nanoseconds, id) < (other.created, other.nanoseconds, other.id)
  }
}

extension Rescue {
  /// The rollback that it was taken before.
  package struct Rollback: Hashable, Sendable {
    /// The commit that is gone back to.
    package let target: ObjectID
    package let asCommit: Bool
  }

  /// The message of its commit, for what it holds.
  ///
  /// - Parameters:
  ///   - trees: the working trees that it is of; none where only commits are kept, of `branch` and with `head` as their tip.
  static func message(
    id: String, reason: String, occasion: Occasion, trees: [SnapshotTree], branch: RefName?, head: ObjectID?,
    before rollback: Rollback?
  ) -> String {
    var value: JSONObject =
      trees.first?.json.objectValue ?? [
        "branch": branch.map { .string($0.text) } ?? .null, "files": 0,
        "head": head.map { .string($0.description) } ?? .null, "path": .null,
      ]
    value["created"] = .string(Timestamp(seconds: occasion.seconds).description)
    value["id"] = .string(id)
    value["nanoseconds"] = .integer(Int(occasion.nanoseconds))
    value["reason"] = .string(reason)
    if let rollback {
      value["rollback"] = [
        "as_commit": .bool(rollback.asCommit), "to": .string(rollback.target.description),
      ]
    }
    if trees.count > 1 { value["trees"] = .array(trees.map(\.json)) }
    return SnapshotMessage.text("Rescue \(reason)", kind: "rescue", value)
  }

  /// Reads a rescue's commit; nil where it is none.
  init?(_ ref: RefName, _ commit: Commit) {
    guard ref.text.hasPrefix(Self.prefix) else { return nil }
    self.init(id: String(ref.text.dropFirst(Self.prefix.count)), ref, commit)
  }

  /// The same for a commit whose ref may not be there yet: its message has the id.
  init?(pending commit: Commit) {
    guard let id = SnapshotMessage.value(of: commit, kind: "rescue")?["id"]?.stringValue,
      let ref = RefName(Self.prefix + id)
    else { return nil }
    self.init(id: id, ref, commit)
  }

  private init?(id: String, _ ref: RefName, _ commit: Commit) {
    guard let value = SnapshotMessage.value(of: commit, kind: "rescue") else { return nil }
    self.id = id
    self.ref = ref
    self.commit = commit.id
    created = commit.committer.seconds
    nanoseconds = Int64(value["nanoseconds"]?.intValue ?? 0)
    reason = value["reason"]?.stringValue ?? commit.subject
    trees = SnapshotTree.all(of: commit, value)
    branch = value["branch"]?.stringValue.flatMap { RefName($0) }
    head = value["head"]?.stringValue.flatMap { ObjectID($0) }
    let target = value["rollback"]?["to"]?.stringValue.flatMap { ObjectID($0) }
    rollback = target.map {
      Rollback(target: $0, asCommit: value["rollback"]?["as_commit"]?.boolValue ?? false)
    }
  }
}
