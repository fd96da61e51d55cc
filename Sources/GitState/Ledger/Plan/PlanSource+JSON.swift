import JSON
import StateMachine

extension PlanSource {
  var json: JSONObject {
    var object: JSONObject = ["dialect": .string(dialect.rawValue)]
    object["keys"] = .array(keys.map { .string($0) })
    object["task_keys"] = .array(taskKeys.map { .string($0) })
    if !extra.isEmpty { object["extra"] = TaskDefinition.Extra.json(extra) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    guard let dialect = PlanDialect(rawValue: try reader["dialect"].string()) else {
      throw try reader["dialect"].unexpected("a dialect of plan.yaml")
    }
    self.init(dialect: dialect)
    keys = try reader.texts("keys")
    taskKeys = try reader.texts("task_keys")
    extra = try TaskDefinition.Extra.list(stored: reader)
  }
}

extension TaskDefinition.Extra {
  /// Their stored form: pairs of texts.
  static func json(_ extra: [Self]) -> JSONValue {
    .array(extra.map { [.string($0.key), .string($0.json)] })
  }

  /// From the member `extra`, which may be absent.
  static func list(stored reader: JSONReader) throws(JSONPathError) -> [Self] {
    var extra: [Self] = []
    for pair in try reader[optional: "extra"]?.array() ?? [] {
      let texts = try pair.strings()
      guard texts.count == 2 else { throw pair.unexpected("a key and its JSON text") }
      extra.append(.init(key: texts[0], json: texts[1]))
    }
    return extra
  }
}
