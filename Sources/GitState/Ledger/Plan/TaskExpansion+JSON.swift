package import JSON
package import StateMachine

extension TaskExpansion {
  package var json: JSONObject {
    var object: JSONObject = ["strategy": .string(strategy.rawValue)]
    if !added.isEmpty { object["added"] = .array(added.map { .object($0.json) }) }
    if !shared.isEmpty { object["shared"] = .array(shared.map { .object($0.json) }) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    guard let strategy = SplitStrategy(rawValue: try reader["strategy"].string()) else {
      throw try reader["strategy"].unexpected("a strategy")
    }
    self.init(strategy)
    for task in try reader[optional: "added"]?.array() ?? [] {
      added.append(try TaskDefinition(stored: task))
    }
    for task in try reader[optional: "shared"]?.array() ?? [] {
      shared.append(try TaskDefinition(stored: task))
    }
  }
}
