import JSON

/// The two ways in which a request says its version.
///
/// It is a property of each request, never of the connection: clients that time out on a modern probe send
/// `initialize` on the same stream.
enum Era: Hashable, Sendable {
  /// The request follows an earlier `initialize`, or is one.
  case legacy
  /// The request says in its `_meta` which version it is of, and what its client can do.
  case modern(capabilities: JSONObject)

  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  static let serverInfoKey = "io.modelcontextprotocol/serverInfo"
  static let subscriptionKey = "io.modelcontextprotocol/subscriptionId"

  /// Tells the era of a request, or what is wrong with its `_meta`.
  init(method: String, meta: JSONObject) throws(ResponseError) {
    guard method != "initialize", let version = meta[Self.versionKey] else {
      self = .legacy
      return
    }
    guard case .string(let version) = version else {
      throw .invalidParams("params._meta[\"\(Self.versionKey)\"] must be a string, got \(version.quoted())")
    }
    guard let capabilities = meta[Self.capabilitiesKey] else {
      throw .invalidParams("params._meta is missing \(Self.capabilitiesKey)")
    }
    guard case .object(let capabilities) = capabilities else {
      throw .invalidParams(
        "params._meta[\"\(Self.capabilitiesKey)\"] must be an object, got \(capabilities.quoted())")
    }
    guard version == ProtocolVersion.modern.rawValue else {
      throw .unsupportedVersion(version, supported: ProtocolVersion.supported)
    }
    self = .modern(capabilities: capabilities)
  }
}

/// What a request's client is: the version that shapes its answers, and what it declared.
struct Client: Hashable, Sendable {
  let version: ProtocolVersion
  let capabilities: JSONObject

  /// Whether the client shows a form to a person.
  ///
  /// An empty `elicitation` means forms, since forms came first.
  var canBeAsked: Bool {
    guard version.hasElicitation, case .object(let modes) = capabilities["elicitation"] else { return false }
    return modes.isEmpty || modes["form"] != nil
  }
}
