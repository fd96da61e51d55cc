import JSON
package import StateMachine

extension Plan {
  /// The digest of all that there is to be seen where the plan waits for a decision: SHA-256, in hexadecimal.
  ///
  /// Of a plan that is its content (tasks, dependencies, files, policy), which no claim, no report and no splitting changes. Where a batch or a
  /// halt waits, what came of it as well.
  package var digest: String {
    var object: JSONObject = [
      "plan": .object(founding?.json ?? [:]),
      "tasks": .array(
        whole.map { task in
          var content = task.definition.json
          if task.status.word == .cancelled { content["cancelled"] = true }
          return .object(content)
        }),
    ]
    let halts = consent.waits.filter { $0.point == .halt }
    if !halts.isEmpty { object["halts"] = .array(halts.map { .integer($0.seq) }) }
    if let wait = consent.waits.first(where: { $0.point == .batch }) {
      object["batch"] = .array(
        [.integer(wait.seq)]
          + consent.batch.map { id in
            [.string(id.text), .string(self[id]?.status.word.rawValue ?? "")]
          })
    }
    return SHA256.digest(JSONValue.object(object).serializedBytes(sortedKeys: true)).hexadecimal
  }
}
