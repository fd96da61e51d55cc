import JSON

/// The results as each version has them; pure.
struct ResultShapes: Sendable {
  let info: ServerInfo
  let instructions: String
  let tools: [ToolDescription]

  /// How long a client may keep what never changes while the server runs, in milliseconds.
  static let timeToLive: JSONValue = 3_600_000

  /// The tools are fixed, so no `listChanged`: a client that sees it opens a subscription and waits.
  private var capabilities: JSONValue { ["tools": [:]] }

  func initialize(_ version: ProtocolVersion) -> JSONObject {
    var result: JSONObject = [
      "protocolVersion": .string(version.rawValue), "capabilities": capabilities,
      "serverInfo": info.json(for: version),
    ]
    if !instructions.isEmpty { result["instructions"] = .string(instructions) }
    return result
  }

  func discover() -> JSONObject {
    var result: JSONObject = [
      "resultType": "complete",
      "supportedVersions": .array(ProtocolVersion.supported.map { .string($0) }),
      "capabilities": capabilities,
    ]
    if !instructions.isEmpty { result["instructions"] = .string(instructions) }
    addCaching(to: &result)
    addServerInfo(to: &result)
    return result
  }

  func toolsList(_ version: ProtocolVersion) -> JSONObject {
    let tools = JSONValue.array(tools.map { .object(tool($0, version)) })
    guard version.isModern else { return ["tools": tools] }
    var result: JSONObject = ["resultType": "complete", "tools": tools]
    addCaching(to: &result)
    addServerInfo(to: &result)
    return result
  }

  private func tool(_ tool: ToolDescription, _ version: ProtocolVersion) -> JSONObject {
    var object: JSONObject = ["name": .string(tool.name)]
    if version.hasTitles { object["title"] = .string(tool.title) }
    object["description"] = .string(tool.description)
    object["inputSchema"] = tool.inputSchema
    if version.hasAnnotations {
      object["annotations"] = [
        "readOnlyHint": .bool(tool.readOnly), "destructiveHint": .bool(tool.destructive),
        "idempotentHint": .bool(tool.idempotent), "openWorldHint": false,
      ]
    }
    return object
  }

  func call(_ outcome: ToolOutcome, _ version: ProtocolVersion) -> WrittenObject {
    let text: JSONText
    var isStructure = false
    var isError = false
    switch outcome {
    case .object(let value):
      text = JSONText(value)
      isStructure = true
    case .written(let written):
      text = written
      isStructure = true
    case .text(let value): text = JSONText(value)
    case .failure(let value):
      text = JSONText(value)
      isError = true
    }
    var content = WrittenObject(capacity: text.quoted.count + 32)
    content.add("type", "text")
    content.add("text", written: text.quoted)
    var result = WrittenObject(capacity: text.bytes.count + text.quoted.count + 512)
    if version.isModern { result.add("resultType", "complete") }
    var contents = WrittenArray()
    contents.add(written: content.closed())
    result.add("content", written: contents.closed())
    // Before the modern version structured content is an object; the text holds it in any case.
    if isStructure, version.hasStructuredContent, version.isModern || text.isObject {
      result.add("structuredContent", written: text.bytes)
    }
    result.add("isError", .bool(isError))
    if version.isModern { result.add("_meta", serverInfo) }
    return result
  }

  /// A modern answer that asks the person at the client, and wants the call again with what they say.
  func inputRequired(_ question: Question, key: String, state: String) -> JSONObject {
    var params: JSONObject = ["mode": "form"]
    for (name, value) in question.params.members { params[name] = value }
    var result: JSONObject = [
      "resultType": "input_required",
      "inputRequests": .object([key: ["method": "elicitation/create", "params": .object(params)]]),
      "requestState": .string(state),
    ]
    addServerInfo(to: &result)
    return result
  }

  private func addCaching(to result: inout JSONObject) {
    result["ttlMs"] = Self.timeToLive
    result["cacheScope"] = "private"
  }

  private func addServerInfo(to result: inout JSONObject) {
    result["_meta"] = serverInfo
  }

  private var serverInfo: JSONValue { .object([Era.serverInfoKey: info.json(for: .modern)]) }
}
