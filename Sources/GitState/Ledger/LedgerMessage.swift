import Git
import JSON
import StateMachine

/// A ledger commit's message as bytes of the published format, and back.
package enum LedgerMessage {
  /// What one commit's message turned out to be.
  package enum Reading<Machine: LedgerCodable> {
    case record(LedgerRecord<Machine>)
    /// Not a ledger commit of this machine: a person's, another program's, or one with damaged trailers.
    case foreign
    /// Written by a newer gitstate.
    case newer(String)
  }

  /// The message of a record.
  ///
  /// - Parameters:
  ///   - events: the record's events as ``events(of:)`` gives them.
  ///   - state: its snapshot as ``state(of:)`` gives it, where it carries one.
  package static func text<Machine>(
    of record: LedgerRecord<Machine>, events: String, state: String?, story: Story, sections: String?
  ) -> String {
    var text = cut(visible(story.subject)) + "\n\n"
    for paragraph in story.paragraphs {
      let body = shown(paragraph, from: "  ")
      if !body.isEmpty { text += body + "\n\n" }
    }
    if let sections, !sections.isEmpty { text += sections + "\n" }
    text += "Gitstate-Format: \(LedgerRecord<Machine>.format)\n"
    text += "Gitstate-Kind: \(Machine.kind)\n"
    text += "Gitstate-Seq: \(record.seq)\n"
    if let holders = record.holders { text += "Gitstate-Holders: \(holders)\n" }
    text += "Gitstate-Event: \(events)\n"
    if let state { text += "Gitstate-State: \(state)\n" }
    if let key = record.key { text += "Gitstate-Key: \(key.text) \(key.content)\n" }
    return text
  }

  /// The JSON of `Gitstate-Event`.
  package static func events<Machine>(of record: LedgerRecord<Machine>) -> String {
    let events = record.events.map { recorded in
      var object = Machine.json(of: recorded.event)
      object["at"] = .string(recorded.at.description)
      object["by"] = .string(recorded.by)
      return JSONValue.object(object)
    }
    return JSONValue.array(events).visible()
  }

  /// The JSON of `Gitstate-State`.
  package static func state<Machine>(of snapshot: LedgerSnapshot<Machine>) -> String {
    JSONValue.object(snapshot.json).visible()
  }

  /// Reads a message.
  ///
  /// Only the last paragraph counts, and of it only the lines that begin with `Gitstate-`.
  ///
  /// - Parameter takingState: whether the snapshot is read, which takes most of the time.
  package static func read<Machine: LedgerCodable>(
    _ message: [UInt8], as: Machine.Type, takingState: Bool = true
  ) -> Reading<Machine> {
    guard let fields = trailers(of: message), fields["Kind"] == Machine.kind else { return .foreign }
    // A seq that no ledger reaches is no seq: counting on from it must not overflow.
    guard let format = fields["Format"].flatMap({ Int($0) }), let seq = fields["Seq"].flatMap({ Int($0) }),
      (1...1_000_000_000_000).contains(seq),
      let events = fields.bytes("Event")
    else { return .foreign }
    guard format == LedgerRecord<Machine>.format else { return .newer("format \(format)") }
    do {
      let state = fields.bytes("State")
      var record = LedgerRecord<Machine>(seq: seq, events: [], snapshot: nil, key: nil)
      record.eventBytes = events.count
      record.stateBytes = state?.count ?? 0
      for reader in try JSONReader(value(of: events)).array() {
        let type = try reader["type"].string()
        guard let event = try Machine.event(type, from: reader) else {
          return .newer("event \(quoted(type))")
        }
        record.events.append(
          Recorded(event, at: try reader["at"].timestamp(), by: try reader["by"].string(), seq: seq))
      }
      if takingState, let state { record.snapshot = try LedgerSnapshot(from: JSONReader(value(of: state))) }
      record.holders = fields["Holders"]
      if let parts = fields["Key"]?.split(separator: " "), parts.count == 2 {
        record.key = LedgerKey(stored: String(parts[0]), content: String(parts[1]))
      }
      return .record(record)
    } catch {
      return .foreign
    }
  }

  /// The value of a trailer; one that another program stored anew in another encoding is read with U+FFFD.
  private static func value(of text: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
    let limits = JSONLimits(depth: 64, bytes: 64 << 20, values: 4_000_000)
    do throws(JSONError) {
      return try JSONValue(parsing: Array(text), limits: limits)
    } catch {
      return try JSONValue(parsing: String(decoding: text, as: UTF8.self), limits: limits)
    }
  }

  /// The `Gitstate-` trailers of the last paragraph, without that prefix; nil where there are none, or one repeats.
  static func trailers(of bytes: [UInt8]) -> Trailers? {
    // By bytes: a state can be megabytes, and is copied only to be read.
    var fields = Trailers()
    let lineFeed = UInt8(ascii: "\n")
    func lineStart(_ end: Int) -> Int {
      ByteSearch.last(lineFeed, in: bytes, before: end).map { $0 + 1 } ?? 0
    }
    var lineEnd = bytes.count
    while lineEnd > 0 {
      // Empty lines at the end, and the notes that git puts below a message that somebody edits, are passed over.
      let start = lineStart(lineEnd)
      let line = bytes[start..<lineEnd]
      guard line.first == UInt8(ascii: "#") || line.allSatisfy({ $0 == 32 || $0 == 13 }) else { break }
      lineEnd = max(start - 1, 0)
    }
    let prefix = Array("Gitstate-".utf8)
    while true {
      let start = lineStart(lineEnd)
      var line = bytes[start..<lineEnd]
      while line.last == UInt8(ascii: "\r") || line.last == 32 { line.removeLast() }
      if line.isEmpty { break }
      if line.starts(with: prefix), let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        let name = String(decoding: line[(start + prefix.count)..<colon], as: UTF8.self)
        guard fields.add(name, line[(colon + 1)...].drop(while: { $0 == 32 })) else { return nil }
      }
      guard start > 0 else { break }
      lineEnd = start - 1
    }
    return fields.isEmpty ? nil : fields
  }

  /// The trailers of a message by their names, as bytes.
  struct Trailers {
    private var values: [String: ArraySlice<UInt8>] = [:]

    var isEmpty: Bool { values.isEmpty }

    func bytes(_ name: String) -> ArraySlice<UInt8>? { values[name] }

    subscript(name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }

    /// Adds one, and says whether its name is new.
    fileprivate mutating func add(_ name: String, _ value: ArraySlice<UInt8>) -> Bool {
      values.updateValue(value, forKey: name) == nil
    }
  }

  /// At most 72 bytes, cut between characters.
  static func cut(_ subject: String) -> String {
    guard subject.utf8.count > 72 else { return subject }
    var kept = ""
    for character in subject {
      if kept.utf8.count + character.utf8.count > 69 { break }
      kept.append(character)
    }
    return kept + "…"
  }
}
