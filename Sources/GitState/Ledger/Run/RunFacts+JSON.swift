import JSON
import StateMachine

/// A fact of a run that stands in its events, and with its circumstances in its state.
protocol StoredFact: Hashable, Sendable {
  var json: JSONObject { get }
  init(stored reader: JSONReader) throws(JSONPathError)
}

extension Noted where Fact: StoredFact {
  /// The fact's own keys, and beside them when, by whom and at which seq it came in.
  var json: JSONObject {
    var object = fact.json
    object["at"] = .string(at.description)
    object["by"] = .string(by)
    object["seq"] = .integer(seq)
    if !turns.isEmpty { object["turns"] = .array(turns.map { .integer($0) }) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    var turns: [Int] = []
    for turn in try reader[optional: "turns"]?.array() ?? [] { turns.append(try turn.integer()) }
    self.init(
      try Fact(stored: reader), at: try reader["at"].timestamp(), by: try reader["by"].string(),
      seq: try reader["seq"].integer(), turns: turns)
  }

  /// The facts of a list that may be left out.
  static func list(_ key: String, in reader: JSONReader) throws(JSONPathError) -> [Noted] {
    var facts: [Noted] = []
    for fact in try reader[optional: key]?.array() ?? [] { facts.append(try Noted(stored: fact)) }
    return facts
  }
}

extension PhaseValidation: StoredFact {
  var json: JSONObject {
    var object: JSONObject = ["passed": .bool(passed)]
    object["output"] = output.map { .object($0.json) }
    object["error_type"] = errorType.map { .string($0) }
    object["retryable"] = retryable.map { .bool($0) }
    if !checks.isEmpty {
      object["checks"] = .array(checks.map { ["name": .string($0.name), "passed": .bool($0.passed)] })
    }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(passed: try reader["passed"].boolean())
    output = try reader.optional("output", OutputEnd.init(stored:))
    errorType = try reader.text("error_type")
    retryable = try reader[optional: "retryable"]?.boolean()
    for check in try reader[optional: "checks"]?.array() ?? [] {
      checks.append(Check(try check["name"].string(), passed: try check["passed"].boolean()))
    }
  }
}

extension OutputEnd {
  var json: JSONObject {
    var object: JSONObject = ["end": .string(text)]
    if omitted > 0 { object["omitted"] = .integer(omitted) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(cut: try reader["end"].string(), omitted: try reader[optional: "omitted"]?.integer() ?? 0)
  }
}

extension PhaseCompletion: StoredFact {
  var json: JSONObject {
    var object = JSONObject()
    object["checkpoint"] = checkpoint.map { .integer($0) }
    object["reason"] = reason.map { .string($0) }
    object["result"] = result.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      checkpoint: try reader[optional: "checkpoint"]?.integer(), reason: try reader.text("reason"),
      result: try reader.optional("result", PhaseResult.init(stored:)))
  }
}

extension PhaseResult {
  var json: JSONObject {
    var object: JSONObject = ["files_created": .array(filesCreated.map { .string($0) })]
    object["tests_passing"] = testsPassing.map { .bool($0) }
    object["validation_output"] = validationOutput.map { .object($0.json) }
    object["gotchas_encountered"] = .array(gotchasEncountered.map { .string($0) })
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init()
    filesCreated = try reader.texts("files_created")
    testsPassing = try reader[optional: "tests_passing"]?.boolean()
    validationOutput = try reader.optional("validation_output", OutputEnd.init(stored:))
    gotchasEncountered = try reader.texts("gotchas_encountered")
  }
}

extension RunCompletion: StoredFact {
  var json: JSONObject {
    var object = JSONObject()
    object["summary"] = summary.map { .string($0) }
    object["commit"] = commit.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(summary: try reader.text("summary"), commit: try reader.text("commit"))
  }
}

extension ModuleMerge: StoredFact {
  var json: JSONObject { ["tip": .string(tip), "merge": .string(merge)] }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(tip: try reader["tip"].string(), merge: try reader["merge"].string())
  }
}

extension ModuleRemoval: StoredFact {
  var json: JSONObject {
    var object = JSONObject()
    object["rescue"] = rescue.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(rescue: try reader.text("rescue"))
  }
}
