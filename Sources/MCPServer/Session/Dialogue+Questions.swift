import JSON

extension Dialogue {
  /// What becomes of a question.
  enum Asking: Sendable {
    /// It is decided.
    case now(Result<JSONObject, AskRefusal>)
    /// It goes to the client; the answer comes as an effect.
    case sent(Frame)
  }

  /// Puts a tool's question to the person at the client.
  mutating func ask(_ key: CallKey, _ question: Question) -> Asking {
    guard let call = calls[key], !call.isCancelled, call.pending == nil else {
      return .now(.failure(.callEnded))
    }
    guard call.client.canBeAsked else { return .now(.failure(.unavailable)) }
    return call.client.version.isModern ? askModern(key, call, question) : askLegacy(key, call, question)
  }

  /// A modern client gets no requests: it is told in the call's result what is missing, and calls again with it.
  private mutating func askModern(_ key: CallKey, _ call: Call, _ question: Question) -> Asking {
    let digest = CallState.digest(question)
    let position = call.asked
    calls[key]?.asked += 1
    if position < call.state.answered.count {
      let answered = call.state.answered[position]
      if answered.question == digest { return .now(Question.answer(from: answered.result)) }
      // What is asked has changed since: the person saw something else, so neither this answer nor a later one holds.
      calls[key]?.state.answered.removeSubrange(position...)
    }
    calls[key]?.state.call = CallState.digest(tool: call.tool, arguments: call.arguments)
    calls[key]?.state.open = digest
    calls[key]?.pending = question
    return .now(.failure(.callEnded))
  }

  private mutating func askLegacy(_ key: CallKey, _ call: Call, _ question: Question) -> Asking {
    guard !isClosed else { return .now(.failure(.callEnded)) }
    guard call.question == nil else {
      return .now(.failure(.failed("another question of the same call is still open")))
    }
    nextQuestion += 1
    guard let id = RequestID(.string("question-\(nextQuestion)")) else { return .now(.failure(.unavailable)) }
    questions[id] = key
    calls[key]?.question = id
    return .sent(.request(id, "elicitation/create", question.params))
  }

  /// Takes the answer to a question of ours; any other answer is a stray and ignored.
  mutating func receive(_ answer: Message.Answer, to id: RequestID, _ effects: inout [Effect]) {
    guard let key = questions.removeValue(forKey: id) else { return }
    calls[key]?.question = nil
    switch answer {
    case .result(let result):
      effects.append(.answer(key, Question.answer(from: result)))
    case .error(let error):
      effects.append(.answer(key, .failure(.failed(error["message"]?.stringValue ?? error.quoted()))))
    }
  }

  /// Takes an open question back from the client.
  mutating func withdraw(_ key: CallKey, _ effects: inout [Effect]) {
    guard let id = calls[key]?.question else { return }
    calls[key]?.question = nil
    questions[id] = nil
    let params: JSONObject = ["requestId": id.value, "reason": "the call was cancelled"]
    effects.append(.send(.notification("notifications/cancelled", params)))
  }

  /// What an earlier run of the same call asked, with the answer that comes along.
  func state(
    of request: Message.Request, _ tool: String, _ arguments: JSONObject, _ client: Client
  ) throws(ResponseError) -> CallState {
    let fresh = CallState(call: "", answered: [], open: "")
    guard client.version.isModern else { return fresh }
    let sealed = request.params["requestState"]
    let responses = request.params["inputResponses"]
    if sealed == nil, responses == nil { return fresh }
    guard client.canBeAsked else { throw .missingCapability(["elicitation": ["form": [:]]]) }
    guard case .string(let sealed) = sealed, var state = seal.open(sealed) else {
      throw .invalidParams("params.requestState is none that this server gave; call again without it")
    }
    guard state.call == CallState.digest(tool: tool, arguments: arguments) else {
      throw .invalidParams("params.requestState belongs to a call with another name or other arguments")
    }
    switch responses {
    case nil: return state
    case .object(let responses):
      // An answer that is missing is asked for again.
      guard let response = responses[state.key] else { return state }
      guard case .object = response else {
        throw .invalidParams(
          "params.inputResponses[\"\(state.key)\"] must be an object, got \(response.quoted())")
      }
      state.answered.append(CallState.Answered(question: state.open, result: response))
      return state
    case let value?:
      throw .invalidParams("params.inputResponses must be an object, got \(value.quoted())")
    }
  }
}
