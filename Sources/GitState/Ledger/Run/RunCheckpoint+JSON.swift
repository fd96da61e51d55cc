import JSON
import StateMachine

extension RunCheckpoint: StoredFact {
  var json: JSONObject {
    var object: JSONObject = [
      "number": .integer(number), "id": .string(id), "sha": .string(sha),
      "created": .string(created.description), "files_changed": .integer(filesChanged),
      "covers": .array(covers.map { .string($0) }),
    ]
    object["phase"] = phase.map { .string($0.text) }
    object["branch"] = branch.map { .string($0) }
    object["head"] = head.map { .string($0) }
    object["validation_passed"] = validationPassed.map { .bool($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      number: try reader["number"].integer(), id: try reader["id"].string(), sha: try reader["sha"].string(),
      phase: try reader.optional("phase") { (value) throws(JSONPathError) in try value.name(PhaseName.init) },
      branch: try reader.text("branch"), head: try reader.text("head"),
      created: try reader["created"].timestamp(),
      validationPassed: try reader[optional: "validation_passed"]?.boolean(),
      filesChanged: try reader["files_changed"].integer(), covers: try reader.texts("covers"))
  }
}

extension RunRollback: StoredFact {
  var json: JSONObject {
    var object: JSONObject = ["rescue": .string(rescue), "trees": .array(trees.map { .object($0.json) })]
    switch target {
    case .checkpoint(let number): object["checkpoint"] = .integer(number)
    case .rescue(let id): object["to_rescue"] = .string(id)
    }
    if asCommit { object["as_commit"] = true }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    var trees: [Tree] = []
    for tree in try reader["trees"].array() { trees.append(try Tree(stored: tree)) }
    let target: Target
    if let number = try reader[optional: "checkpoint"]?.integer() {
      target = .checkpoint(number)
    } else {
      target = .rescue(try reader["to_rescue"].string())
    }
    self.init(
      to: target,
      rescue: try reader["rescue"].string(), asCommit: try reader[optional: "as_commit"]?.boolean() ?? false,
      trees: trees)
  }
}

extension RunRollback.Tree {
  fileprivate var json: JSONObject {
    var object: JSONObject = ["path": .string(path)]
    object["branch"] = branch.map { .string($0) }
    object["from"] = from.map { .string($0) }
    object["to"] = to.map { .string($0) }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      path: try reader["path"].string(), branch: try reader.text("branch"), from: try reader.text("from"),
      to: try reader.text("to"))
  }
}
