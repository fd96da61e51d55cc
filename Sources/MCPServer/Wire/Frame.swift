package import JSON

/// What is sent, as the bytes of one line without its end.
package struct Frame: Hashable, Sendable {
  package let bytes: [UInt8]

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private init(_ message: JSONObject) {
    bytes = JSONValue.object(message).serializedBytes()
  }

  /// The answer to a request.
  package static func result(_ id: RequestID, _ result: JSONObject) -> Frame {
    Frame(["jsonrpc": "2.0", "id": id.value, "result": .object(result)])
  }

  /// The answer to a request, whose result is written already.
  package static func result(_ id: RequestID, _ result: WrittenObject) -> Frame {
    let result = result.closed()
    var message = WrittenObject(capacity: result.count + 128)
    message.add("jsonrpc", "2.0")
    message.add("id", id.value)
    message.add("result", written: result)
    return Frame(message.closed())
  }

  /// The refusal of a request; its id is `null` where none could be made out.
  package static func error(_ id: RequestID?, _ error: ResponseError) -> Frame {
    Frame(["jsonrpc": "2.0", "id": id?.value ?? .null, "error": error.json])
  }

  /// A message that wants no answer.
  package static func notification(_ method: String, _ params: JSONObject) -> Frame {
    Frame(["jsonrpc": "2.0", "method": .string(method), "params": .object(params)])
  }

  /// A request of ours.
  package static func request(_ id: RequestID, _ method: String, _ params: JSONObject) -> Frame {
    Frame(["jsonrpc": "2.0", "id": id.value, "method": .string(method), "params": .object(params)])
  }

  /// Several answers in one array.
  package static func batch(_ frames: [Frame]) -> Frame {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    bytes.reserveCapacity(frames.reduce(2) { $0 + $1.bytes.count + 1 })
    for (position, frame) in frames.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: frame.bytes)
    }
    bytes.append(UInt8(ascii: "]"))
    return Frame(bytes)
  }
}
