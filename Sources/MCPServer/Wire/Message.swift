package import JSON

/// One line of the wire, decoded once.
package enum Message: Hashable, Sendable {
  case request(Request)
  /// A message without an id; it is never answered. Parameters that are no object are left out.
  case notification(method: String, params: JSONObject)
  /// An answer to a request of ours; nil where its id can't be one.
  case response(id: RequestID?, Answer)
  /// What is no message: the error to answer with, and the id where one could be recovered.
  case invalid(id: RequestID?, ResponseError)
  /// The messages of an array; no element is itself a batch.
  case batch([Message])

  package struct Request: Hashable, Sendable {
    package let id: RequestID
    package let method: String
    package let params: JSONObject
  }

  /// What a peer answered.
  package enum Answer: Hashable, Sendable {
    case result(JSONValue)
    case error(JSONValue)
  }

  /// How many messages a batch may have.
  package static let batchLimit = 1_000

  /// Decodes a line.
  package init(line: [UInt8]) {
    do throws(JSONError) {
      self.init(try JSONValue(parsing: line))
    } catch {
      self = .invalid(id: nil, .parseError(error.description))
    }
  }

  /// Decodes a value: the whole grammar of JSON-RPC.
  package init(_ value: JSONValue) {
    switch value {
    case .object(let object):
      self = Message.single(object)
    case .array(let elements) where elements.isEmpty:
      self = .invalid(id: nil, .invalidRequest("an empty batch"))
    case .array(let elements) where elements.count > Self.batchLimit:
      self = .invalid(id: nil, .invalidRequest("a batch of more than \(Self.batchLimit) messages"))
    case .array(let elements):
      self = .batch(elements.map(Message.element))
    case .null, .bool, .integer, .number, .string:
      self = .invalid(id: nil, .invalidRequest("a message is an object, got \(value.quoted())"))
    }
  }

  private static func element(_ value: JSONValue) -> Message {
    if case .object(let object) = value { return single(object) }
    return .invalid(id: nil, .invalidRequest("a message is an object, got \(value.quoted())"))
  }

  private static func single(_ object: JSONObject) -> Message {
    let id = object["id"].flatMap(RequestID.init)
    guard let method = object["method"] else {
      // An answer is never answered, however it looks.
      if let result = object["result"] { return .response(id: id, .result(result)) }
      if let error = object["error"] { return .response(id: id, .error(error)) }
      return .invalid(id: id, .invalidRequest("method is missing"))
    }
    guard object["jsonrpc"] == "2.0" else {
      return .invalid(id: id, .invalidRequest("jsonrpc must be \"2.0\""))
    }
    guard case .string(let name) = method else {
      return .invalid(id: id, .invalidRequest("method must be a string, got \(method.quoted())"))
    }
    guard let given = object["id"] else {
      return .notification(method: name, params: object["params"]?.objectValue ?? [:])
    }
    guard let id else {
      return .invalid(id: nil, .invalidRequest("id must be a string or an integer, got \(given.quoted())"))
    }
    switch object["params"] {
    case nil:
      return .request(Request(id: id, method: name, params: [:]))
    case .object(let params):
      return .request(Request(id: id, method: name, params: params))
    case let params?:
      return .invalid(id: id, .invalidRequest("params must be an object, got \(params.quoted())"))
    }
  }
}
