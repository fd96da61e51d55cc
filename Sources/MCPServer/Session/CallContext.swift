package import JSON

/// What a tool may use of the call that it serves, beside its arguments.
package struct CallContext: Sendable {
  /// The call's `_meta`.
  package let meta: JSONObject

  private let report: @Sendable (Int, Int?, String) -> Void
  private let put: @Sendable (Question) async -> Result<JSONObject, AskRefusal>

  /// A context whose reports and questions go where the closures say.
  package init(
    meta: JSONObject,
    report: @escaping @Sendable (_ done: Int, _ total: Int?, _ message: String) -> Void,
    put: @escaping @Sendable (Question) async -> Result<JSONObject, AskRefusal>
  ) {
    self.meta = meta
    self.report = report
    self.put = put
  }

  /// No metadata, no listener, nobody to ask.
  package static let none = CallContext(
    meta: [:], report: { _, _, _ in }, put: { _ in .failure(.unavailable) })

  /// Says how far the call is.
  ///
  /// It costs little and may be said often: what nobody asked for, what comes too fast and what does not go
  /// forward is dropped.
  package func progress(_ done: Int, of total: Int? = nil, _ message: String = "") {
    report(done, total, message)
  }

  /// Asks the person at the client and gives the fields that were filled in.
  ///
  /// Ask before anything is written: where a call must be sent again with the answer, the tool runs again from its
  /// start, and the same question is then answered at once.
  package func ask(_ question: Question) async throws(AskRefusal) -> JSONObject {
    try await put(question).get()
  }
}
