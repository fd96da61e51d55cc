import JSON

/// What is going on between a client and the server: a pure value.
///
/// Messages go in, effects come out.
///
/// It knows no thread, no clock and no stream; `Session` carries the effects out. The rules are those of all five
/// versions: which of them a request follows is told from the request (`Era`).
struct Dialogue: Sendable {
  /// What is to be done, in this order.
  enum Effect: Sendable {
    case send(Frame)
    /// Run the tool, and say `finish` when it is done.
    case start(CallKey, tool: String, arguments: JSONObject, meta: JSONObject)
    /// Cancel the running tool.
    case stop(CallKey)
    /// Give the tool, which waits, what became of its question.
    case answer(CallKey, Result<JSONObject, AskRefusal>)
  }

  /// How many calls run at the same time; the next ones wait their turn.
  static let runningLimit = 64
  /// How many calls wait before one more is refused.
  static let waitingLimit = 1_024
  /// How many bytes of waiting calls are kept.
  static let waitingBytesLimit = 32 << 20
  /// How many subscriptions may be open.
  static let subscriptionLimit = 64

  let shapes: ResultShapes
  let toolNames: Set<String>
  /// What is said of tools that are not among those.
  let unserved: [String: String]
  let seal: RequestSeal

  /// Whether the client is slow to read: no call is started then, and no progress is sent.
  var isBehind = false

  /// What the last `initialize` agreed on.
  var session: Client?

  var calls: [CallKey: Call] = [:]
  var nextCall = 0
  /// The calls that were not started yet, oldest first.
  var waiting: [CallKey] = []
  var waitingBytes = 0
  /// How many tools run, those among them whose call was cancelled.
  var running = 0

  /// The ids that were not answered yet.
  var open: [RequestID: OpenRequest] = [:]
  var subscriptions = 0

  var batches: [Int: Batch] = [:]
  var nextBatch = 0

  /// The questions of ours that were not answered yet.
  var questions: [RequestID: CallKey] = [:]
  var nextQuestion = 0

  /// Whether the client will send nothing more.
  var isClosed = false

  init(shapes: ResultShapes, unserved: [String: String], seal: RequestSeal) {
    self.shapes = shapes
    self.unserved = unserved
    self.seal = seal
    toolNames = Set(shapes.tools.map(\.name))
  }

  /// Whether no call is left.
  var isIdle: Bool { calls.isEmpty }
}

/// A call's own name, since an id may come again once it was answered.
struct CallKey: Hashable, Sendable {
  let number: Int
}

/// What an id that is not answered yet stands for.
enum OpenRequest: Hashable, Sendable {
  case call(CallKey)
  case subscription
}

/// The answers to the messages of an array, until there are all of them.
struct Batch: Sendable {
  var frames: [Frame] = []
  /// How many of its calls have no outcome.
  var unfinished = 0
}

extension Dialogue {
  /// Takes a message of so many bytes.
  mutating func receive(_ message: Message, bytes: Int) -> [Effect] {
    var effects: [Effect] = []
    switch message {
    case .batch(let messages):
      receive(messages, bytes: bytes, &effects)
    case .request, .notification, .response, .invalid:
      receive(message, batch: nil, bytes: bytes, &effects)
    }
    return effects
  }

  private mutating func receive(_ messages: [Message], bytes: Int, _ effects: inout [Effect]) {
    guard let version = session?.version, version.allowsBatches else {
      let reason = "an array of messages, which only protocol versions before 2025-06-18 have"
      effects.append(.send(.error(nil, .invalidRequest(reason))))
      return
    }
    let batch = nextBatch
    nextBatch += 1
    // Counted as one call more until all of it was read, so that it isn't finished before.
    batches[batch] = Batch(unfinished: 1)
    for message in messages {
      receive(message, batch: batch, bytes: bytes / messages.count, &effects)
    }
    finishOne(of: batch, &effects)
  }

  private mutating func receive(_ message: Message, batch: Int?, bytes: Int, _ effects: inout [Effect]) {
    switch message {
    case .request(let request):
      do throws(ResponseError) {
        try serve(request, batch: batch, bytes: bytes, &effects)
      } catch {
        reply(.error(request.id, error), to: batch, &effects)
      }
    case .notification(let method, let params):
      if method == "notifications/cancelled", let id = params["requestId"].flatMap(RequestID.init) {
        cancel(id, &effects)
      }
    case .response(let id, let answer):
      if let id { receive(answer, to: id, &effects) }
    case .invalid(let id, let error):
      reply(.error(id, error), to: batch, &effects)
    case .batch:
      // Decoding makes none inside another.
      reply(.error(nil, .invalidRequest("an array inside an array")), to: batch, &effects)
    }
  }

  /// Sends an answer, or keeps it for the array that it belongs in.
  mutating func reply(_ frame: Frame, to batch: Int?, _ effects: inout [Effect]) {
    if let batch {
      batches[batch]?.frames.append(frame)
    } else {
      effects.append(.send(frame))
    }
  }

  /// Takes note that one of a batch's calls is over, and sends the answers when it was the last.
  mutating func finishOne(of batch: Int, _ effects: inout [Effect]) {
    guard batches[batch] != nil else { return }
    batches[batch]?.unfinished -= 1
    guard batches[batch]?.unfinished == 0, let frames = batches.removeValue(forKey: batch)?.frames else {
      return
    }
    if !frames.isEmpty { effects.append(.send(.batch(frames))) }
  }
}
