import StateMachine

/// What every drawing of a plan is made from: its tasks, where each stands, and how they lie.
struct PlanGraph {
  let plan: Plan
  /// One for each task of the plan, in its order.
  let standings: [Standing]
  let drawing: PlanDrawing
  /// The branch that it was read from.
  let branch: String
  /// The plan's own state, in words.
  let state: String
  let completed: Int
  let total: Int
  /// The tasks of each layer by their positions, in reading order.
  let layers: [[Int]]

  init(
    _ plan: Plan, given facts: PlanFacts, finished: Set<PlanTaskID>, branch: String, state: String,
    at now: Timestamp
  ) {
    self.plan = plan
    self.branch = branch
    self.state = state
    standings = Standing.all(of: plan, given: facts, finished: finished, at: now)
    drawing = PlanDrawing(plan, given: facts)
    let progress = plan.progress(given: facts)
    completed = progress.completed
    total = progress.total
    let places = drawing.layout.places
    var layers: [[Int]] = Array(repeating: [], count: drawing.bands.count)
    for index in plan.tasks.indices { layers[places[index].layer].append(index) }
    self.layers = layers.map { members in
      members.sorted {
        (places[$0].column, places[$0].row, $0) < (places[$1].column, places[$1].row, $1)
      }
    }
  }

  /// The first line of what the plan is for.
  var title: String { plainLines(plan.founding?.request ?? "").first ?? plain(branch) }

  /// `plan/x, v3, active, 2 of 5 delivered`.
  var subtitle: String {
    "\(plain(branch)), v\(plan.version), \(state), \(completed) of \(total) delivered"
  }

  /// Where a task stands, in a few words, and that it went without its review.
  func word(of index: Int) -> String {
    standings[index].word + (plan.tasks[index].standingOverride == nil ? "" : ", unreviewed")
  }

  /// How many of some tasks are delivered.
  func delivered(among members: [Int]) -> Int { members.count { standings[$0].group == .done } }

  /// The groups that occur, in the board's order.
  var groups: [Standing.Group] {
    let present = Set(standings.map(\.group))
    return Standing.Group.allCases.filter(present.contains)
  }
}
