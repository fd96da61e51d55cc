import Git
package import JSON
package import StateMachine

/// One ledger commit, read or about to be written: what the published format holds.
package struct LedgerRecord<Machine: LedgerCodable>: Sendable {
  /// The version of the format that this code writes and reads.
  package static var format: Int { 1 }

  /// What stands in place of the holders where there are none: no id begins so.
  package static var nobody: String { "-" }

  package var seq: Int
  package var events: [Recorded<Machine.Event>]
  package var snapshot: LedgerSnapshot<Machine>?
  package var key: LedgerKey?
  /// Who holds a task after it, as ``LedgerCodable/holders`` tells it; nil where it does not say.
  package var holders: String?
  /// How many bytes of JSON the events take.
  var eventBytes = 0
  /// How many bytes of JSON the state takes, where the commit carries it.
  var stateBytes = 0
}

/// A caller's idempotency key with the digest of what it was used for.
package struct LedgerKey: Hashable, Sendable {
  package let text: String
  /// 40 hex digits over the tool and its arguments.
  package let content: String

  /// - Throws: `invalid_argument` for anything but 1 to 128 of `[A-Za-z0-9._:-]`.
  package init(_ text: String, content: String) throws(Rejection) {
    let allowed = text.utf8.allSatisfy {
      (48...58).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
        || $0 == 95
    }
    guard allowed, (1...128).contains(text.utf8.count) else {
      throw Rejection(
        .invalidArgument, "\(quoted(text)) is no idempotency key: it takes 1 to 128 of [A-Za-z0-9._:-].",
        details: [.init("value", .text(String(text.prefix(80))))])
    }
    self.text = text
    self.content = content
  }

  /// A key that a ledger holds.
  init(stored text: String, content: String) {
    self.text = text
    self.content = content
  }
}

/// A use of a key: at which seq, for what.
package struct KeyUse: Hashable, Sendable {
  package let seq: Int
  package let content: String
}

/// The whole state after a commit: the machine's, the last keys, and the foreign commits seen so far.
package struct LedgerSnapshot<Machine: LedgerCodable>: Sendable {
  package var machine = Machine()
  /// The last 256 keys.
  package var keys: [String: KeyUse] = [:]
  /// Commits of others on the branch, oldest first, at most 100.
  package var foreign: [String] = []

  package init() {}

  mutating func use(_ key: LedgerKey, at seq: Int) {
    keys[key.text] = KeyUse(seq: seq, content: key.content)
    guard keys.count > 256, let oldest = keys.min(by: { ($0.value.seq, $0.key) < ($1.value.seq, $1.key) })
    else { return }
    keys[oldest.key] = nil
  }

  mutating func pass(_ foreign: ObjectID) {
    let text = foreign.description
    guard !self.foreign.contains(text), self.foreign.count < 100 else { return }
    self.foreign.append(text)
  }

  package var json: JSONObject {
    var object = machine.json
    if !keys.isEmpty {
      object["keys"] = .object(
        JSONObject(
          keys.sorted { $0.value.seq < $1.value.seq }.map {
            ($0.key, ["seq": .integer($0.value.seq), "content": .string($0.value.content)])
          }))
    }
    if !foreign.isEmpty { object["foreign"] = .array(foreign.map { .string($0) }) }
    return object
  }

  package init(from reader: JSONReader) throws(JSONPathError) {
    machine = try Machine(from: reader)
    for (key, use) in try reader[optional: "keys"]?.members() ?? [] {
      keys[key] = KeyUse(seq: try use["seq"].integer(), content: try use["content"].string())
    }
    foreign = try reader.texts("foreign")
  }
}
