package import JSON

/// The error of a JSON-RPC response: for what is malformed or unknown, never for what a tool refuses.
package struct ResponseError: Error, Hashable, Sendable {
  package let code: Int
  package let message: String
  package let data: JSONValue?

  package init(code: Int, message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  /// The line is not JSON.
  package static func parseError(_ reason: String) -> ResponseError {
    ResponseError(code: -32700, message: "Parse error: \(reason)")
  }

  /// The JSON is no message, or one that may not come here.
  package static func invalidRequest(_ reason: String) -> ResponseError {
    ResponseError(code: -32600, message: "Invalid request: \(reason)")
  }

  /// There is no such method in the request's protocol version.
  package static func methodNotFound(_ method: String) -> ResponseError {
    ResponseError(code: -32601, message: "Method not found: \(method.shown)")
  }

  /// The parameters of a known method are wrong.
  package static func invalidParams(_ reason: String) -> ResponseError {
    ResponseError(code: -32602, message: reason)
  }

  /// The server can't answer.
  package static func internalError(_ reason: String) -> ResponseError {
    ResponseError(code: -32603, message: reason)
  }

  /// The request needs what its client did not declare.
  package static func missingCapability(_ required: JSONValue) -> ResponseError {
    ResponseError(
      code: -32021, message: "The request needs a capability that clientCapabilities does not declare",
      data: ["requiredCapabilities": required])
  }

  /// The request names a protocol version that is not served.
  package static func unsupportedVersion(_ requested: String, supported: [String]) -> ResponseError {
    ResponseError(
      code: -32022, message: "Unsupported protocol version",
      data: ["supported": .array(supported.map { .string($0) }), "requested": .string(requested)])
  }

  /// The member `error` of a response.
  var json: JSONValue {
    var object: JSONObject = ["code": .integer(code), "message": .string(message)]
    object["data"] = data
    return .object(object)
  }
}

extension String {
  /// The text itself where it is a plain word, otherwise quoted and cut, for a sentence that names it.
  var shown: String {
    let isPlain =
      !isEmpty && utf8.count <= 80
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "/"):
          true
        default: false
        }
      }
    return isPlain ? self : JSONValue.string(self).quoted()
  }
}
