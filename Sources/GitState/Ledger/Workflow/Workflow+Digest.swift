import JSON
package import StateMachine

extension Workflow {
  /// The digest of what there is to be seen where a phase waits for a decision: SHA-256, in hexadecimal.
  ///
  /// That is what is asked, and what the phase came to: work that is done again has another.
  package var digest: String {
    var object: JSONObject = [
      "workflow": .string(founding?.id.text ?? ""), "request": .string(founding?.request ?? ""),
    ]
    if let wait {
      object["phase"] = .integer(wait.phase)
      object["seq"] = .integer(wait.seq)
      object["question"] = .string(founding?.definition[wait.agent]?.approval?.question ?? "")
      object["results"] = .array((record(of: wait.phase)?.evaluation.results ?? []).map { .object($0.json) })
    }
    return SHA256.digest(JSONValue.object(object).serializedBytes(sortedKeys: true)).hexadecimal
  }
}
