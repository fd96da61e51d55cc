import JSON

/// The entry of a client's `.mcp.json` that starts gitstate.
///
/// It names no path, so it works on every machine.
struct ServerEntry {
  let name: String

  static let value: JSONObject = ["type": "stdio", "command": "gitstate", "args": ["serve"]]

  /// Whether an entry starts gitstate, with whatever options.
  static func startsGitstate(_ entry: JSONValue) -> Bool {
    guard let command = entry["command"]?.stringValue else { return false }
    return command.split(separator: "/").last == "gitstate"
      && entry["args"]?.arrayValue?.contains(.string("serve")) == true
  }

  /// The entry as text of a file that is indented by such a unit, its own lines after the first at `indentation`.
  func text(unit: String, indentation: String) -> String {
    let lines = [
      "\"\(name)\": {", "\(unit)\"type\": \"stdio\",", "\(unit)\"command\": \"gitstate\",",
      "\(unit)\"args\": [\"serve\"]",
      "}",
    ]
    return lines.joined(separator: "\n" + indentation)
  }
}
