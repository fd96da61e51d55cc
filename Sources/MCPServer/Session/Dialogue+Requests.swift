import JSON

extension Dialogue {
  /// Answers a request, or starts the call that will be its answer.
  ///
  /// What it throws is the answer.
  mutating func serve(
    _ request: Message.Request, batch: Int?, bytes: Int, _ effects: inout [Effect]
  ) throws(ResponseError) {
    guard open[request.id] == nil else {
      throw .invalidRequest("duplicate id \(request.id.value.quoted()); the first request is still in flight")
    }
    let meta = try meta(of: request)
    switch try Era(method: request.method, meta: meta) {
    case .legacy:
      try serveLegacy(request, meta, batch: batch, bytes: bytes, &effects)
    case .modern(let capabilities):
      guard batch == nil else { throw .invalidRequest("2026-07-28 has no arrays of messages") }
      let client = Client(version: .modern, capabilities: capabilities)
      try serveModern(request, meta, client, bytes: bytes, &effects)
    }
  }

  private func meta(of request: Message.Request) throws(ResponseError) -> JSONObject {
    switch request.params["_meta"] {
    case nil: return [:]
    case .object(let meta): return meta
    case let meta?: throw .invalidParams("params._meta must be an object, got \(meta.quoted())")
    }
  }

  private mutating func serveModern(
    _ request: Message.Request, _ meta: JSONObject, _ client: Client, bytes: Int, _ effects: inout [Effect]
  ) throws(ResponseError) {
    switch request.method {
    case "server/discover":
      effects.append(.send(.result(request.id, shapes.discover())))
    case "tools/list":
      try refuseCursor(request)
      effects.append(.send(.result(request.id, shapes.toolsList(.modern))))
    case "tools/call":
      try call(request, meta, client, batch: nil, bytes: bytes, &effects)
    case "subscriptions/listen":
      try subscribe(request, &effects)
    default:
      throw .methodNotFound(request.method)
    }
  }

  private mutating func serveLegacy(
    _ request: Message.Request, _ meta: JSONObject, batch: Int?, bytes: Int, _ effects: inout [Effect]
  ) throws(ResponseError) {
    switch request.method {
    case "initialize":
      guard batch == nil else { throw .invalidRequest("initialize may not be in an array of messages") }
      effects.append(.send(.result(request.id, try initialize(request))))
    case "ping":
      reply(.result(request.id, [:]), to: batch, &effects)
    case "server/discover":
      throw .invalidParams(
        "params._meta must carry \(Era.versionKey) and clientCapabilities")
    case "tools/list":
      let client = try negotiated(for: request)
      try refuseCursor(request)
      reply(.result(request.id, shapes.toolsList(client.version)), to: batch, &effects)
    case "tools/call":
      try call(request, meta, try negotiated(for: request), batch: batch, bytes: bytes, &effects)
    default:
      throw .methodNotFound(request.method)
    }
  }

  /// Agrees on a legacy version: the one that is asked for, or the newest.
  ///
  /// It may be done again at any time.
  private mutating func initialize(_ request: Message.Request) throws(ResponseError) -> JSONObject {
    guard let asked = request.params["protocolVersion"] else {
      throw .invalidParams("params.protocolVersion is missing")
    }
    guard case .string(let asked) = asked else {
      throw .invalidParams("params.protocolVersion must be a string, got \(asked.quoted())")
    }
    let capabilities: JSONObject
    switch request.params["capabilities"] {
    case nil: capabilities = [:]
    case .object(let object): capabilities = object
    case let value?: throw .invalidParams("params.capabilities must be an object, got \(value.quoted())")
    }
    let known = ProtocolVersion(rawValue: asked)
    let version = known.flatMap { $0.isModern ? nil : $0 } ?? .newestLegacy
    session = Client(version: version, capabilities: capabilities)
    return shapes.initialize(version)
  }

  private func negotiated(for request: Message.Request) throws(ResponseError) -> Client {
    guard let session else {
      throw .invalidRequest(
        "not initialized; send initialize first, or name the version in params._meta[\"\(Era.versionKey)\"]")
    }
    return session
  }

  /// All tools are one page, so no cursor was ever given out.
  private func refuseCursor(_ request: Message.Request) throws(ResponseError) {
    guard let cursor = request.params["cursor"] else { return }
    throw .invalidParams("params.cursor is none that this server gave: \(cursor.quoted())")
  }

  /// Acknowledges a subscription at once: to nothing, since no tool ever changes.
  ///
  /// It stays open until it is cancelled.
  private mutating func subscribe(
    _ request: Message.Request, _ effects: inout [Effect]
  ) throws(ResponseError) {
    guard case .object = request.params["notifications"] else {
      throw .invalidParams("params.notifications must be an object")
    }
    guard subscriptions < Self.subscriptionLimit else {
      throw .internalError("\(Self.subscriptionLimit) subscriptions are open; cancel one of them first")
    }
    subscriptions += 1
    open[request.id] = .subscription
    effects.append(
      .send(
        .notification(
          "notifications/subscriptions/acknowledged",
          ["_meta": .object([Era.subscriptionKey: request.id.value]), "notifications": [:]])))
  }
}
