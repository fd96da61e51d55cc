package import Git
internal import JSON
package import StateMachine

/// A state of one working tree, or of all of a run's, kept on purpose: what a rollback goes back to.
package struct Checkpoint: Hashable, Sendable {
  /// The end of the ref's name: `branch/1f3a9c02b7d4/3`.
  package let id: String
  package let ref: RefName
  package let commit: ObjectID
  /// Counted within the run, or within the branch.
  package let number: Int
  package let note: CheckpointNote
  /// Seconds since 1970 by the commit's own time.
  package let created: Int64
  package let nanoseconds: Int64
  /// The working trees that it covers; the first is the one that it was asked for.
  package let trees: [SnapshotTree]

  package var branch: RefName? { trees.first?.branch }
  package var head: ObjectID? { trees.first?.head }
  /// How many files it is about: those that differ from HEAD, or that were committed with it.
  package var files: Int { note.files ?? trees.reduce(0) { $0 + $1.files } }

  func isOlder(than other: Checkpoint) -> Bool {
    (created, nanoseconds, number) < (other.created, other.nanoseconds, other.number)
  }
}

/// What is said of a checkpoint when it is taken.
package struct CheckpointNote: Hashable, Sendable {
  package var phase: String
  package var message: String?
  /// Whether the phase's validation passed; nil where nobody said.
  package var validation: Bool?
  /// The run that it belongs to, and the seq of that run's ledger.
  package var run: String?
  package var seq: Int?
  /// How many files were committed with it.
  package var files: Int?
  /// Makes repeating the call safe.
  package var key: LedgerKey?

  /// - Throws: `invalid_name` for a phase that is empty, longer than 200 characters, or has control characters.
  package init(phase: String) throws(Rejection) {
    self.phase = try PhaseName(phase).text
  }
}

extension Checkpoint {
  static func message(
    id: String, number: Int, _ note: CheckpointNote, _ trees: [SnapshotTree], isGathered: Bool,
    on occasion: Occasion
  ) -> String {
    var value: JSONObject = trees.first?.json.objectValue ?? [:]
    value["created"] = .string(Timestamp(seconds: occasion.seconds).description)
    value["id"] = .string(id)
    value["nanoseconds"] = .integer(Int(occasion.nanoseconds))
    value["number"] = .integer(number)
    value["phase"] = .string(note.phase)
    value["validation"] = note.validation.map { .bool($0) } ?? .null
    if let message = note.message { value["message"] = .string(message) }
    if let run = note.run { value["run"] = .string(run) }
    if let seq = note.seq { value["seq"] = .integer(seq) }
    if let files = note.files { value["committed"] = .integer(files) }
    if let key = note.key { value["key"] = .string("\(key.text) \(key.content)") }
    if isGathered { value["trees"] = .array(trees.map(\.json)) }
    return SnapshotMessage.text(
      "Checkpoint \(number): \(note.phase)", note.message, kind: "checkpoint", value)
  }

  /// Reads a checkpoint's commit; nil where it is none.
  init?(_ ref: RefName, _ commit: Commit) {
    guard ref.text.hasPrefix(CheckpointScope.prefix),
      let number = ref.text.split(separator: "/").last.flatMap({ Int($0) }),
      let value = SnapshotMessage.value(of: commit, kind: "checkpoint"),
      let phase = value["phase"]?.stringValue, var note = try? CheckpointNote(phase: phase)
    else { return nil }
    note.message = value["message"]?.stringValue
    note.validation = value["validation"]?.boolValue
    note.run = value["run"]?.stringValue
    note.seq = value["seq"]?.intValue
    note.files = value["committed"]?.intValue
    if let words = value["key"]?.stringValue?.split(separator: " "), words.count == 2 {
      note.key = LedgerKey(stored: String(words[0]), content: String(words[1]))
    }
    let trees = SnapshotTree.all(of: commit, value)
    guard !trees.isEmpty else { return nil }
    id = String(ref.text.dropFirst(CheckpointScope.prefix.count))
    self.ref = ref
    self.commit = commit.id
    self.number = number
    self.note = note
    created = commit.committer.seconds
    nanoseconds = Int64(value["nanoseconds"]?.intValue ?? 0)
    self.trees = trees
  }
}
