import StateMachine
import Testing

@Suite struct `The waves of a plan` {
  private func task(_ id: String, needs: [String] = [], gives: [String] = []) throws -> TaskDefinition {
    var task = TaskDefinition(id: try PlanTaskID(id), description: "Task \(id)")
    task.preconditions = try needs.map { try Capability($0) }
    task.provides = try gives.map { try Capability($0) }
    return task
  }

  private func plan(_ tasks: [TaskDefinition], base: [String] = []) throws -> Plan {
    var founding = PlanFounding(session: try SessionID("s"), request: "r", base: "flow")
    founding.tasks = tasks
    var facts = PlanFacts()
    facts.baseProvides = base.map { Capability(known: $0) }
    var plan = Plan()
    for event in try plan.decide(.create(founding), given: facts, at: Timestamp(seconds: 0)) {
      plan.apply(Recorded(event, at: Timestamp(seconds: 0), by: "t", seq: 1))
    }
    return plan
  }

  @Test func `stay when the base lists what a merged task provides`() throws {
    let plan = try plan([task("1", gives: ["Model"]), task("2", needs: ["model"])])
    var facts = PlanFacts()
    facts.baseProvides = [Capability(known: "Model")]
    #expect(plan.graph(given: facts).listed.map { $0.map(\.text) } == [["1"], ["2"]])
  }

  @Test func `have no edge for what the base had when the plan was made`() throws {
    let plan = try plan(
      [task("1", needs: ["Model"], gives: ["Model"]), task("2", needs: ["Model"])], base: ["Model"])
    #expect(plan.graph(given: PlanFacts()).listed.map { $0.map(\.text) } == [["1", "2"]])
    #expect(plan.founding?.given.map(\.text) == ["Model"])
  }
}
