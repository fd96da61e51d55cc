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
  /// How many files differ from HEAD in it.
  package let files: Int
  /// The working tree that it is of, from the main one's root (`.` is the main one); nil where only commits were kept.
  package let path: String?
  package let branch: RefName?
  /// HEAD's commit, or the tip that was kept; nil before the first commit.
  package let head: ObjectID?

  static let prefix = "refs/gitstate/rescue/"

  /// Whether it was taken before another.
  func isOlder(than other: Rescue) -> Bool {
    (created, nanoseconds, id) < (other.created, other.nanoseconds, other.id)
  }
}

extension Rescue {
  /// The trailers of its commit's message.
  static func trailers(
    id: String, reason: String, occasion: Occasion, files: Int, path: String?, branch: RefName?,
    head: ObjectID?
  ) -> String {
    let moment = Timestamp(seconds: occasion.seconds).description
    let value: JSONValue = .object([
      "branch": branch.map { .string($0.text) } ?? .null, "created": .string(moment),
      "files": .integer(files),
      "head": head.map { .string($0.description) } ?? .null, "id": .string(id),
      "nanoseconds": .integer(Int(occasion.nanoseconds)),
      "path": path.map { .string($0) } ?? .null, "reason": .string(reason),
    ])
    return """
      Gitstate-Format: 1
      Gitstate-Kind: rescue
      Gitstate-Snapshot: \(value.serialized(sortedKeys: true))
      """
  }

  /// Reads a rescue's commit; nil where it is none.
  init?(_ ref: RefName, _ commit: Commit) {
    guard ref.text.hasPrefix(Self.prefix) else { return nil }
    let paragraph = commit.message.split(separator: "\n", omittingEmptySubsequences: false).reversed()
      .drop { $0.isEmpty }.prefix { !$0.isEmpty }
    let key = "Gitstate-Snapshot: "
    guard paragraph.contains("Gitstate-Kind: rescue"),
      let line = paragraph.first(where: { $0.hasPrefix(key) }),
      let value = try? JSONValue(parsing: String(line.dropFirst(key.count)))
    else { return nil }
    id = String(ref.text.dropFirst(Self.prefix.count))
    self.ref = ref
    self.commit = commit.id
    created = commit.committer.seconds
    nanoseconds = Int64(value["nanoseconds"]?.intValue ?? 0)
    reason = value["reason"]?.stringValue ?? commit.subject
    files = value["files"]?.intValue ?? 0
    path = value["path"]?.stringValue
    branch = value["branch"]?.stringValue.flatMap { RefName($0) }
    head = value["head"]?.stringValue.flatMap { ObjectID($0) }
  }
}
