import JSON
import StateMachine

/// A `.mcp.json` and what becomes of it: one entry is put in, and every other byte stays.
struct MCPConfiguration {
  /// What there is to do.
  enum Change: Equatable {
    /// The whole new text.
    case write(String)
    /// The server is registered, just so or with options of somebody's own.
    case nothing(String)
  }

  /// The file's text; nil where it is not there.
  let text: String?
  let path: String

  /// - Parameter force: whether an entry of that name which is something else is replaced.
  func adding(_ entry: ServerEntry, force: Bool) throws(Rejection) -> Change {
    guard let text, text.utf8.contains(where: { ![9, 10, 13, 32].contains($0) }) else {
      return .write("{\n  \"mcpServers\": {\n    \(entry.text(unit: "  ", indentation: "    "))\n  }\n}\n")
    }
    let bytes = Array(text.utf8)
    let root = try parse(bytes)
    let spans = JSONSpans(bytes)
    guard let rootObject = root.objectValue else { throw refused("\(path) is JSON, but no object.") }
    guard let servers = rootObject["mcpServers"] else {
      return .write(inserting("\"mcpServers\": {", entry, into: spans.root, spans, bytes))
    }
    guard let known = servers.objectValue else { throw refused("mcpServers in \(path) is no object.") }
    guard let member = spans.members(of: spans.root).first(where: { matches($0.key, "mcpServers") }) else {
      throw refused("mcpServers in \(path) is spelled with escapes.")
    }
    guard let present = known[entry.name] else {
      return .write(inserting(nil, entry, into: member.value, spans, bytes))
    }
    if ServerEntry.startsGitstate(present) {
      let isSame = present.objectValue == ServerEntry.value
      return .nothing(
        isSame ? "is registered already" : "is registered already, with settings of its own that stay")
    }
    guard force else {
      let free = known["gitstate"] == nil && entry.name != "gitstate" ? "gitstate" : "gitstate-plans"
      throw Rejection(
        .nameTaken,
        "\(path) already has a server \(quoted(entry.name)), and it is not gitstate: \(present.quoted()).",
        details: [.init("name", .text(entry.name)), .init("free_name", .text(free))],
        remedy: "Take another name: gitstate init --name \(free); or replace it: gitstate init --force")
    }
    guard let old = spans.members(of: member.value).first(where: { matches($0.key, entry.name) }) else {
      throw refused("The server \(quoted(entry.name)) in \(path) is spelled with escapes.")
    }
    let indentation = spans.indentation(at: old.whole.lowerBound)
    let replacement = entry.text(unit: unit(spans), indentation: indentation)
    return .write(replacing(old.whole, with: replacement, in: bytes))
  }

  /// The names under which gitstate is registered besides one.
  func others(than name: String) -> [String] {
    let root = text.flatMap { try? JSONValue(parsing: $0) }
    return (root?["mcpServers"]?.objectValue?.members ?? []).compactMap {
      $0.key != name && ServerEntry.startsGitstate($0.value) ? $0.key : nil
    }
  }

  private func parse(_ bytes: [UInt8]) throws(Rejection) -> JSONValue {
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      let line = bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
      throw Rejection(
        .invalidArgument, "\(path) is no valid JSON: line \(line), \(error.reason).",
        details: [.init("path", .text(path)), .init("line", .number(line))],
        remedy: "Mend line \(line) of \(path) and try again; nothing was changed.")
    }
  }

  private func refused(_ sentence: String) -> Rejection {
    Rejection(.invalidArgument, sentence, remedy: "Mend \(path) by hand and try again; nothing was changed.")
  }

  private func matches(_ written: String, _ key: String) -> Bool {
    written == key || (try? JSONValue(parsing: "\"\(written)\""))?.stringValue == key
  }

  /// What the file indents by: the indentation of its first member.
  private func unit(_ spans: JSONSpans) -> String {
    let first = spans.members(of: spans.root).first.map { spans.indentation(at: $0.whole.lowerBound) } ?? ""
    return first.isEmpty ? "  " : first
  }

  /// The text with an entry as the last member of an object.
  ///
  /// - Parameter wrapper: the key that the entry's object is put in with, where that is not there either.
  private func inserting(
    _ wrapper: String?, _ entry: ServerEntry, into object: Range<Int>, _ spans: JSONSpans, _ bytes: [UInt8]
  ) -> String {
    let unit = unit(spans)
    let outer = spans.indentation(at: object.lowerBound)
    let last = spans.members(of: object).last
    // A member stands as its elder neighbour does, where that has a line of its own.
    let neighbour = last.map { spans.indentation(at: $0.whole.lowerBound) } ?? ""
    let inner = neighbour.count > outer.count ? neighbour : outer + unit
    var text: String
    if let wrapper {
      text = "\(wrapper)\n\(inner)\(unit)\(entry.text(unit: unit, indentation: inner + unit))\n\(inner)}"
    } else {
      text = entry.text(unit: unit, indentation: inner)
    }
    if let last {
      return replacing(last.whole.upperBound..<last.whole.upperBound, with: ",\n\(inner)\(text)", in: bytes)
    }
    text = "{\n\(inner)\(text)\n\(outer)}"
    return replacing(object, with: text, in: bytes)
  }

  /// What is put in has the line ends of what is there: those of its first line.
  private func replacing(_ range: Range<Int>, with text: String, in bytes: [UInt8]) -> String {
    let feed = bytes.firstIndex(of: 10) ?? 0
    var added: [UInt8] = []
    for byte in text.utf8 {
      if byte == 10, feed > 0, bytes[feed - 1] == 13 { added.append(13) }
      added.append(byte)
    }
    return String(decoding: bytes[..<range.lowerBound] + added + bytes[range.upperBound...], as: UTF8.self)
  }
}
