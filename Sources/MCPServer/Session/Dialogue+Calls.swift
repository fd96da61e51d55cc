import JSON

/// A call of a tool, from its request to its answer.
struct Call: Sendable {
  let id: RequestID
  let tool: String
  let arguments: JSONObject
  let meta: JSONObject
  let client: Client
  /// The array that its answer belongs in.
  let batch: Int?
  /// The size of its request.
  let bytes: Int
  var meter: ProgressMeter?
  /// What an earlier run of a modern call asked, and was answered.
  var state: CallState
  /// How many questions this run asked.
  var asked = 0
  /// The question that ends this run of a modern call.
  var pending: Question?
  /// The id of the question that a legacy client is to answer.
  var question: RequestID?
  var isRunning = false
  var isCancelled = false
}

extension Dialogue {
  /// Takes on a call of a tool, and starts it if there is room.
  mutating func call(
    _ request: Message.Request, _ meta: JSONObject, _ client: Client, batch: Int?, bytes: Int,
    _ effects: inout [Effect]
  ) throws(ResponseError) {
    guard case .string(let tool) = request.params["name"] else {
      throw .invalidParams("params.name must be the name of a tool")
    }
    guard toolNames.contains(tool) else {
      throw .invalidParams("Unknown tool: \(tool.shown)" + (unserved[tool].map { ". \($0)" } ?? ""))
    }
    let arguments: JSONObject
    switch request.params["arguments"] {
    case nil, .null: arguments = [:]
    case .object(let object): arguments = object
    case let value?: throw .invalidParams("params.arguments must be an object, got \(value.quoted())")
    }
    let meter = try meter(meta)
    let state = try state(of: request, tool, arguments, client)
    guard waiting.count < Self.waitingLimit, waitingBytes + bytes <= Self.waitingBytesLimit else {
      throw .internalError("too many calls wait to be started; send this one again after the next answer")
    }
    let key = CallKey(number: nextCall)
    nextCall += 1
    calls[key] = Call(
      id: request.id, tool: tool, arguments: arguments, meta: meta, client: client, batch: batch,
      bytes: bytes,
      meter: meter, state: state)
    open[request.id] = .call(key)
    if let batch { batches[batch]?.unfinished += 1 }
    waiting.append(key)
    waitingBytes += bytes
    startWaiting(&effects)
  }

  private func meter(_ meta: JSONObject) throws(ResponseError) -> ProgressMeter? {
    guard let token = meta["progressToken"], !token.isNull else { return nil }
    // A token is what an id is: a string or an integer, given back as it came.
    guard RequestID(token) != nil else {
      throw .invalidParams("params._meta.progressToken must be a string or an integer, got \(token.quoted())")
    }
    return ProgressMeter(token: token)
  }

  /// Starts the calls that wait, as far as there is room.
  mutating func startWaiting(_ effects: inout [Effect]) {
    var started = 0
    while started < waiting.count, running < Self.runningLimit, !isBehind {
      let key = waiting[started]
      started += 1
      guard let call = calls[key] else { continue }
      calls[key]?.isRunning = true
      running += 1
      waitingBytes -= call.bytes
      effects.append(.start(key, tool: call.tool, arguments: call.arguments, meta: call.meta))
    }
    waiting.removeFirst(started)
  }

  /// Takes note that the client reads again.
  mutating func resume() -> [Effect] {
    var effects: [Effect] = []
    startWaiting(&effects)
    return effects
  }

  /// Answers a call, unless it was cancelled, and starts the next.
  mutating func finish(_ key: CallKey, _ outcome: ToolOutcome) -> [Effect] {
    var effects: [Effect] = []
    guard let call = calls.removeValue(forKey: key) else { return effects }
    running -= 1
    if let question = call.question { questions[question] = nil }
    if !call.isCancelled {
      open[call.id] = nil
      let answer: Frame
      if let question = call.pending {
        let result = shapes.inputRequired(question, key: call.state.key, state: seal.seal(call.state))
        answer = .result(call.id, result)
      } else {
        answer = .result(call.id, shapes.call(outcome, call.client.version))
      }
      reply(answer, to: call.batch, &effects)
      if let batch = call.batch { finishOne(of: batch, &effects) }
    }
    startWaiting(&effects)
    return effects
  }

  /// Ends a request without an answer.
  ///
  /// An id that is unknown or was answered is none of our business.
  mutating func cancel(_ id: RequestID, _ effects: inout [Effect]) {
    switch open.removeValue(forKey: id) {
    case nil: return
    case .subscription: subscriptions -= 1
    case .call(let key): cancel(key, &effects)
    }
  }

  private mutating func cancel(_ key: CallKey, _ effects: inout [Effect]) {
    guard let call = calls[key] else { return }
    if call.isRunning {
      calls[key]?.isCancelled = true
      if call.question != nil {
        withdraw(key, &effects)
        effects.append(.answer(key, .failure(.callEnded)))
      }
      effects.append(.stop(key))
    } else {
      calls[key] = nil
      waiting.removeAll { $0 == key }
      waitingBytes -= call.bytes
    }
    if let batch = call.batch { finishOne(of: batch, &effects) }
  }

  /// Sends a report of progress, where the call is alive, wants it, and it is time for one.
  mutating func progress(_ key: CallKey, _ done: Int, _ total: Int?, _ message: String, at now: Duration)
    -> [Effect]
  {
    guard !isBehind, let call = calls[key], !call.isCancelled, call.pending == nil,
      calls[key]?.meter?.admits(done, at: now) == true, let meter = call.meter
    else { return [] }
    let params = meter.params(done, total, message, call.client.version)
    return [.send(.notification("notifications/progress", params))]
  }

  /// Ends what waits for a client that will send nothing more.
  ///
  /// Calls that run may still finish.
  mutating func close() -> [Effect] {
    var effects: [Effect] = []
    for (_, key) in questions.sorted(by: { $0.value.number < $1.value.number }) {
      calls[key]?.question = nil
      effects.append(.answer(key, .failure(.callEnded)))
    }
    questions = [:]
    isClosed = true
    return effects
  }
}
