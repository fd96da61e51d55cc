package import GitState
package import JSON
import StateMachine

/// What was kept before something was discarded, and the call that brings it back.
package enum RescueResult {
  /// - Parameter holder: who gets it back; nil for whoever had the folder that it was taken of.
  package static func json(_ rescue: Rescue, of holder: WorktreeHolder? = nil) -> JSONValue {
    var object: JSONObject = [
      "id": .string(rescue.id), "ref": .string(rescue.refName), "sha": .string(rescue.sha),
      "files": .integer(rescue.files),
    ]
    if let way = rescue.wayBack(to: holder ?? rescue.holder) {
      object["restore"] = [
        "tool": .string(way.tool),
        "arguments": .object(JSONObject(way.arguments.map { ($0.name, $0.value.json) })),
      ]
    } else {
      object["remedy"] = .string(rescue.commandBack)
    }
    return .object(object)
  }

  /// What went and was not kept because git ignores it: how many, and the first few.
  package static func ignored(_ paths: [String]) -> JSONValue {
    ["count": .integer(paths.count), "files": .array(paths.prefix(5).map { .string($0) })]
  }
}
