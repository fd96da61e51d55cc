import StateMachine

@testable import GitStateCLI

/// A plan of 100 tasks in nine waves, always the same, with tasks in every state and titles that nobody should have to read.
enum LargePlan {
  static let titles = [
    "Create the user model", "Token service", "支払いサービスを分割する", "Write tests of the mail queue 📬",
    "Admin page, with its filters, its bulk actions, and everything that was left out of the first one",
    "Caché für Übersetzungen", "</text><script>alert(1)</script>", "A|B & \"C\" 'D' `E` #F [G](h) \\N",
    "-->|x| end; subgraph %% classDef", "ضبط الجلسة",
  ]

  /// `007`.
  static func id(_ number: Int) -> String { String(String(1_000 + number).dropFirst()) }

  static func plan() throws -> Plan {
    var tasks: [PlanTask] = []
    var before: [String] = []
    var number = 0
    for size in [8, 14, 12, 13, 11, 12, 10, 12, 8] {
      var row: [String] = []
      for place in 0..<size {
        number += 1
        let id = id(number)
        var after: [String] = []
        for step in 0..<(before.isEmpty ? 0 : 1 + number % 3) {
          after.append(before[(place * 3 + step * 5) % before.count])
        }
        var task = try SamplePlan.task(
          id, number % 17 == 0 ? SamplePlan.hostile : titles[number % titles.count], after: after)
        task.status = try status(number)
        task.attempts = number < 40 ? 1 + number % 2 : 0
        task.failures = number % 5 == 4 && number < 40 ? 1 : 0
        tasks.append(task)
        row.append(id)
      }
      before = row
    }
    let founding = PlanFounding(
      session: try SessionID("PLAN-100"), request: "Rebuild the shop <on> the new platform & more",
      base: "flow")
    return Plan(
      founding: founding, created: SamplePlan.ago(600), version: 4, tasks: tasks, learnings: [])
  }

  private static func status(_ number: Int) throws -> TaskStatus {
    let worker = try WorkerID("\(number)")
    switch number {
    case ...20:
      return .completed(.init(at: SamplePlan.ago(number), by: "worker-\(number)", tip: nil, merge: nil))
    case 21: return .claimed(.init(worker: worker, seq: 9, at: SamplePlan.ago(5)))
    case 22: return .inReview(.init(worker: worker, seq: 9, at: SamplePlan.ago(50)))
    case 23: return .failed(reason: "three times the same")
    case 24: return .needsReplan(reason: "the API is gone")
    case 25: return .expanding
    case 26: return .blocked(reason: SamplePlan.hostile, by: nil)
    case 27:
      return .claimed(.init(worker: worker, seq: 9, at: SamplePlan.ago(500), until: SamplePlan.ago(10)))
    case 99: return .cancelled(reason: "not wanted")
    default: return .pending
    }
  }

  static func graph() throws -> PlanGraph {
    PlanGraph(
      try plan(), given: PlanFacts(), finished: [], branch: "plan/PLAN-100", state: "active",
      at: SamplePlan.now)
  }
}
