package import JSON
package import StateMachine

extension Plan {
  package static func json(of event: PlanEvent) -> JSONObject {
    switch event {
    case .planCreated(let founding):
      return [
        "type": "planCreated", "plan": .object(founding.json),
        "tasks": .array(founding.tasks.map { .object($0.json) }),
      ]
    case .planAdopted(let founding, let tasks, let version):
      return [
        "type": "planAdopted", "plan": .object(founding.json),
        "tasks": .array(tasks.map { .object($0.json) }),
        "version": .integer(version),
      ]
    case .planUpdated:
      return ["type": "planUpdated"]
    case .taskAdded(let definition):
      return ["type": "taskAdded", "task": .object(definition.json)]
    case .taskChanged(let definition):
      return ["type": "taskChanged", "task": .object(definition.json)]
    case .taskBranched(let id, let branch):
      return ["type": "taskBranched", "task": .string(id.text), "branch": .object(branch.json)]
    case .taskClaimed(let id, let worker, let until, let from):
      var object: JSONObject = [
        "type": "taskClaimed", "task": .string(id.text), "worker": .string(worker.text),
      ]
      if let until { object["lease_until"] = .string(until.description) }
      if let from { object["from"] = .string(from.text) }
      return object
    case .leaseRenewed(let id, let worker, let until, let since):
      var object: JSONObject = [
        "type": "leaseRenewed", "task": .string(id.text), "worker": .string(worker.text),
        "lease_until": .string(until.description),
      ]
      if let since { object["since"] = .string(since.description) }
      return object
    case .claimReleased(let id, let worker, let reason):
      var object: JSONObject = [
        "type": "claimReleased", "task": .string(id.text), "worker": .string(worker.text),
      ]
      if let reason { object["reason"] = .string(reason) }
      return object
    case .taskReported(let id, let worker, let report):
      return [
        "type": "taskReported", "task": .string(id.text), "worker": .string(worker.text),
        "report": .object(report.json),
      ]
    case .reportNoted(let id, let worker, let report):
      return [
        "type": "reportNoted", "task": .string(id.text), "worker": .string(worker.text),
        "report": .object(report.json),
      ]
    case .taskFailed(let id, let error):
      return ["type": "taskFailed", "task": .string(id.text), "error": .object(error.json)]
    case .taskRetried(let id):
      return ["type": "taskRetried", "task": .string(id.text)]
    case .replanNeeded(let id, let reason):
      return ["type": "replanNeeded", "task": .string(id.text), "reason": .string(reason)]
    case .taskBlocked(let id, let reason):
      return ["type": "taskBlocked", "task": .string(id.text), "reason": .string(reason)]
    case .taskCompleted(let id, let tip, let merge):
      var object: JSONObject = ["type": "taskCompleted", "task": .string(id.text)]
      if let tip { object["tip"] = .string(tip) }
      if let merge { object["merge"] = .string(merge) }
      return object
    case .taskReopened(let id):
      return ["type": "taskReopened", "task": .string(id.text)]
    case .taskCancelled(let id, let reason):
      return ["type": "taskCancelled", "task": .string(id.text), "reason": .string(reason)]
    case .learningRecorded(let text):
      return ["type": "learningRecorded", "text": .string(text)]
    case .approvalRequested(let note, let seen):
      var object: JSONObject = ["type": "approvalRequested", "seen": .string(seen)]
      if let note { object["note"] = .string(note) }
      return object
    case .approvalReopened(let reason):
      return ["type": "approvalReopened", "reason": .string(reason)]
    case .batchCompleted(let tasks):
      return ["type": "batchCompleted", "tasks": .array(tasks.map { .string($0.text) })]
    case .workHalted(let id, let reason):
      return ["type": "workHalted", "task": .string(id.text), "reason": .string(reason)]
    case .planApproved(let consent): return json("planApproved", consent)
    case .batchConfirmed(let consent): return json("batchConfirmed", consent)
    case .haltLifted(let consent): return json("haltLifted", consent)
    case .revisionRequested(let consent): return json("revisionRequested", consent)
    case .planAborted(let consent): return json("planAborted", consent)
    case .planReopened(let consent): return json("planReopened", consent)
    case .reviewRequested(let id, let tip):
      var object: JSONObject = ["type": "reviewRequested", "task": .string(id.text)]
      if let tip { object["tip"] = .string(tip) }
      return object
    case .taskReviewed(let id, let review):
      return ["type": "taskReviewed", "task": .string(id.text), "review": .object(review.json)]
    case .reviewOverridden(let id, let name, let reason):
      return [
        "type": "reviewOverridden", "task": .string(id.text), "name": .string(name),
        "reason": .string(reason),
      ]
    case .taskExpanded(let id, let expansion):
      return ["type": "taskExpanded", "task": .string(id.text), "expansion": .object(expansion.json)]
    case .expansionResumed(let id):
      return ["type": "expansionResumed", "task": .string(id.text)]
    case .planRevised(let founding):
      return ["type": "planRevised", "plan": .object(founding.json)]
    }
  }

  /// A decision.
  private static func json(_ type: String, _ consent: Consent) -> JSONObject {
    var object: JSONObject = ["type": .string(type)]
    for member in consent.json.members { object[member.key] = member.value }
    return object
  }

  package static func event(_ type: String, from reader: JSONReader) throws(JSONPathError) -> PlanEvent? {
    func task() throws(JSONPathError) -> PlanTaskID { try reader["task"].name(PlanTaskID.init) }
    func worker() throws(JSONPathError) -> WorkerID { try reader["worker"].name(WorkerID.init) }
    switch type {
    case "planCreated":
      var founding = try PlanFounding(stored: reader["plan"])
      let stored = try reader["tasks"].array()
      founding.tasks.reserveCapacity(stored.count)
      for task in stored { founding.tasks.append(try TaskDefinition(stored: task)) }
      return .planCreated(founding)
    case "planAdopted":
      var tasks: [PlanTask] = []
      for task in try reader["tasks"].array() { tasks.append(try PlanTask(stored: task)) }
      return .planAdopted(
        try PlanFounding(stored: reader["plan"]), tasks: tasks, version: try reader["version"].integer())
    case "planUpdated":
      return .planUpdated
    case "taskAdded":
      return .taskAdded(try TaskDefinition(stored: reader["task"]))
    case "taskChanged":
      return .taskChanged(try TaskDefinition(stored: reader["task"]))
    case "taskBranched":
      return .taskBranched(try task(), try PlanTask.Branch(stored: reader["branch"]))
    case "taskClaimed":
      let until = try reader.optional("lease_until") { (value) throws(JSONPathError) in try value.timestamp()
      }
      return .taskClaimed(
        try task(), worker: try worker(), until: until,
        from: try reader.optional("from") { (value) throws(JSONPathError) in try value.name(WorkerID.init) })
    case "leaseRenewed":
      return .leaseRenewed(
        try task(), worker: try worker(), until: try reader["lease_until"].timestamp(),
        since: try reader.optional("since") { (value) throws(JSONPathError) in try value.timestamp() })
    case "claimReleased":
      return .claimReleased(try task(), worker: try worker(), reason: try reader.text("reason"))
    case "taskReported":
      return .taskReported(try task(), worker: try worker(), try TaskReport(stored: reader["report"]))
    case "reportNoted":
      return .reportNoted(try task(), worker: try worker(), try TaskReport(stored: reader["report"]))
    case "taskFailed":
      return .taskFailed(try task(), try TaskError(stored: reader["error"]))
    case "taskRetried":
      return .taskRetried(try task())
    case "replanNeeded":
      return .replanNeeded(try task(), reason: try reader["reason"].string())
    case "taskBlocked":
      return .taskBlocked(try task(), reason: try reader["reason"].string())
    case "taskCompleted":
      return .taskCompleted(try task(), tip: try reader.text("tip"), merge: try reader.text("merge"))
    case "taskReopened":
      return .taskReopened(try task())
    case "taskCancelled":
      return .taskCancelled(try task(), reason: try reader["reason"].string())
    case "learningRecorded":
      return .learningRecorded(try reader["text"].string())
    case "approvalRequested":
      return .approvalRequested(note: try reader.text("note"), seen: try reader["seen"].string())
    case "approvalReopened":
      return .approvalReopened(reason: try reader["reason"].string())
    case "batchCompleted":
      return .batchCompleted(try reader.names("tasks", PlanTaskID.init))
    case "workHalted":
      return .workHalted(try task(), reason: try reader["reason"].string())
    case "planApproved": return .planApproved(try Consent(stored: reader))
    case "batchConfirmed": return .batchConfirmed(try Consent(stored: reader))
    case "haltLifted": return .haltLifted(try Consent(stored: reader))
    case "revisionRequested": return .revisionRequested(try Consent(stored: reader))
    case "planAborted": return .planAborted(try Consent(stored: reader))
    case "planReopened": return .planReopened(try Consent(stored: reader))
    case "reviewRequested":
      return .reviewRequested(try task(), tip: try reader.text("tip"))
    case "taskReviewed":
      return .taskReviewed(try task(), try Review(stored: reader["review"]))
    case "reviewOverridden":
      return .reviewOverridden(
        try task(), by: try reader["name"].string(), reason: try reader["reason"].string())
    case "taskExpanded":
      return .taskExpanded(try task(), try TaskExpansion(stored: reader["expansion"]))
    case "expansionResumed":
      return .expansionResumed(try task())
    case "planRevised":
      return .planRevised(try PlanFounding(stored: reader["plan"]))
    default:
      return nil
    }
  }
}
