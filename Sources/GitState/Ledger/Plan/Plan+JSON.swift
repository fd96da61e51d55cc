package import JSON
package import StateMachine

extension Plan: LedgerCodable {
  package var json: JSONObject {
    var object: JSONObject = ["created": .string(created.description), "version": .integer(version)]
    if let founding { object["plan"] = .object(founding.json) }
    object["tasks"] = .array(tasks.map { .object($0.json) })
    object["learnings"] = .array(
      learnings.map {
        [
          "text": .string($0.text), "at": .string($0.at.description), "by": .string($0.by),
          "version": .integer($0.version),
        ]
      })
    if consent != PlanConsent() { object["consent"] = .object(consent.json) }
    return object
  }

  package var adoption: [PlanEvent] {
    guard let founding else { return [] }
    return [.planAdopted(founding, tasks: Array(tasks), version: version)]
      + learnings.map { .learningRecorded($0.text) }
  }

  package init(from reader: JSONReader) throws(JSONPathError) {
    var tasks: [PlanTask] = []
    let stored = try reader["tasks"].array()
    tasks.reserveCapacity(stored.count)
    for task in stored { tasks.append(try PlanTask(stored: task)) }
    var learnings: [Learning] = []
    for learning in try reader["learnings"].array() {
      learnings.append(
        Learning(
          text: try learning["text"].string(), at: try learning["at"].timestamp(),
          by: try learning["by"].string(),
          version: try learning["version"].integer()))
    }
    self.init(
      founding: try PlanFounding(stored: reader["plan"]), created: try reader["created"].timestamp(),
      version: try reader["version"].integer(), tasks: tasks, learnings: learnings,
      consent: try reader.optional("consent", PlanConsent.init(stored:)) ?? PlanConsent())
  }
}
