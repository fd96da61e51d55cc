import JSON

/// Who the server says it is.
package struct ServerInfo: Hashable, Sendable {
  package let name: String
  package let title: String
  package let version: String

  package init(name: String, title: String, version: String) {
    self.name = name
    self.title = title
    self.version = version
  }

  func json(for version: ProtocolVersion) -> JSONValue {
    var object: JSONObject = ["name": .string(name)]
    if version.hasTitles { object["title"] = .string(title) }
    object["version"] = .string(self.version)
    return .object(object)
  }
}
