import JSON
import StateMachine

extension DecisionRequest {
  var json: JSONObject {
    var object: JSONObject = [
      "seen": .string(seen), "at": .string(at.description), "by": .string(by), "seq": .integer(seq),
    ]
    object["note"] = note.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      note: try reader.text("note"), seen: try reader["seen"].string(), at: try reader["at"].timestamp(),
      by: try reader["by"].string(), seq: try reader["seq"].integer())
  }
}

extension Decided {
  var json: JSONObject {
    var object: JSONObject = ["decision": .string(decision.rawValue)]
    for member in consent.json.members { object[member.key] = member.value }
    object["at"] = .string(at.description)
    object["by"] = .string(by)
    object["seq"] = .integer(seq)
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader.word("decision", Decision.init(rawValue:)), try Consent(stored: reader),
      at: try reader["at"].timestamp(), by: try reader["by"].string(), seq: try reader["seq"].integer())
  }
}

extension Consent {
  var json: JSONObject {
    var object: JSONObject = ["via": .string(way.rawValue)]
    object["seen"] = seen.map { .string($0) }
    object["reason"] = reason.map { .string($0) }
    object["target"] = target.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader.word("via", DecisionWay.init(rawValue:)), seen: try reader.text("seen"),
      reason: try reader.text("reason"), target: try reader.text("target"))
  }
}
