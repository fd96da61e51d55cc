import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct ReadyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ready",
    abstract: "Show which tasks may start now, and what the others wait for.",
    discussion: """
      A task is ready when everything that it needs is delivered: completed and on the base.

      Example: gitstate ready --json | jq -r '.ready[].id'
      """)

  @OptionGroup var plan: PlanArgument

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let branch = try plan.choice(in: project).branch(for: "ready")
    let view = try project.readPlan(branch)
    if output.isJSON { return try ToolReply.emit(json(view)) }
    var page = ReadyPage(plan: view.plan, facts: view.facts, branch: view.branch, now: project.now)
    page.finished = Set(view.finished)
    try emit(page.render(.output))
  }

  private func json(_ view: PlanView) -> JSONObject {
    let ready = view.ready
    // What is ready and not handed out waits for the decision.
    let isPaused = view.plan.handingOutRefusal() != nil
    let readyIDs = isPaused ? [] : Set(view.plan.ready(given: view.facts).map(\.id))
    func brief(_ task: PlanTask) -> JSONObject {
      ["id": .string(task.id.text), "description": .string(String(task.definition.description.prefix(80)))]
    }
    var object: JSONObject = [
      "plan_branch": .string(view.branch), "state": .string(view.state.rawValue),
      "ready": .array(
        ready.map { task in
          var object = brief(task)
          object["priority"] = .string((task.definition.priority ?? .medium).rawValue)
          if let branch = task.branch { object["branch"] = .string(branch.name) }
          return .object(object)
        }),
      "waiting": .array(
        view.plan.tasks.filter { $0.status.word == .pending && !readyIDs.contains($0.id) }.map { task in
          var object = brief(task)
          object["for"] = .array(view.plan.unmet(task, given: view.facts).map(json))
          return .object(object)
        }),
      "finished": .array(
        view.finished.compactMap { view.plan[$0] }.map { task in
          var object = brief(task)
          if let branch = task.branch { object["branch"] = .string(branch.name) }
          if let claim = task.status.claim { object["worker"] = .string(claim.worker.text) }
          return .object(object)
        }),
      "claimed": .array(
        view.plan.tasks.compactMap { task in
          guard let claim = task.status.claim else { return nil }
          var object = brief(task)
          object["worker"] = .string(claim.worker.text)
          object["since"] = .string(claim.at.description)
          return .object(object)
        }),
    ]
    ConsentResult.add(view, to: &object)
    return object
  }

  private func json(_ unmet: Plan.Unmet) -> JSONValue {
    var object = JSONObject()
    switch unmet.need {
    case .task(let id): object["task"] = .string(id.text)
    case .capability(let capability): object["capability"] = .string(capability.text)
    case .wave(let wave): object["wave"] = .integer(wave)
    }
    object["from"] = .array(unmet.from.map { .string($0.text) })
    if !unmet.near.isEmpty { object["near"] = .array(unmet.near.map { .string($0) }) }
    return .object(object)
  }
}
